internal import Archive
public import GRDB

/// Answers searches.
///
/// The plan gives the set of matching messages; one walk over their facts applies the scope and the viewer's permission
/// filters, counts everything and keeps the page; only the page's items are read.
public struct SearchEngine {
  let db: Database
  let analyzer: Analyzer
  let viewer: Viewer

  /// - Parameters:
  ///   - db: one reading transaction; the answer is of one state.
  ///   - viewer: whose permission filters bear on every answer.
  public init(_ db: Database, for viewer: Viewer) {
    (self.db, self.viewer) = (db, viewer)
    analyzer = Analyzer()
  }

  public func answer(_ request: SearchRequest) throws -> SearchAnswer {
    try check(request.after, request.fingerprint(of: nil))
    // A token comes from outside: it can narrow what is searched to what there was, never widen it beyond what there is.
    let newest = Newest(
      item: min(request.after?.newestItem ?? .max, try RowNumbers.item.next(db) - 1),
      message: min(request.after?.newestMessage ?? .max, try RowNumbers.message.next(db) - 1))
    let found = try find(request.query, in: request.scope, through: newest)
    return try page(of: found, request, fingerprint: request.fingerprint(of: nil), newest: newest)
  }

  /// Answers from what a job's run found.
  ///
  /// `request`: its query marks the words in snippets, its scope is not used.
  public func answer(_ request: SearchRequest, of run: PinnedItems) throws -> SearchAnswer {
    let fingerprint = request.fingerprint(of: run.run.id)
    try check(request.after, fingerprint)
    let newest = Newest(item: run.items.limit - 1, message: run.messages.limit - 1)
    let found = try find(run)
    var answer = try page(of: found, request, fingerprint: fingerprint, newest: newest)
    answer.coverage = run.run.coverage
    // Of what is gone nobody can tell any more whether this viewer could have seen it.
    if found.sight.isEverything { answer.gone = run.items.count - answer.items }
    return answer
  }

  /// How much of the archive a search speaks for, now.
  public func coverage() throws -> Coverage { try SearchIndex.coverage(db) }

  // MARK: - What is found

  /// The highest numbers there were when a search began.
  struct Newest {
    var item: Int64
    var message: Int64
  }

  func newest() throws -> Newest {
    Newest(item: try RowNumbers.item.next(db) - 1, message: try RowNumbers.message.next(db) - 1)
  }

  func runner(below limit: Int64) -> PlanRunner { PlanRunner(db: db, analyzer: analyzer, limit: limit) }

  /// What the viewer may see of the messages below a number.
  func sight(below limit: Int64) throws -> Sight { try Sight(viewer, runner(below: limit)) }

  func find(_ query: Query, in scope: SearchScope, through newest: Newest) throws -> FoundCopies {
    let sight = try sight(below: newest.message + 1)
    // A query alone was held to the limit where it was read.
    guard sight.conditions == 0 || query.conditions + sight.conditions <= KQLLimits.conditions else {
      throw InputError(
        "the query and the permission filters on it join more than \(KQLLimits.conditions) conditions; "
          + "ask for less at once", code: "query.too-many-conditions")
    }
    let messages = try runner(below: newest.message + 1).run(SearchPlan(query, analyzer))
    return FoundCopies(messages: messages, newestItem: newest.item, scope: scope, sight: sight)
  }

  func find(_ run: PinnedItems) throws -> FoundCopies {
    // What waits for a rebuild would pass for purged.
    try SearchIndex.requireNotRebuilding(db)
    return FoundCopies(
      messages: run.messages, newestItem: run.items.limit - 1, scope: SearchScope(),
      sight: try sight(below: run.messages.limit), pinned: run.items)
  }

  // MARK: - Pages

  private func check(_ token: PageToken?, _ fingerprint: UInt64) throws {
    if let token, token.fingerprint != fingerprint {
      throw InputError(
        "the page token belongs to another search; give the same query, mailboxes and order as for the first page",
        code: "search.token")
    }
  }

  private func page(
    of found: FoundCopies, _ request: SearchRequest, fingerprint: UInt64, newest: Newest
  ) throws -> SearchAnswer {
    let relevance =
      request.order == .relevance ? try Relevance(request.query, runner(below: newest.message + 1)) : nil
    var tally = Tally(request: request, relevance: relevance)
    try found.visit(db) { facts, item, mailbox in tally.add(facts, item, mailbox) }
    let page = tally.page()
    return SearchAnswer(
      items: tally.counts.items, messages: tally.counts.messages, bytes: tally.counts.bytes,
      mailboxes: tally.counts.mailboxes, coverage: try coverage(), filters: found.sight.filters,
      results: try hits(page.hits, request.query),
      next: page.next.map {
        PageToken(
          key: $0.key, item: $0.item, newestItem: newest.item, newestMessage: newest.message, fingerprint: fingerprint
        ).text
      })
  }

  private func hits(_ page: [PageGatherer.Hit], _ query: Query) throws -> [SearchHit] {
    guard !page.isEmpty else { return [] }
    let folders = try Folder.all(db)
    let codec = try MessageCodec()
    let items = try ItemRecordReader(db)
    let highlighter = try Highlighter(query, analyzer)
    var mailboxes: [Mailbox.ID: Mailbox] = [:]
    return try page.map { hit in
      let (item, message) = try items.require(Item.ID(hit.item), db)
      let envelope = try message.envelope(codec)
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
}

/// Counts what matched, and keeps the page.
private struct Tally {
  var counts = CopyCounts()
  private let limit: Int
  private let relevance: Relevance?
  private var gatherer: PageGatherer
  private let after: PageGatherer.Hit?

  init(request: SearchRequest, relevance: Relevance?) {
    (limit, self.relevance) = (request.limit, relevance)
    gatherer = PageGatherer(count: request.limit + 1, descending: request.order != .oldest)
    after = request.after.map { PageGatherer.Hit(key: $0.key, item: $0.item, message: 0, mailbox: 0) }
  }

  mutating func add(_ facts: borrowing MessageFacts, _ item: Int64, _ mailbox: Int64) {
    counts.add(facts, in: mailbox)
    var key = facts.sent
    if let relevance { key = relevance.score(facts.id) }
    let hit = PageGatherer.Hit(key: key, item: item, message: facts.id, mailbox: mailbox)
    if let after, !gatherer.precedes(after, hit) { return }
    gatherer.offer(hit)
  }

  mutating func page() -> (hits: [PageGatherer.Hit], next: PageGatherer.Hit?) {
    var hits = gatherer.finish()
    guard hits.count > limit else { return (hits, nil) }
    hits.removeLast(hits.count - limit)
    return (hits, hits.last)
  }
}
