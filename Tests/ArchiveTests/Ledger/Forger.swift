@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB

/// An attacker who knows the formats and can compute every digest, but hasn't got the key.
enum Forger {
  static func body(_ seq: Int64, _ db: Database) throws -> String {
    try String.fetchOne(db, sql: "SELECT body FROM ledger_entry WHERE seq = ?", arguments: [seq]) ?? ""
  }

  static func setBody(_ seq: Int64, _ body: String, _ db: Database) throws {
    try db.execute(sql: "UPDATE ledger_entry SET body = ? WHERE seq = ?", arguments: [body, seq])
  }

  /// Edits the query that an entry of ``TestArchive/act(_:)`` names.
  static func edit(_ seq: Int64, _ db: Database) throws {
    try setBody(seq, try body(seq, db).replacing("invoice", with: "payment"), db)
  }

  static func renewLeaf(_ seq: Int64, _ db: Database) throws {
    let leaf = MerkleTree.leaf(Array(try body(seq, db).utf8))
    try db.execute(sql: "UPDATE ledger_entry SET leaf = ? WHERE seq = ?", arguments: [Data(leaf.bytes), seq])
  }

  /// Makes every leaf, root and frontier anew from the bodies; the signatures stay as they were.
  static func renewAll(_ db: Database) throws {
    var tree = MerkleTree()
    for seq in try Int64.fetchAll(db, sql: "SELECT seq FROM ledger_entry ORDER BY seq") {
      try renewLeaf(seq, db)
      tree.append(leaf: MerkleTree.leaf(Array(try body(seq, db).utf8)))
      try db.execute(
        sql: "UPDATE ledger_checkpoint SET root = ?, frontier = ? WHERE size = ?",
        arguments: [Data(tree.root.bytes), Data(tree.frontier.flatMap(\.bytes)), seq])
    }
  }

  static func cut(after seq: Int64, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM ledger_entry WHERE seq > ?", arguments: [seq])
    try db.execute(sql: "DELETE FROM ledger_checkpoint WHERE size > ?", arguments: [seq])
  }
}
