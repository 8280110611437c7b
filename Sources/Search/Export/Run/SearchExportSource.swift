internal import Archive
public import GRDB

/// An export of what a search finds, when the export begins.
public struct SearchExportSource: ExportSource {
  private let request: SearchRequest

  /// - Parameter request: the search; its order, limit and page are of no account.
  public init(_ request: SearchRequest) { self.request = request }

  public func eachHit(_ db: Database, _ visit: (ExportHit) throws -> Void) throws {
    try SearchEngine(db).eachHit(of: request, visit)
  }
}

extension SearchEngine {
  /// Hands out every item that matches, message by message, uncapped.
  ///
  /// - Throws: ``StorageError`` where the index is not of this version: an export of what an old index finds could not be
  ///   told from a complete one.
  public func eachHit(of request: SearchRequest, _ visit: (ExportHit) throws -> Void) throws {
    try SearchIndex.requireCurrent(db)
    let runner = PlanRunner(db: db, analyzer: analyzer, limit: try RowNumbers.message.next(db))
    let found = try runner.run(SearchPlan(request.query, analyzer))
    try FactWalk(db).members(of: found) { facts, copies in
      for index in 0..<copies.count {
        let mailbox = copies.mailbox(index)
        guard request.scope.isEverything || request.scope.allows(mailbox) else { continue }
        try visit(
          ExportHit(
            item: Item.ID(copies.item(index)), message: Message.ID(facts.id), mailbox: Mailbox.ID(mailbox),
            sent: Moment(microseconds: facts.sent), size: facts.size))
      }
    }
  }
}
