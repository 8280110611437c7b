internal import Archive
internal import GRDB

/// Reads and writes blocks of facts.
final class FactBlockStore {
  private let one: PreparedStatement
  private let replace: PreparedStatement

  init(_ db: Database) throws {
    one = try PreparedStatement(db, "SELECT facts, first_sent, last_sent FROM search_block WHERE block = ?")
    replace = try PreparedStatement(
      db, "INSERT OR REPLACE INTO search_block (block, first_sent, last_sent, facts) VALUES (?, ?, ?, ?)")
  }

  func block(_ number: Int64) throws -> FactBlock {
    var block = FactBlock(number: number)
    one.bind(1, number)
    try one.rows { row in
      block.bytes = row.blob(0) { Array($0) }
      block.firstSent = row.int64(1)
      block.lastSent = row.int64(2)
      return false
    }
    return block
  }

  func save(_ block: FactBlock) throws {
    replace.bind(1, block.number)
    replace.bind(2, block.firstSent)
    replace.bind(3, block.lastSent)
    replace.bind(4, block.bytes)
    try replace.run()
  }
}
