internal import Archive
internal import GRDB

/// Reads and writes blocks of facts.
final class FactBlockStore {
  private let one: PreparedStatement
  private let replace: PreparedStatement

  init(_ db: Database) throws {
    one = try PreparedStatement(db, "SELECT facts FROM search_block WHERE block = ?")
    replace = try PreparedStatement(
      db, "INSERT OR REPLACE INTO search_block (block, first_sent, last_sent, facts) VALUES (?, ?, ?, ?)")
  }

  func block(_ number: Int64) throws -> FactBlock {
    var block: FactBlock?
    one.bind(1, number)
    try one.rows { row in
      block = try row.blob(0) { try FactBlock(number: number, packed: $0) }
      return false
    }
    return block ?? FactBlock(number: number)
  }

  func save(_ block: FactBlock) throws {
    replace.bind(1, block.number)
    replace.bind(2, block.firstSent)
    replace.bind(3, block.lastSent)
    replace.bind(4, PackedFacts.pack(block))
    try replace.run()
  }
}
