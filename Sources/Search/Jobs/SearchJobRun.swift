public import Archive
internal import Foundation
public import GRDB

/// One run of a search job: what it found, pinned to what was archived then.
public struct SearchJobRun: Sendable, Hashable {
  public typealias ID = Identifier<SearchJobRun>

  /// The number of the ledger entry that says who ran it.
  public var id: ID
  public var job: SearchJob.ID
  public var at: Moment
  public var actor: String
  public var items: Int
  public var messages: Int
  public var bytes: Int64
  public var mailboxes: Int
  /// How much of the archive the run spoke for.
  public var coverage: Coverage
  /// The permission filters that bore on who ran it.
  public var filters: [String]
}

/// A run with the numbers of what it found: about a bit for each item and message there was.
public struct PinnedItems: Sendable {
  public let run: SearchJobRun
  let items: MessageSet
  let messages: MessageSet
}

extension SearchJobRun: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    job = SearchJob.ID(row["job"] as Int64)
    at = Moment(microseconds: row["at"])
    actor = row["actor"]
    (items, messages, bytes, mailboxes) = (row["item_count"], row["message_count"], row["bytes"], row["mailboxes"])
    coverage = Coverage(messages: row["searched"], pending: row["pending"], partiallyIndexed: row["partial"])
    filters = (row["filters"] as String).split(separator: "\n").map(String.init)
  }

  private static let columns = """
    id, job, at, actor, item_count, message_count, bytes, mailboxes, searched, pending, partial, filters
    """

  /// A job's runs, newest first.
  public static func all(of job: SearchJob, _ db: Database) throws -> [SearchJobRun] {
    try fetchAll(
      db, sql: "SELECT \(columns) FROM search_run WHERE job = ? ORDER BY id DESC", arguments: [job.id.rawValue])
  }

  /// A run of a job, the newest if none is named.
  ///
  /// - Throws: ``InputError`` where there is none.
  public static func require(_ id: ID?, of job: SearchJob, _ db: Database) throws -> SearchJobRun {
    let runs = try all(of: job, db)
    guard let id else {
      guard let newest = runs.first else {
        throw InputError(
          "the search job '\(job.name)' has not been run; run it with 'holdfast search-job run'",
          code: "search-job.not-run")
      }
      return newest
    }
    guard let run = runs.first(where: { $0.id == id }) else {
      throw InputError("the search job '\(job.name)' has no run \(id); see 'holdfast search-job show'", code: "run.unknown")
    }
    return run
  }

  /// The run with what it found.
  public func pinned(_ db: Database) throws -> PinnedItems {
    let row = try Row.fetchOne(
      db, sql: "SELECT items, messages FROM search_run WHERE id = ?", arguments: [id.rawValue])
    guard let row else { throw StorageError("run \(id) is not in the archive", code: "search-job.damaged") }
    return PinnedItems(
      run: self,
      items: try MessageSet(packed: Array(row["items"] as Data), limit: RowNumbers.item.next(db)),
      messages: try MessageSet(packed: Array(row["messages"] as Data), limit: RowNumbers.message.next(db)))
  }
}

extension PinnedItems {
  /// How many items the run found, purged ones included.
  public var count: Int { items.count }

  /// The items' numbers as they are stored.
  package var packedItems: [UInt8] { items.packed }

  /// The run with fewer items: those of a stored set.
  package func limited(to packed: [UInt8], _ db: Database) throws -> PinnedItems {
    PinnedItems(
      run: run, items: try MessageSet(packed: packed, limit: RowNumbers.item.next(db)), messages: messages)
  }

  /// How many items have numbers up to this one.
  package func count(through item: Item.ID) -> Int {
    MessageSet(words: items.words, limit: min(items.limit, item.rawValue + 1)).count
  }

  /// The numbers of the next items after one, `limit` of them at most.
  package func numbers(after last: Item.ID, limit: Int) -> [Item.ID] {
    var numbers: [Item.ID] = []
    var number = last.rawValue
    while numbers.count < limit, let next = items.next(after: number) {
      numbers.append(Item.ID(next))
      number = next
    }
    return numbers
  }
}

extension SearchEngine {
  /// The run with those of its items that are still there and that the viewer may see.
  package func visible(of run: PinnedItems) throws -> PinnedItems {
    var items = MessageSet(limit: run.items.limit)
    try find(run).visit(db) { _, item, _ in items.insert(item) }
    return PinnedItems(run: run.run, items: items, messages: run.messages)
  }

  /// What a search found, before it is kept as a run.
  public struct Findings: Sendable {
    /// The time that the query's relative dates were read at.
    public var at: Moment
    public var items = 0
    public var messages = 0
    public var bytes: Int64 = 0
    public var mailboxes = 0
    public var coverage: Coverage
    public var filters: [String]
    var itemSet: MessageSet
    var messageSet: MessageSet
  }

  /// Finds everything a job asks for that the viewer may see.
  public func run(_ job: SearchJob, in scope: SearchScope, at moment: Moment) throws -> Findings {
    let newest = try newest()
    let found = try find(job.parsed(at: moment).query, in: scope, through: newest)
    var findings = Findings(
      at: moment, coverage: try coverage(), filters: found.sight.filters,
      itemSet: MessageSet(limit: newest.item + 1), messageSet: MessageSet(limit: newest.message + 1))
    var counts = CopyCounts()
    try found.visit(db) { facts, item, mailbox in
      counts.add(facts, in: mailbox)
      findings.itemSet.insert(item)
      findings.messageSet.insert(facts.id)
    }
    (findings.items, findings.messages) = (counts.items, counts.messages)
    (findings.bytes, findings.mailboxes) = (counts.bytes, counts.mailboxes)
    return findings
  }
}

extension SearchJob {
  /// Keeps what a run found, under the number of the act's entry; the oldest runs beyond ``mostRuns`` go.
  ///
  /// - Parameter kept: runs that must stay, however old.
  package func keep(_ findings: SearchEngine.Findings, sparing kept: Set<SearchJobRun.ID>, _ act: Act) throws
    -> SearchJobRun
  {
    try act.db.execute(
      sql: """
        INSERT INTO search_run (id, job, at, actor, item_count, message_count, bytes, mailboxes, searched, pending,
          partial, filters, items, messages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        act.entry, id.rawValue, findings.at.microseconds, act.session.account, findings.items, findings.messages,
        findings.bytes, findings.mailboxes, findings.coverage.messages, findings.coverage.pending,
        findings.coverage.partiallyIndexed, findings.filters.joined(separator: "\n"),
        Data(findings.itemSet.packed), Data(findings.messageSet.packed),
      ])
    let runs = try SearchJobRun.all(of: self, act.db)
    for old in runs.dropFirst(Self.mostRuns) where !kept.contains(old.id) {
      try act.db.execute(sql: "DELETE FROM search_run WHERE id = ?", arguments: [old.id.rawValue])
    }
    act.note("query", .text(query))
    act.note("items", .number(findings.items))
    act.note("messages", .number(findings.messages))
    act.note("filters", .list(findings.filters.map { .text($0) }))
    return runs[0]
  }
}
