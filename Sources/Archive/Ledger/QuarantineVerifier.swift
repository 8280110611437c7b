internal import Foundation
internal import GRDB

/// Recomputes the digests of what waits in quarantine; that the digests are those the ledger commits to is
/// ``RowVerifier``'s.
enum QuarantineVerifier {
  static func verify(_ db: Database, _ content: ContentStore) throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, digest, record, content, entry FROM quarantine WHERE state = 'waiting' ORDER BY id")
    while let row = try rows.next() {
      guard try bytes(of: row, content, db) == Digest(bytes: row["digest"] as Data) else {
        throw LedgerDamage(entry: row["entry"], "quarantined record \(row["id"] as Int64) no longer has its digest")
      }
    }
  }

  /// The digest of the bytes that are stored; nil where there are none, or not what they were.
  private static func bytes(of row: Row, _ content: ContentStore, _ db: Database) throws -> Digest? {
    if let record = row["record"] as Data? { return Digest(of: record) }
    guard let file = (row["content"] as Data?).flatMap({ Digest(bytes: $0) }) else { return nil }
    var running = RunningDigest()
    do {
      let next = try content.pieces(of: file, db)
      while let piece = try next() { running.update(piece) }
    } catch let error as StorageError where !StoreProblem.isOfStore(error) {
      return nil
    } catch is CocoaError {
      return nil
    }
    return running.finish()
  }
}
