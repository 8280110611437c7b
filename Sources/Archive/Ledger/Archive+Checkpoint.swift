internal import Foundation
internal import GRDB

extension Archive {
  /// The signed checkpoint that covers the ledger up to an entry, for whoever must name that state of the archive outside
  /// of it.
  ///
  /// - Throws: ``StorageError`` where the entry has none.
  public func checkpoint(of entry: Int64) throws -> Checkpoint {
    let found = try read { db in
      try Row.fetchOne(
        db, sql: "SELECT at, root, signature FROM ledger_checkpoint WHERE size = ?", arguments: [entry])
    }
    guard let found, let root = Digest(bytes: found["root"] as Data) else {
      throw StorageError("ledger entry \(entry) has no checkpoint; run 'holdfast audit verify'")
    }
    return Checkpoint(size: entry, root: root, at: found["at"], signature: Hex.encode(found["signature"] as Data))
  }
}
