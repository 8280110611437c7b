internal import Archive
public import GRDB

/// What a search finds when an export begins, of what its viewer may see.
public struct SearchExportSource: ExportSource {
  private let request: SearchRequest
  private let viewer: Viewer

  /// Makes a source of a search, whose order, limit and page are of no account.
  public init(_ request: SearchRequest, for viewer: Viewer) { (self.request, self.viewer) = (request, viewer) }

  public func eachHit(_ db: Database, _ visit: (ExportHit) throws -> Void) throws {
    // What an old index finds, or half a new one, could not be told from all there is.
    try SearchIndex.requireComplete(db)
    let engine = SearchEngine(db, for: viewer)
    let found = try engine.find(request.query, in: request.scope, through: engine.newest())
    try found.visit(db) { facts, item, mailbox in try visit(ExportHit(facts, item, mailbox)) }
  }
}

/// What a search job's run found: the same today as when it was run.
public struct SearchJobExportSource: ExportSource {
  private let run: PinnedItems
  private let viewer: Viewer

  public init(_ run: PinnedItems, for viewer: Viewer) { (self.run, self.viewer) = (run, viewer) }

  public func eachHit(_ db: Database, _ visit: (ExportHit) throws -> Void) throws {
    let found = try SearchEngine(db, for: viewer).find(run)
    var gone = run.items
    try found.visit(db) { facts, item, mailbox in
      gone.remove(item)
      try visit(ExportHit(facts, item, mailbox))
    }
    // Of what is gone nobody can tell any more whether a filter would have hidden it.
    guard found.sight.isEverything else { return }
    for item in gone.members {
      guard let hit = try ExportHit(purged: Item.ID(item), db) else { continue }
      try visit(hit)
    }
  }
}

extension ExportHit {
  fileprivate init(_ facts: borrowing MessageFacts, _ item: Int64, _ mailbox: Int64) {
    self.init(
      item: Item.ID(item), message: Message.ID(facts.id), mailbox: Mailbox.ID(mailbox),
      sent: Moment(microseconds: facts.sent), size: facts.size)
  }

  /// A hit that was purged since: it is in the export as an exception that names the certificate.
  fileprivate init?(purged item: Item.ID, _ db: Database) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT message, mailbox FROM certificate WHERE item = ?", arguments: [item.rawValue])
    guard let row else { return nil }
    self.init(
      item: item, message: Message.ID(row["message"] as Int64), mailbox: Mailbox.ID(row["mailbox"] as Int64),
      sent: Moment(seconds: 0), size: 0)
  }
}
