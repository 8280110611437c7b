internal import Foundation
internal import GRDB

/// Appends to the ledger, inside the transaction of the act it records.
struct Ledger: Sendable {
  let signer: LedgerSigner
  let head: LedgerHead

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
  ///
  /// What is signed speaks for all entries before it, too. So nothing is signed on top of a checkpoint that this
  /// archive's key did not sign, or of a history that ends before `ledger.head`: that would make a forgery good.
  func append(_ entry: LedgerEntry, at: Moment, _ db: Database) throws -> Checkpoint {
    var tree = try soundTree(before: entry.seq, db)
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
    try LedgerTally.add(entry.action, db)
    try db.cachedStatement(
      sql: "INSERT INTO ledger_checkpoint (size, at, root, signature, frontier) VALUES (?, ?, ?, ?, ?)"
    ).execute(arguments: [
      tree.size, at.microseconds, Data(tree.root.bytes), Data(Hex.decode(checkpoint.signature) ?? []),
      Data(tree.frontier.flatMap(\.bytes)),
    ])
    return checkpoint
  }

  private func soundTree(before seq: Int64, _ db: Database) throws -> MerkleTree {
    do {
      let tree = try tree(db)
      guard tree.size + 1 == seq else {
        throw LedgerDamage(entry: min(tree.size + 1, seq), "entries and checkpoints are not equally many")
      }
      try refuseOtherHistory(than: tree, db)
      return tree
    } catch let damage as LedgerDamage {
      throw StorageError("\(damage); nothing was done; run 'holdfast audit verify'", code: LedgerDamage.code)
    }
  }

  /// The tree as the last checkpoint left it.
  private func tree(_ db: Database) throws -> MerkleTree {
    let row = try Row.fetchOne(
      db, sql: "SELECT size, root, at, signature, frontier FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    guard let row else { return MerkleTree() }
    let bytes = Array(row["frontier"] as Data)
    let digests = stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: bytes[$0..<min($0 + Digest.byteCount, bytes.count)])
    }
    guard let tree = MerkleTree(size: row["size"], frontier: digests), Digest(bytes: row["root"] as Data) == tree.root,
      signer.publicKey.signed(
        Checkpoint(
          size: tree.size, root: tree.root, at: row["at"], signature: Hex.encode(row["signature"] as Data)))
    else {
      throw LedgerDamage(entry: row["size"], "its checkpoint is not the one this archive's key signed")
    }
    return tree
  }

  private func refuseOtherHistory(than tree: MerkleTree, _ db: Database) throws {
    let head = try head.read()
    if let damage = LedgerHead.damage(head, entries: tree.size) { throw damage }
    guard let head else { return }
    let root = try Data.fetchOne(
      db, sql: "SELECT root FROM ledger_checkpoint WHERE size = ?", arguments: [head.size])
    guard root == Data(head.root.bytes) else { throw LedgerDamage(entry: head.size, LedgerHead.otherHistory) }
  }
}
