internal import Foundation
internal import GRDB

/// Checks the rows that entries commit to (``BoundRows``) against what those entries say.
///
/// A row must be as the last act that wrote it left it, none may be gone, and none may be there that no act wrote.
struct RowVerifier {
  /// What an entry says of a row, or of all of its rows together.
  private struct Promise {
    var entry: Int64
    var digest: Digest
    var count: Int64 = 1
  }

  /// By the rows' name and key; of sums the key is the entry.
  private var promises: [String: [String: Promise]] = [:]
  /// By form, the newest entry of it or a later one: what was written before and is promised by none was planted.
  private var newest: [Int: Int64] = [:]
  /// By form, the newest entry whose predecessor was of an older one: it commits to all rows there were.
  private var firsts: [Int: Int64] = [:]
  private var former = 0
  private let known = Dictionary(uniqueKeysWithValues: BoundRows.all.map { ($0.name, $0) })

  /// Remembers what an entry commits to.
  mutating func note(_ face: LedgerChain.Face) throws {
    let form = face.form ?? 1
    for since in stride(from: 2, through: form, by: 1) {
      newest[since] = face.seq
      if former < since { firsts[since] = face.seq }
    }
    former = form
    for (name, rows) in face.rows ?? [:] {
      guard let bound = known[name], form >= bound.since else { continue }
      if bound.isSummed {
        guard let root = rows[BoundRows.rootField].flatMap({ Digest(hex: $0) }),
          let count = rows[BoundRows.countField].flatMap({ Int64($0) })
        else { throw LedgerDamage(entry: face.seq, "what it says of \(name) is no root") }
        promises[name, default: [:]][String(face.seq)] = Promise(entry: face.seq, digest: root, count: count)
      } else {
        for (key, hex) in rows {
          guard let digest = Digest(hex: hex) else {
            throw LedgerDamage(entry: face.seq, "what it says of \(name) \(key) is no digest")
          }
          promises[name, default: [:]][key] = Promise(entry: face.seq, digest: digest)
        }
      }
    }
  }

  /// Checks all rows.
  mutating func verify(_ db: Database) throws {
    for bound in BoundRows.all {
      if bound.isSummed { try verifySums(bound, db) } else { try verifyRows(bound, db) }
    }
  }

  // MARK: - A digest for each

  private mutating func verifyRows(_ bound: BoundRows, _ db: Database) throws {
    var kept = promises.removeValue(forKey: bound.name) ?? [:]
    let rows = try PreparedStatement(
      db,
      """
      SELECT \(bound.entryOrZero), CAST(\(bound.key) AS TEXT), \(bound.row) FROM \(bound.from)
      WHERE \(bound.entryOrZero) IS NOT NULL
      """)
    let newest = newest[bound.since] ?? 0
    try rows.rows { row in
      let (entry, key) = (row.int64(0), row.blob(1) { String(decoding: $0, as: UTF8.self) })
      guard let promise = kept.removeValue(forKey: key) else {
        // An older version wrote it, and nothing newer has acted since.
        if entry > newest || newest == 0 { return true }
        throw LedgerDamage(entry: entry > 0 ? entry : nil, "\(bound.name) \(key) was planted: no act left it so")
      }
      guard row.blob(2, { BoundRows.digest(Array($0)) }) == promise.digest else {
        throw LedgerDamage(entry: promise.entry, "\(bound.name) \(key) is not what this act left: it was changed")
      }
      return true
    }
    if let (key, promise) = try kept.filter({ try !wentRightly(bound, $0.key, $0.value.digest, db) })
      .min(by: { ($0.value.entry, $0.key) < ($1.value.entry, $1.key) })
    {
      throw LedgerDamage(entry: promise.entry, "\(bound.name) \(key), which this act left, is gone")
    }
  }

  /// Whether a row that is gone went as rows of its sort may.
  ///
  /// A record of the quarantine was archived and its message purged since, or was discarded: then there is a certificate
  /// that names the very digest it was known by. An account left a role group: the row that says so is checked for itself.
  private func wentRightly(_ bound: BoundRows, _ key: String, _ digest: Digest, _ db: Database) throws -> Bool {
    func isPurged(_ replay: String) throws -> Bool {
      guard let message = replay.split(separator: "/").last.flatMap({ Int64($0) }) else { return false }
      return try PurgedMessage.exists(message, db)
    }
    switch bound.name {
    case BoundRows.replay: return try isPurged(key)
    case BoundRows.quarantine:
      let certified = try Data.fetchOne(
        db, sql: "SELECT commitment FROM quarantine_discard WHERE quarantine = ?", arguments: [Int64(key)])
      if let certified { return Digest(bytes: certified) == digest }
      return try promises[BoundRows.replay, default: [:]].keys.contains { try $0.hasPrefix("\(key)/") && isPurged($0) }
    case BoundRows.roleGrant:
      return try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM role_revocation WHERE account || '/' || role_group || '/' || granted = ?)
          """, arguments: [key]) ?? false
    default: return false
    }
  }

  // MARK: - One root for all of an act's

  private mutating func verifySums(_ bound: BoundRows, _ db: Database) throws {
    var kept = promises.removeValue(forKey: bound.name) ?? [:]
    // What entries of the first form destroyed, they list; of all else the first that commits to it commits to all.
    let first = bound.since > 2 ? firsts[bound.since] ?? .max : 0
    if first > 0 { kept = kept.filter { $0.value.entry >= first } }
    var (current, tree) = (Int64(0), MerkleTree())
    func close() throws {
      guard tree.size > 0 else { return }
      guard let promise = kept.removeValue(forKey: String(current)) else {
        if bound.since <= 2 { return try OlderPurge.verify(bound.name, current, db) }
        // An older version wrote them, and nothing newer has acted since.
        if first == .max { return }
        throw LedgerDamage(entry: current, "its \(bound.name) rows were planted: no act left them so")
      }
      guard promise.count == tree.size, promise.digest == tree.root else {
        throw LedgerDamage(
          entry: current,
          "its \(bound.name) rows are not what it left: it left \(promise.count), there are \(tree.size)"
            + (promise.count == tree.size ? ", changed" : ""))
      }
    }
    let rows = try PreparedStatement(
      db, "SELECT \(bound.entry), \(bound.row) FROM \(bound.from) ORDER BY \(bound.entry), \(bound.key)")
    try rows.rows { row in
      let entry = max(row.int64(0), first)
      if entry != current {
        try close()
        (current, tree) = (entry, MerkleTree())
      }
      tree.append(leaf: row.blob(1) { BoundRows.digest(Array($0)) })
      return true
    }
    try close()
    if let gone = kept.values.min(by: { $0.entry < $1.entry }) {
      throw LedgerDamage(entry: gone.entry, "the \(gone.count) \(bound.name) rows it left are gone")
    }
  }
}
