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
      try row.blob(1) { try PackedFacts(row.int64(0), $0).walk(visit) }
      return true
    }
  }

  /// The members of a set, in order: only their blocks are read.
  func members(of set: MessageSet, _ visit: Visit) throws {
    try blocks(of: set, "facts") { block, row in
      try row.blob(1) { try PackedFacts(block, $0).walk(members: set, visit) }
    }
  }

  /// The members of a set that were sent in a range: a block all in it or all outside is not looked into.
  func members(of set: MessageSet, sent range: Range<Moment>) throws -> MessageSet {
    var found = set
    let wanted = range.lowerBound.microseconds..<range.upperBound.microseconds
    try blocks(of: set, "first_sent, last_sent, facts") { block, row in
      let (first, last) = (row.int64(1), row.int64(2))
      if wanted.contains(first), wanted.contains(last) { return }
      guard last >= wanted.lowerBound, first < wanted.upperBound else { return found.removeBlock(block) }
      try row.blob(3) {
        try PackedFacts(block, $0).walk(members: set) { facts, _ in
          if !wanted.contains(facts.sent) { found.remove(facts.id) }
        }
      }
    }
    return found
  }

  /// Reads columns of the blocks that hold members, neighbours in one scan.
  private func blocks(
    of set: MessageSet, _ columns: String, _ body: (Int64, borrowing PreparedStatement.Columns) throws -> Void
  ) throws {
    let statement = try PreparedStatement(
      db, "SELECT block, \(columns) FROM search_block WHERE block BETWEEN ? AND ? ORDER BY block")
    for range in set.blockRanges {
      statement.bind(1, range.lowerBound)
      statement.bind(2, range.upperBound)
      try statement.rows { row in
        try body(row.int64(0), row)
        return true
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

  /// The blocks that hold members, joined where they follow each other.
  fileprivate var blockRanges: [ClosedRange<Int64>] {
    var ranges: [ClosedRange<Int64>] = []
    for block in blocks(shift: FactBlock.shift) {
      if let last = ranges.last, last.upperBound + 1 == block {
        ranges[ranges.count - 1] = last.lowerBound...block
      } else {
        ranges.append(block...block)
      }
    }
    return ranges
  }

  /// Takes out all members of a block.
  fileprivate mutating func removeBlock(_ block: Int64) {
    let first = block << FactBlock.shift
    for id in first...(first | FactBlock.mask) { remove(id) }
  }
}
