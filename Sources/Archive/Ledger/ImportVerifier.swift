internal import GRDB

/// Checks the messages against the roots that the imports' entries put on the ledger.
///
/// Each import's entry has the Merkle root over its messages' commitments. So every message must belong to an import,
/// every import must have all its messages (or, of a purged one, its leaf), and their root must be the one on record.
struct ImportVerifier {
  private static let actions: Set<String> = [Action.itemsImported.name, Action.quarantineReplayed.name]

  private var roots: [Int64: Digest] = [:]

  /// Remembers an entry that imported messages.
  mutating func note(_ stored: StoredEntry, _ number: Int64) throws {
    guard Self.actions.contains(stored.action) else { return }
    guard let entry = try? LedgerEntry(body: stored.body) else {
      throw LedgerDamage(entry: number, "its text is not that of an entry")
    }
    guard case .text(let hex)? = entry.details["root"] else { return }
    guard let root = Digest(hex: hex) else { throw LedgerDamage(entry: number, "its root is not a digest") }
    // An import that brought nothing new has the root of no leaves, and no batch.
    if root != MerkleTree().root { roots[number] = root }
  }

  /// Checks all messages; with `deep`, their bytes too.
  ///
  /// - Returns: how many messages there are or were.
  func verify(_ db: Database, _ messages: MessageVerifier, deep: Bool) throws -> Int64 {
    let batches = try ImportBatch.all(db)
    for batch in batches {
      guard roots[batch.entry] != nil else {
        throw LedgerDamage(entry: batch.entry, "messages are filed under it, but it is no import")
      }
      guard batch.first > 0, batch.count > 0, !batch.first.addingReportingOverflow(batch.count).overflow else {
        throw LedgerDamage(entry: batch.entry, "the record of which messages it imported is damaged")
      }
    }
    let filed = Set(batches.map(\.entry))
    if let bare = roots.keys.filter({ !filed.contains($0) }).min() {
      throw LedgerDamage(entry: bare, "the record of which messages it imported is missing")
    }
    var walk = MessageWalk(batches: batches, roots: roots, messages: messages, deep: deep)
    let rows = try PreparedStatement(db, MessageWalk.query)
    try rows.rows { row in
      try walk.take(row)
      return true
    }
    return try walk.finish()
  }
}

/// Which messages an entry imported.
struct ImportBatch {
  var entry: Int64
  var first: Int64
  var count: Int64

  static func all(_ db: Database) throws -> [ImportBatch] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT entry, first_message, messages FROM import_batch ORDER BY first_message")
    return rows.map { ImportBatch(entry: $0[0], first: $0[1], count: $0[2]) }
  }
}

/// Goes through all messages, stored and purged, in the order of their numbers, import by import.
private struct MessageWalk {
  static let query = """
    SELECT id, salt, original_digest, email_digest, NULL FROM message
    UNION ALL SELECT id, NULL, NULL, NULL, leaf FROM purged_message ORDER BY id
    """

  let batches: [ImportBatch]
  let roots: [Int64: Digest]
  let messages: MessageVerifier
  let deep: Bool
  private var current = 0
  private var tree = MerkleTree()
  private var total: Int64 = 0

  init(batches: [ImportBatch], roots: [Int64: Digest], messages: MessageVerifier, deep: Bool) {
    (self.batches, self.roots, self.messages, self.deep) = (batches, roots, messages, deep)
  }

  mutating func take(_ row: borrowing PreparedStatement.Columns) throws {
    let id = row.int64(0)
    guard current < batches.count, id >= batches[current].first else {
      throw LedgerDamage(message: id, "no import on the ledger brought it in")
    }
    let batch = batches[current]
    guard id == batch.first + tree.size else {
      let expected = batch.first + tree.size
      throw LedgerDamage(
        entry: batch.entry, message: min(expected, id),
        id < expected ? "it is stored, and on record as purged as well" : "it is missing, and not on record as purged")
    }
    tree.append(leaf: try leaf(row, id, batch))
    total += 1
    if tree.size == batch.count { try close(batch) }
  }

  private func leaf(_ row: borrowing PreparedStatement.Columns, _ id: Int64, _ batch: ImportBatch) throws -> Digest {
    if row.isNull(1) {
      guard let leaf = row.blob(4, { Digest(bytes: $0) }) else {
        throw LedgerDamage(entry: batch.entry, message: id, "the record of its purge is damaged")
      }
      return leaf
    }
    if deep, let problem = try messages.problem(with: id) {
      throw LedgerDamage(entry: batch.entry, message: id, problem)
    }
    guard let original = row.blob(2, { Digest(bytes: $0) }), let email = row.blob(3, { Digest(bytes: $0) }) else {
      throw LedgerDamage(entry: batch.entry, message: id, "its digests are damaged")
    }
    return Message.commitment(salt: row.blob(1) { Array($0) }, original: original, email: email)
  }

  private mutating func close(_ batch: ImportBatch) throws {
    if tree.root != roots[batch.entry] { throw try culprit(in: batch) }
    tree = MerkleTree()
    current += 1
  }

  /// A root can't say which leaf is wrong, but a message whose digests aren't those of its bytes can.
  private func culprit(in batch: ImportBatch) throws -> LedgerDamage {
    let numbers = batch.first..<batch.first + batch.count
    for id in numbers {
      if let problem = try messages.problem(with: id) {
        return LedgerDamage(entry: batch.entry, message: id, problem)
      }
    }
    return LedgerDamage(
      entry: batch.entry,
      "messages \(batch.first) to \(numbers.upperBound - 1), which it imported, are not all what they were: "
        + "their digests do not make the root on record")
  }

  mutating func finish() throws -> Int64 {
    guard current == batches.count else {
      let batch = batches[current]
      throw LedgerDamage(
        entry: batch.entry, message: batch.first + tree.size, "it is missing, and not on record as purged")
    }
    return total
  }
}
