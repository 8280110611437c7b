public import Archive
internal import GRDB

/// The messages a query matches, in one state of the archive.
public struct MatchingMessages {
  private let set: MessageSet

  init(_ set: MessageSet) { self.set = set }

  public func contains(_ message: Message.ID) -> Bool { set.contains(message.rawValue) }
}

extension SearchEngine {
  /// Everything a query matches, without counting it.
  ///
  /// - Throws: ``StorageError`` where the index is not of this version or not whole: nobody can then tell what matches.
  public func matches(_ query: Query) throws -> MatchingMessages {
    try SearchIndex.requireComplete(db)
    let limit = try RowNumbers.message.next(db)
    let runner = PlanRunner(db: db, analyzer: analyzer, limit: limit)
    return MatchingMessages(try runner.run(SearchPlan(query, analyzer)))
  }
}
