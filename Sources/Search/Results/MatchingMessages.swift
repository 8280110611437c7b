public import Archive
internal import GRDB

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
  public func require(answerable query: Query) throws {
    for match in query.texts {
      for case .shape(let shape) in try WordPattern(match, analyzer).parts where shape != .any {
        _ = try Vocabulary(db).words(like: shape)
      }
    }
    _ = try SearchPlan(query, analyzer)
  }

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
