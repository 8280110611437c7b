public import Archive
public import GRDB

/// The messages a query matches, in one state of the archive.
public struct MatchingMessages {
  private let set: MessageSet

  init(_ set: MessageSet) { self.set = set }

  public func contains(_ message: Message.ID) -> Bool { set.contains(message.rawValue) }
}

extension SearchEngine {
  /// Everything a query matches, without counting it: for the archive's own rules, whatever any account may see.
  ///
  /// - Throws: ``StorageError`` where the index is not of this version: nobody can then tell what matches.
  public static func matches(_ query: Query, _ db: Database) throws -> MatchingMessages {
    try SearchIndex.requireCurrent(db)
    let analyzer = Analyzer()
    let runner = PlanRunner(db: db, analyzer: analyzer, limit: try RowNumbers.message.next(db))
    return MatchingMessages(try runner.run(SearchPlan(query, analyzer)))
  }
}
