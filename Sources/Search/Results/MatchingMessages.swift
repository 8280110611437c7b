public import Archive
public import GRDB

/// The messages a query matches, in one state of the archive.
public struct MatchingMessages {
  private let set: MessageSet

  init(_ set: MessageSet) { self.set = set }

  public func contains(_ message: Message.ID) -> Bool { set.contains(message.rawValue) }
}

/// A query made ready to be asked of one state of the archive after another.
public struct PreparedQuery {
  let plan: SearchPlan
  /// The same for a ``MessageBatch``.
  let batchPlan: SearchPlan

  /// - Throws: ``UnsearchableText`` where there is nothing to search for in it.
  public init(_ query: Query) throws {
    let analyzer = Analyzer()
    plan = try SearchPlan(query, analyzer)
    batchPlan = try SearchPlan(query, analyzer, of: .batch)
  }
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
    try matches(PreparedQuery(query), db)
  }

  /// The same, of a query made ready before.
  public static func matches(_ query: PreparedQuery, _ db: Database) throws -> MatchingMessages {
    try SearchIndex.requireComplete(db)
    let runner = PlanRunner(db: db, analyzer: Analyzer(), limit: try RowNumbers.message.next(db))
    return MatchingMessages(try runner.run(query.plan))
  }
}
