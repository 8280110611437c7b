public import Archive
package import GRDB

/// A search that is kept: a query and where to ask it, to be run and run again.
public struct SearchJob: Sendable, Hashable {
  public typealias ID = Identifier<SearchJob>

  public var id: ID
  public var name: String
  /// The account that made it.
  public var owner: String
  /// The number of the case it belongs to; nil: it is its owner's.
  public var legalCase: Int64?
  /// As typed: `sent:today` means the day of each run.
  public var query: String
  public var timeZone: String
  public var order: SearchOrder
  /// Only these mailboxes, and the custodians' where ``custodians`` says so; none of both: all.
  public var mailboxes: [Mailbox.ID]
  public var excluded: [Mailbox.ID]
  /// Whether the mailboxes of the case's active custodians, at each run, are searched.
  public var custodians: Bool
  public var created: Moment

  /// A title, not a text: it is quoted in lists and on the ledger.
  public static let longestName = 200

  /// The most mailboxes a job names, included or excluded; a larger group is a case's custodians, or everybody.
  public static let mostMailboxes = 10_000

  /// The runs of a job that are kept; with one more, the oldest goes.
  ///
  /// A run may hold as much as a bit for each item and message, and a job run nightly would fill the disk with them.
  public static let mostRuns = 50
}

extension SearchJob {
  init(_ row: Row, _ db: Database) throws {
    id = ID(row["id"] as Int64)
    (name, owner, legalCase) = (row["name"], row["owner"], row["legal_case"])
    (query, timeZone, custodians) = (row["query"], row["time_zone"], row["custodians"])
    order = SearchOrder(rawValue: row["sort"]) ?? .newest
    created = Moment(microseconds: row["created"])
    func scope(_ included: Bool) throws -> [Mailbox.ID] {
      try Int64.fetchAll(
        db, sql: "SELECT mailbox FROM search_job_mailbox WHERE job = ? AND included = ? ORDER BY mailbox",
        arguments: [row["id"] as Int64, included]
      ).map { Mailbox.ID($0) }
    }
    (mailboxes, excluded) = (try scope(true), try scope(false))
  }

  /// All jobs by name, whoever may see them.
  package static func all(_ db: Database) throws -> [SearchJob] {
    try Row.fetchAll(db, sql: "SELECT * FROM search_job ORDER BY name").map { try SearchJob($0, db) }
  }

  /// The job of that name, whoever may see it.
  package static func find(_ name: String, _ db: Database) throws -> SearchJob? {
    try Row.fetchOne(db, sql: "SELECT * FROM search_job WHERE name = ?", arguments: [name]).map {
      try SearchJob($0, db)
    }
  }

  package static func find(_ id: ID, _ db: Database) throws -> SearchJob? {
    try Row.fetchOne(db, sql: "SELECT * FROM search_job WHERE id = ?", arguments: [id.rawValue]).map {
      try SearchJob($0, db)
    }
  }

  /// What a job is made of.
  public struct Terms: Sendable {
    public var query: String
    public var timeZone: KQLTimeZone
    public var order: SearchOrder
    public var mailboxes: [String]
    public var excluded: [String]
    public var custodians: Bool

    public init(
      query: String, timeZone: KQLTimeZone = .utc, order: SearchOrder = .newest, mailboxes: [String] = [],
      excluded: [String] = [], custodians: Bool = false
    ) {
      (self.query, self.timeZone, self.order) = (query, timeZone, order)
      (self.mailboxes, self.excluded, self.custodians) = (mailboxes, excluded, custodians)
    }
  }

  /// Keeps a search.
  ///
  /// `legalCase`: the number of the case, which the caller may work in.
  ///
  /// - Throws: ``KQLError`` or ``UnsearchableText`` where the query can't be run, ``InputError`` for anything else.
  package static func create(_ name: String, _ terms: Terms, legalCase: Int64?, _ act: Act) throws -> SearchJob {
    let db = act.db
    guard !name.allSatisfy(\.isWhitespace), name.unicodeScalars.count <= longestName,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw InputError(
        "a search job's name has 1 to \(longestName) characters and no control characters", code: "search-job.name")
    }
    guard max(terms.mailboxes.count, terms.excluded.count) <= mostMailboxes else {
      throw InputError(
        "a search job names at most \(mostMailboxes) mailboxes; make them a case's custodians, or search all",
        code: "search-job.too-many-mailboxes")
    }
    let parsed = try KQL.parse(terms.query, context: KQLContext(now: act.now, zone: terms.timeZone))
    try SearchEngine.require(answerable: parsed.query, db)
    let mailboxes = Set(try terms.mailboxes.map { try Mailbox.require($0, db) })
    let excluded = Set(try terms.excluded.map { try Mailbox.require($0, db) })
    // Names are one for all: a job that this account can't see may have it.
    guard try find(name, db) == nil else {
      throw InputError("there is a search job '\(name)' already; choose another name", code: "search-job.exists")
    }
    try db.execute(
      sql: """
        INSERT INTO search_job (name, owner, legal_case, query, time_zone, sort, custodians, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, act.session.account, legalCase, terms.query, terms.timeZone.identifier, terms.order.rawValue,
        terms.custodians, act.now.microseconds,
      ])
    let id = ID(db.lastInsertedRowID)
    for (set, included) in [(mailboxes, true), (excluded, false)] {
      for mailbox in set {
        try db.execute(
          sql: "INSERT INTO search_job_mailbox (job, mailbox, included) VALUES (?, ?, ?)",
          arguments: [id.rawValue, mailbox.id.rawValue, included])
      }
    }
    act.note("query", .text(terms.query))
    act.note("timeZone", .text(terms.timeZone.identifier))
    act.note("mailboxes", .list(mailboxes.map(\.email).sorted().map { .text($0) }))
    act.note("excluded", .list(excluded.map(\.email).sorted().map { .text($0) }))
    act.note("custodians", .flag(terms.custodians))
    return SearchJob(
      id: id, name: name, owner: act.session.account, legalCase: legalCase, query: terms.query,
      timeZone: terms.timeZone.identifier, order: terms.order, mailboxes: mailboxes.map(\.id).sorted(),
      excluded: excluded.map(\.id).sorted(), custodians: terms.custodians, created: act.now)
  }

  /// Removes the job and what its runs found.
  package func remove(_ act: Act) throws {
    for sql in [
      "DELETE FROM search_run WHERE job = ?", "DELETE FROM search_job_mailbox WHERE job = ?",
      "DELETE FROM search_job WHERE id = ?",
    ] {
      try act.db.execute(sql: sql, arguments: [id.rawValue])
    }
  }

  /// Reads the query as it is meant at a time.
  public func parsed(at moment: Moment) throws -> KQLResult {
    guard let zone = KQLTimeZone(timeZone) else {
      throw StorageError("the search job '\(name)' has the time zone '\(timeZone)', which this system doesn't know")
    }
    return try KQL.parse(query, context: KQLContext(now: moment, zone: zone))
  }
}
