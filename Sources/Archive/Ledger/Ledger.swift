internal import Foundation
internal import GRDB

/// Appends to the ledger, inside the transaction of the act it records.
struct Ledger: Sendable {
  let signer: LedgerSigner

  /// The number the next entry will have.
  static func nextSequence(_ db: Database) throws -> Int64 {
    try (Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM ledger_entry") ?? 0) + 1
  }

  /// When the last act happened.
  static func lastMoment(_ db: Database) throws -> Moment? {
    try Int64.fetchOne(db, sql: "SELECT at FROM ledger_entry ORDER BY seq DESC LIMIT 1")
      .map(Moment.init(microseconds:))
  }

  /// Writes the entry and the signed checkpoint that covers it.
  func append(_ entry: LedgerEntry, at: Moment, _ db: Database) throws -> Checkpoint {
    var tree = try Self.tree(db)
    guard tree.size + 1 == entry.seq else {
      throw StorageError(
        "the ledger has \(tree.size) checkpointed entries but the next would be \(entry.seq); run 'holdfast audit verify'",
        code: "ledger.damaged")
    }
    let body = try LedgerEntry.body(of: entry)
    let leaf = MerkleTree.leaf(body)
    tree.append(leaf: leaf)
    let checkpoint = try signer.checkpoint(of: tree, at: at)
    try db.cachedStatement(
      sql: "INSERT INTO ledger_entry (seq, at, actor, action, body, leaf) VALUES (?, ?, ?, ?, ?, ?)"
    ).execute(arguments: [
      entry.seq, at.microseconds, entry.actor, entry.action, String(decoding: body, as: UTF8.self),
      Data(leaf.bytes),
    ])
    try db.cachedStatement(
      sql: "INSERT INTO ledger_checkpoint (size, at, root, signature, frontier) VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [
      tree.size, at.microseconds, Data(tree.root.bytes), Data(Hex.decode(checkpoint.signature) ?? []),
      Data(tree.frontier.flatMap(\.bytes)),
    ])
    return checkpoint
  }

  /// The tree as the last checkpoint left it.
  static func tree(_ db: Database) throws -> MerkleTree {
    let row = try Row.fetchOne(
      db, sql: "SELECT size, frontier FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    guard let row else { return MerkleTree() }
    let bytes = Array(row["frontier"] as Data)
    let digests = stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: bytes[$0..<min($0 + Digest.byteCount, bytes.count)])
    }
    guard let tree = MerkleTree(size: row["size"], frontier: digests) else {
      throw StorageError(
        "the ledger's last checkpoint is damaged; run 'holdfast audit verify'", code: "ledger.damaged")
    }
    return tree
  }
}
