public import Archive
public import GRDB

/// The messages a query matches, in one state of the archive.
public struct MatchingMessages {
  private let set: MessageSet

  init(_ set: MessageSet) { self.set = set }

  public func contains(_ message: Message.ID) -> Bool { set.contains(message.rawValue) }
}

extension SearchEngine {
  /// Refuses a query that can't be answered in this archive as it is: one with nothing to search for, or with a word
  /// that stands for too many.
  ///
  /// - Throws: ``UnsearchableText``, ``TooManyWords``.
  public static func require(answerable query: Query, _ db: Database) throws {
    let analyzer = Analyzer()
    for match in query.texts {
      for case .shape(let shape) in try WordPattern(match, analyzer).parts where shape != .any {
        _ = try Vocabulary(db).words(like: shape)
      }
    }
    _ = try SearchPlan(query, analyzer)
  }

  /// Everything a query matches, without counting it: for the archive's own rules, whatever any account may see.
  ///
  /// - Throws: ``StorageError`` where the index is not of this version or not whole: nobody can then tell what matches.
  public static func matches(_ query: Query, _ db: Database) throws -> MatchingMessages {
    try SearchIndex.requireComplete(db)
    let analyzer = Analyzer()
    let runner = PlanRunner(db: db, analyzer: analyzer, limit: try RowNumbers.message.next(db))
    return MatchingMessages(try runner.run(SearchPlan(query, analyzer)))
  }
}
