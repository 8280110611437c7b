internal import GRDB

/// What a verified ledger is.
public struct LedgerVerification: Sendable, Hashable {
  public var entries: Int64
  /// The Merkle root over all of them: what an auditor writes down.
  public var root: Digest
  /// Messages whose commitments the ledger's import entries account for.
  public var messages: Int64
}

/// Checks an archive's ledger, and that the archive still holds what the ledger says.
///
/// Everything is recomputed from the stored texts and digests; the writer's tree, its leaves and its frontiers are
/// only compared with the result. What this finds and what it can't is in `docs/ledger.md`.
struct LedgerVerifier {
  let key: LedgerPublicKey
  let content: ContentStore
  /// Check every signature, and recompute the digests of what is stored, too.
  let deep: Bool

  /// Verifies the state that `db` shows.
  ///
  /// `head`: `ledger.head` as it was before that state was taken: one read afterwards may rightly be ahead.
  /// Throws ``LedgerDamage`` for the first thing that is wrong.
  func verify(_ db: Database, head: Checkpoint?) throws -> LedgerVerification {
    var chain = LedgerChain(key: key, everySignature: deep)
    var imports = ImportVerifier()
    var rows = RowVerifier()
    var tally = LedgerTally()
    if let head, !key.signed(head) { throw LedgerDamage("ledger.head is not signed with the key \(key.hex)") }
    try walk(db, &chain) { chain, entry, face in
      if let head, chain.tree.size == head.size, chain.tree.root != head.root {
        throw chain.damage(at: head.size, LedgerHead.otherHistory)
      }
      try imports.note(entry, chain.tree.size)
      try rows.note(face)
      tally.note(face.action)
    }
    try chain.finish()
    let entries = chain.tree.size
    if let damage = LedgerHead.damage(head, entries: entries) { throw damage }
    try refuseCheckpoints(past: entries, db)
    try LedgerReference.refuse(past: entries, db)
    let messages = try imports.verify(db, MessageVerifier(db, content: content), deep: deep)
    try CopyCount.verify(db)
    try rows.verify(db)
    try tally.verify(db)
    if deep { try QuarantineVerifier.verify(db, content) }
    return LedgerVerification(entries: entries, root: chain.tree.root, messages: messages)
  }

  private func walk(
    _ db: Database, _ chain: inout LedgerChain,
    _ body: (inout LedgerChain, StoredEntry, LedgerChain.Face) throws -> Void
  ) throws {
    let rows = try PreparedStatement(db, StoredEntry.query)
    try rows.rows { row in
      let stored = StoredEntry(row)
      guard stored.seq == chain.next else {
        throw chain.damage(
          at: min(chain.next, stored.seq),
          stored.seq > chain.next ? "it is missing: entry \(stored.seq) comes next" : "there is no such number")
      }
      let (face, leaf) = try chain.enter(stored.body)
      guard stored.leaf == leaf else {
        throw chain.damage(at: stored.seq, "its text was changed after it was written")
      }
      guard stored.actor == face.actor, stored.action == face.action,
        stored.at == RFC3339.parse(face.at)?.moment.microseconds
      else {
        throw chain.damage(at: stored.seq, "it is listed with another time, actor or action than its text has")
      }
      guard let checkpoint = stored.checkpoint else {
        throw chain.damage(at: stored.seq, "the checkpoint signed with it is missing or unreadable")
      }
      try chain.cover(with: checkpoint)
      guard stored.frontier == chain.tree.frontier.flatMap(\.bytes) else {
        throw chain.damage(at: stored.seq, "its checkpoint's frontier was changed")
      }
      try body(&chain, stored, face)
      return true
    }
  }

  private func refuseCheckpoints(past entries: Int64, _ db: Database) throws {
    let stray = try Int64.fetchOne(
      db, sql: "SELECT size FROM ledger_checkpoint WHERE size < 1 OR size > ? ORDER BY size DESC", arguments: [entries])
    guard let stray else { return }
    throw LedgerDamage(
      entry: entries + 1, "it is missing, cut off with all after it: a checkpoint over \(stray) entries is on record")
  }
}

/// An entry with its checkpoint, as they are stored.
struct StoredEntry {
  var seq: Int64
  var at: Int64
  var actor: String
  var action: String
  var body: [UInt8]
  var leaf: Digest?
  var checkpoint: Checkpoint?
  var frontier: [UInt8]

  static let query = """
    SELECT e.seq, e.at, e.actor, e.action, e.body, e.leaf, c.size, c.at, c.root, c.signature, c.frontier
    FROM ledger_entry e LEFT JOIN ledger_checkpoint c ON c.size = e.seq ORDER BY e.seq
    """

  init(_ row: borrowing PreparedStatement.Columns) {
    (seq, at) = (row.int64(0), row.int64(1))
    actor = row.blob(2) { String(decoding: $0, as: UTF8.self) }
    action = row.blob(3) { String(decoding: $0, as: UTF8.self) }
    body = row.blob(4) { Array($0) }
    leaf = row.blob(5) { Digest(bytes: $0) }
    let root = row.blob(8) { Digest(bytes: $0) }
    checkpoint =
      row.isNull(6)
      ? nil
      : root.map { root in
        Checkpoint(size: row.int64(6), root: root, at: row.int64(7), signature: row.blob(9) { Hex.encode($0) })
      }
    frontier = row.blob(10) { Array($0) }
  }
}
