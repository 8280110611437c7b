internal import Archive
public import GRDB

/// Answers searches.
///
/// The plan gives the set of matching messages; one walk over their facts applies the scope, counts everything and
/// keeps the page; only the page's items are read.
public struct SearchEngine {
  let db: Database
  let analyzer: Analyzer

  /// - Parameter db: one reading transaction; the answer is of one state.
  public init(_ db: Database) {
    self.db = db
    analyzer = Analyzer()
  }

  public func answer(_ request: SearchRequest) throws -> SearchAnswer {
    if let token = request.after, token.fingerprint != request.fingerprint {
      throw InputError(
        "the page token belongs to another search; give the same query, mailboxes and order as for the first page",
        code: "search.token")
    }
    // A token comes from outside: it can narrow what is searched to what there was, never widen it beyond what there is.
    let newestItem = min(request.after?.newestItem ?? .max, try RowNumbers.item.next(db) - 1)
    let newestMessage = min(request.after?.newestMessage ?? .max, try RowNumbers.message.next(db) - 1)
    let runner = PlanRunner(db: db, analyzer: analyzer, limit: newestMessage + 1)
    let found = try runner.run(SearchPlan(request.query, analyzer))
    let scores = request.order == .relevance ? try relevance(of: request.query) : [:]
    var tally = Tally(request: request, newestItem: newestItem, scores: scores)
    try FactWalk(db).members(of: found) { facts, copies in
      if facts.id <= newestMessage { tally.add(facts, copies) }
    }
    let page = tally.page()
    return SearchAnswer(
      items: tally.items, messages: tally.messages, bytes: tally.bytes, mailboxes: tally.mailboxes.count,
      coverage: try coverage(), results: try hits(page.hits, request.query),
      next: page.next.map {
        PageToken(
          key: $0.key, item: $0.item, newestItem: newestItem, newestMessage: newestMessage,
          fingerprint: request.fingerprint
        ).text
      })
  }

  /// How much of the archive a search speaks for, now.
  public func coverage() throws -> Coverage {
    let indexed = try SearchIndex.count("messages", db)
    let waiting = try SearchIndex.isCurrent(db) ? SearchIndex.count("waiting", db) : indexed
    return Coverage(
      messages: indexed, pending: waiting, partiallyIndexed: try SearchIndex.count("partial", db))
  }

  private func hits(_ page: [PageGatherer.Hit], _ query: Query) throws -> [SearchHit] {
    guard !page.isEmpty else { return [] }
    let folders = try Folder.all(db)
    let codec = try MessageCodec()
    let highlighter = try Highlighter(query, analyzer)
    var mailboxes: [Mailbox.ID: Mailbox] = [:]
    return try page.map { hit in
      let item = try Item.require(Item.ID(hit.item), db)
      let message = try Message.require(item.message, db)
      let envelope = try message.unpack(codec).envelope
      let mailbox = try mailboxes[item.mailbox] ?? Mailbox.find(item.mailbox, db)
      guard let mailbox, let folder = folders[item.folder] else {
        throw StorageError("item \(item.id) lies in a mailbox or folder that isn't there", code: "index.damaged")
      }
      mailboxes[item.mailbox] = mailbox
      return SearchHit(
        item: item, mailbox: mailbox, folder: folder, envelope: envelope, size: message.size,
        snippet: try highlighter.snippet(of: envelope.body.isEmpty ? envelope.subject : envelope.body))
    }
  }

  /// BM25 of every message that has any of the words asked for as they are, larger being better.
  private func relevance(of query: Query) throws -> [Int64: Int64] {
    // A word that stands for many has no weight of its own.
    let matches = query.positiveTexts.filter { $0.form == .exact || $0.isPrefix }
    guard !matches.isEmpty else { return [:] }
    let expression = try matches.map { "(\(try TextExpression.match($0, analyzer)))" }.joined(separator: " OR ")
    var scores: [Int64: Int64] = [:]
    let statement = try PreparedStatement(
      db, "SELECT rowid, CAST(bm25(search_text) * -1000000 AS INTEGER) FROM search_text WHERE search_text MATCH ?")
    statement.bind(1, expression)
    try statement.rows { row in
      scores[row.int64(0)] = row.int64(1)
      return true
    }
    return scores
  }
}

/// Counts what matched, and keeps the page.
private struct Tally {
  var items = 0
  var messages = 0
  var bytes: Int64 = 0
  var mailboxes: Set<Int64> = []
  private let request: SearchRequest
  private let newestItem: Int64
  private let scores: [Int64: Int64]
  private var gatherer: PageGatherer
  private let after: PageGatherer.Hit?

  init(request: SearchRequest, newestItem: Int64, scores: [Int64: Int64]) {
    (self.request, self.newestItem, self.scores) = (request, newestItem, scores)
    gatherer = PageGatherer(count: request.limit + 1, descending: request.order != .oldest)
    after = request.after.map { PageGatherer.Hit(key: $0.key, item: $0.item, message: 0, mailbox: 0) }
  }

  mutating func add(_ facts: borrowing MessageFacts, _ copies: CopyList) {
    var counted = false
    for i in 0..<copies.count {
      let (item, mailbox) = (copies.item(i), copies.mailbox(i))
      guard item <= newestItem, request.scope.isEverything || request.scope.allows(mailbox) else { continue }
      items += 1
      bytes += facts.size
      counted = true
      mailboxes.insert(mailbox)
      let key = request.order == .relevance ? scores[facts.id] ?? 0 : facts.sent
      let hit = PageGatherer.Hit(key: key, item: item, message: facts.id, mailbox: mailbox)
      if let after, !gatherer.precedes(after, hit) { continue }
      gatherer.offer(hit)
    }
    if counted { messages += 1 }
  }

  mutating func page() -> (hits: [PageGatherer.Hit], next: PageGatherer.Hit?) {
    var hits = gatherer.finish()
    guard hits.count > request.limit else { return (hits, nil) }
    hits.removeLast(hits.count - request.limit)
    return (hits, hits.last)
  }
}
