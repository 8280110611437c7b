internal import Foundation
internal import GRDB

/// What stays of a record that was discarded from quarantine: which, how large, why, when, and the digest by which the
/// ledger has known it since it was set aside.
///
/// Of its content there is nothing.
public struct QuarantineCertificate: Sendable, Hashable {
  public var quarantine: Int64
  public var size: Int64
  /// The digest that the entry which set it aside commits to.
  public var commitment: Digest
  public var reason: String

  /// Certifies a waiting record, which may be deleted in this act then.
  ///
  /// - Throws: ``InputError`` where nothing of that number waits.
  public static func write(_ record: Int64, reason: String, _ keys: KeyRing, _ act: Act) throws
    -> QuarantineCertificate
  {
    let row = try Row.fetchOne(
      act.db, sql: "SELECT connector, size, digest FROM quarantine WHERE id = ? AND state = 'waiting'",
      arguments: [record])
    guard let row, let digest = Digest(bytes: row["digest"] as Data), let mark = DiscardMark(keys).of(digest),
      let commitment = try BoundRows.commitment(ofQuarantined: record, act.db)
    else {
      throw InputError(
        "nothing of the number \(record) waits in quarantine; see 'holdfast quarantine list'",
        code: "quarantine.unknown")
    }
    try act.db.execute(
      sql: """
        INSERT INTO quarantine_discard (quarantine, entry, connector, size, commitment, mark, reason, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record, act.entry, row["connector"] as Int64, row["size"] as Int64, Data(commitment.bytes), Data(mark.bytes),
        reason, act.now.microseconds,
      ])
    return QuarantineCertificate(
      quarantine: record, size: row["size"], commitment: commitment, reason: reason)
  }
}
