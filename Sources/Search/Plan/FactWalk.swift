internal import Archive
internal import GRDB

/// Walks the facts of messages: of all, of a span of time, or of a set.
struct FactWalk {
  private let db: Database

  init(_ db: Database) { self.db = db }

  typealias Visit = (borrowing MessageFacts, CopyList) throws -> Void

  /// All messages, oldest number first; with a range, only the blocks that could hold one sent in it.
  func all(sent range: Range<Moment>? = nil, _ visit: Visit) throws {
    let statement = try PreparedStatement(
      db, "SELECT block, facts FROM search_block WHERE last_sent >= ? AND first_sent < ? ORDER BY block")
    statement.bind(1, range?.lowerBound.microseconds ?? .min)
    statement.bind(2, range?.upperBound.microseconds ?? .max)
    try statement.rows { row in
      try row.blob(1) { try FactBlock.walk(row.int64(0), $0, visit) }
      return true
    }
  }

  /// The members of a set, in order: only their blocks are read.
  func members(of set: MessageSet, _ visit: Visit) throws {
    let statement = try PreparedStatement(db, "SELECT facts FROM search_block WHERE block = ?")
    for block in set.blocks(shift: FactBlock.shift) {
      statement.bind(1, block)
      try statement.rows { row in
        try row.blob(0) { raw in
          try FactBlock.walk(block, raw) { facts, copies in
            if set.contains(facts.id) { try visit(facts, copies) }
          }
        }
        return false
      }
    }
  }
}

extension MessageSet {
  /// The members, in order.
  var members: some Sequence<Int64> {
    words.enumerated().lazy.flatMap { index, word in
      let start: Int64 = first + Int64(index) * 64
      return (0..<64).lazy.filter { word & (1 << UInt64($0)) != 0 }.map { (bit: Int) -> Int64 in start + Int64(bit) }
    }
  }
}
