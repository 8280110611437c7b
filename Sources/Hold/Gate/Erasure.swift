public import Archive
internal import GRDB
internal import Search

/// Makes purged bytes leave everything: after the transaction that purged, the index's segments are merged, the
/// write-ahead log is emptied, and large content's files are unlinked.
public enum Erasure {
  public enum State: String, Sendable, Codable {
    case done
    /// Another process is reading; the next purge or sweep finishes it.
    case pending
  }

  /// Erases what earlier purges left, this one's included.
  public static func run(_ archive: Archive) throws -> State {
    let waiting = try archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM erasure") ?? 0 }
    let files = try archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM content_unlink") ?? 0 }
    guard waiting + files > 0 else { return .done }
    try archive.maintain { db in
      try db.inTransaction(.immediate) {
        try SearchIndex.erasePurged(db)
        try archive.content.unlinkPending(db)
        return .commit
      }
    }
    guard try emptyLog(archive) else { return .pending }
    try archive.maintain { try $0.execute(sql: "DELETE FROM erasure") }
    // The rows just deleted name no content; the log is emptied again so that it is as short as it can be.
    _ = try emptyLog(archive)
    return .done
  }

  /// How long emptying the log waits for who is reading, in milliseconds.
  ///
  /// While it waits nobody can write, and a hold must be placed at once; what stays in the log goes at the next purge.
  private static let patience = 250

  /// Moves the write-ahead log into the database and truncates it to nothing.
  private static func emptyLog(_ archive: Archive) throws -> Bool {
    try archive.maintain { db in
      let usual = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
      try db.execute(sql: "PRAGMA busy_timeout = \(patience)")
      let row = Result { try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try db.execute(sql: "PRAGMA busy_timeout = \(usual)")
      return (try row.get()?[0] as Int?) == 0
    }
  }
}
