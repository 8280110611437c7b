internal import Foundation
internal import GRDB

/// A proof that can be checked with the ledger's key alone: see `docs/ledger-format.md`.
public struct LedgerProof: Sendable, Encodable {
  var format = "holdfast-ledger-proof"
  var version = 1
  /// The ledger's public key, as 64 hex digits.
  var key: String
  public var path: [Digest]
  /// Of an entry: its number, its text as it was hashed, and the checkpoint of the ledger it is in.
  public var entry: Int64?
  var text: String?
  public var checkpoint: Checkpoint?
  /// Of one state continuing another: the checkpoints of both.
  public var first: Checkpoint?
  public var second: Checkpoint?
}

/// Makes proofs out of what the ledger keeps beside its entries.
///
/// Every checkpoint keeps the roots of the perfect subtrees along its right edge. So the root of any perfect subtree is
/// found in the checkpoint over the entries up to its end, at once where it is a left child, and by some of its own left
/// children where it is a right one: a proof reads some hundred rows of a million.
struct LedgerProver {
  let db: Database
  let key: LedgerPublicKey

  /// That an entry is on the ledger as it was after `size` entries; nil: after the newest.
  func inclusion(of entry: Int64, in size: Int64?) throws -> LedgerProof {
    let checkpoint = try checkpoint(size)
    guard entry >= 1, entry <= checkpoint.size else {
      throw InputError(
        "there is no entry \(entry) among \(checkpoint.size); see 'holdfast audit list'", code: "audit.entry")
    }
    guard let text = try String.fetchOne(db, sql: "SELECT body FROM ledger_entry WHERE seq = ?", arguments: [entry])
    else { throw LedgerDamage(entry: entry, "it is missing") }
    let path = try tree(checkpoint.size).inclusion(of: entry - 1)
    let root = MerkleProof.root(
      of: MerkleTree.leaf(Array(text.utf8)), number: entry - 1, size: checkpoint.size, path)
    guard root == checkpoint.root else {
      throw LedgerDamage("what is on record does not prove entry \(entry): run 'holdfast audit verify'")
    }
    var proof = LedgerProof(key: key.hex, path: path)
    (proof.entry, proof.text, proof.checkpoint) = (entry, text, checkpoint)
    return proof
  }

  /// That the ledger, as it was after `size` entries (nil: after the newest), continues what it was after `first`.
  func consistency(with first: Int64, in size: Int64?) throws -> LedgerProof {
    let (second, old) = (try checkpoint(size), try checkpoint(first))
    guard first <= second.size else {
      throw InputError("the ledger of \(second.size) entries can't continue one of \(first)", code: "audit.entry")
    }
    var proof = LedgerProof(key: key.hex, path: try tree(second.size).consistency(with: first))
    (proof.first, proof.second) = (old, second)
    return proof
  }

  private func checkpoint(_ size: Int64?) throws -> Checkpoint {
    let newest = try Int64.fetchOne(db, sql: "SELECT MAX(size) FROM ledger_checkpoint") ?? 0
    let wanted = size ?? newest
    guard wanted >= 1, wanted <= newest else {
      throw InputError("the ledger has \(newest) entries, and no state of \(wanted)", code: "audit.entry")
    }
    let row = try Row.fetchOne(
      db, sql: "SELECT at, root, signature FROM ledger_checkpoint WHERE size = ?", arguments: [wanted])
    guard let row, let root = Digest(bytes: row["root"] as Data) else {
      throw LedgerDamage(entry: wanted, "the checkpoint signed with it is missing or unreadable")
    }
    let found = Checkpoint(size: wanted, root: root, at: row["at"], signature: Hex.encode(row["signature"] as Data))
    guard key.signed(found) else {
      throw LedgerDamage(entry: wanted, "its checkpoint is not the one this archive's key signed")
    }
    return found
  }

  private func tree(_ size: Int64) -> MerkleProof { MerkleProof(size: size, node: node) }

  private func node(_ start: Int64, _ level: Int) throws -> Digest {
    // A left child ends where its checkpoint's last perfect subtree does.
    if level == 0 || (start >> Int64(level)) & 1 == 0 { return try edge(start, level) }
    let half = Int64(1) << Int64(level - 1)
    return MerkleTree.node(try edge(start, level - 1), try node(start + half, level - 1))
  }

  /// The root of a perfect subtree that begins at an even multiple of its size, or of a single leaf.
  private func edge(_ start: Int64, _ level: Int) throws -> Digest {
    let end = start + (Int64(1) << Int64(level))
    let sql =
      level == 0
      ? "SELECT leaf FROM ledger_entry WHERE seq = ?"
      : "SELECT substr(frontier, -\(Digest.byteCount)) FROM ledger_checkpoint WHERE size = ?"
    guard let found = try Data.fetchOne(db.cachedStatement(sql: sql), arguments: [end]).flatMap({ Digest(bytes: $0) })
    else { throw LedgerDamage(entry: end, "it or its checkpoint is missing or unreadable") }
    return found
  }
}
