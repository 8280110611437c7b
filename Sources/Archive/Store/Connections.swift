internal import CSQLiteLog
internal import Foundation
internal import GRDB
internal import Glibc

/// How many connections an opened archive has to its database.
///
/// Every connection is `synchronous=FULL`: an import's watermark and an officer's hold may not be lost to a power cut.
public enum Connections: Sendable {
  /// One that writes and others that read beside it.
  case several
  /// One for everything: for a command that asks one question and ends.
  ///
  /// What a short command costs is mostly its beginning and end. A second connection would read the schema again (1 ms);
  /// making the log anew and copying it into the database at the end waits for the disk five times. So such a command
  /// leaves the log to the next, and copies it while it runs only where it has grown past ``shortLogPages``.
  ///
  /// With one connection, a read inside a read or a write is a programming error and traps.
  case one

  func open(_ file: URL, _ prepare: @escaping Archive.Prepare) throws -> any DatabaseWriter {
    let store: any DatabaseWriter
    switch self {
    case .several:
      let pool = try DatabasePool(path: file.path, configuration: Self.configuration(prepare))
      // GRDB sets NORMAL for the pool's writer.
      try pool.writeWithoutTransaction { try Self.makeDurable($0, logPages: Self.logPages) }
      store = pool
    case .one:
      let configuration = Self.configuration { db in
        try Self.makeDurable(db, logPages: Self.shortLogPages)
        if let connection = db.sqliteConnection { _ = holdfast_leave_log_on_close(connection) }
        try prepare(db)
      }
      store = try DatabaseQueue(path: file.path, configuration: configuration)
    }
    for name in [file.lastPathComponent, file.lastPathComponent + "-wal", file.lastPathComponent + "-shm"] {
      _ = chmod(file.deletingLastPathComponent().appendingPathComponent(name).path, 0o600)
    }
    return store
  }

  /// Pages the log may hold before they are copied into the database: 32 MB rather than the usual 4, since an import
  /// writes the same index pages again and again, and each copying waits for the disk twice.
  private static let logPages = 8_000

  /// The same for one connection: 1 MB, which the next command's opening checks and maps in under a millisecond.
  private static let shortLogPages = 256

  /// How long a transaction waits for another process's before it gives up, in seconds.
  private static let busyTimeout = 60.0

  private static func makeDurable(_ db: Database, logPages: Int) throws {
    try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = \(logPages)")
  }

  private static func configuration(_ prepare: @escaping Archive.Prepare) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeout)
    configuration.foreignKeysEnabled = false
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      // Deleted rows are overwritten with zeros: purged means gone.
      try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000")
      try prepare(db)
    }
    return configuration
  }
}
