public import Archive
public import GRDB

/// Some messages of which it is asked whether queries match them, and not what else the queries match.
///
/// The plan is that of a search, with the part of the index it reads restricted to these messages: words by the index's
/// own means, words' beginnings by the messages' own texts, facts by their blocks. What a query costs then goes by how many messages are asked about, and not by how
/// many there are.
public struct MessageBatch {
  private let db: Database
  private let stretches: [BatchWords]
  private let analyzer = Analyzer()

  /// Messages further apart than this are asked about separately.
  ///
  /// A look-up of its own costs a query some tens of microseconds. Reading over the numbers between costs a common word,
  /// which one text in twenty has, as much for a stretch of this length.
  static let longestGap: Int64 = 16_384

  /// - Throws: ``StorageError`` where the index is not of this version or not whole: nobody can then tell what matches.
  public init(_ messages: some Sequence<Message.ID>, _ db: Database) throws {
    try SearchIndex.requireComplete(db)
    self.db = db
    let numbers = Set(messages.lazy.map(\.rawValue)).sorted()
    var stretches: [ArraySlice<Int64>] = []
    for index in numbers.indices {
      if let last = stretches.last?.last, numbers[index] - last <= Self.longestGap {
        stretches[stretches.count - 1] = numbers[stretches[stretches.count - 1].startIndex...index]
      } else {
        stretches.append(numbers[index...index])
      }
    }
    self.stretches = stretches.compactMap { stretch in
      guard let first = stretch.first, let last = stretch.last else { return nil }
      var set = MessageSet(limit: last + 1, from: first)
      for number in stretch { set.insert(number) }
      return BatchWords(set)
    }
  }

  /// Those that the index has: of any other it can't tell what it matches.
  public func indexed() throws -> Set<Message.ID> {
    var found: Set<Message.ID> = []
    for words in stretches {
      try FactWalk(db).members(of: words.messages) { facts, _ in found.insert(Message.ID(facts.id)) }
    }
    return found
  }

  /// Those that a query matches.
  public func matching(_ query: PreparedQuery) throws -> Set<Message.ID> {
    var found: Set<Message.ID> = []
    for words in stretches {
      let runner = PlanRunner(db: db, analyzer: analyzer, only: words)
      for number in try runner.run(query.batchPlan).members { found.insert(Message.ID(number)) }
    }
    return found
  }
}
