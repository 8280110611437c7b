internal import CSQLiteLog
internal import Foundation
internal import GRDB
internal import Glibc

/// The database as it was at one moment, read from its file while others go on writing.
///
/// The trick: while a transaction reads that began when all of the write-ahead log had been copied into the database's
/// file, nobody may copy anything into that file (SQLite's WAL format, the lock `WAL_READ_LOCK(0)`). The file *is* that
/// moment's state then, and is read from front to back at the disk's speed, without a copy of it and without starting over
/// when somebody writes. What is written meanwhile waits in the log.
final class FrozenDatabase {
  /// The connection whose transaction holds the moment: what is asked here is of the snapshot.
  let db: Database
  /// Bytes.
  let size: Int64
  private let file: URL
  private let stamp: FileStamp

  private init(_ db: Database, _ file: URL) throws {
    (self.db, self.file) = (db, file)
    let pages = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
    size = try pages * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
    stamp = try FileStamp(file)
  }

  /// How long to wait for others who read an older state, whose log can't be copied until they are done: past a verification
  /// of ten million messages.
  static let patience = Duration.seconds(600)
  /// Between two attempts.
  private static let pause: UInt32 = 50_000

  /// Runs something with a snapshot, which ends with it.
  ///
  /// - Throws: ``StorageError`` where others read for longer than `patience`.
  static func with<T>(_ archive: Archive, patience: Duration = patience, _ body: (FrozenDatabase) throws -> T) throws
    -> T
  {
    let file = archive.folder.appendingPathComponent(Archive.databaseName)
    var configuration = Configuration()
    configuration.busyMode = .timeout(1)
    let queue = try DatabaseQueue(path: file.path, configuration: configuration)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction { db in
      let deadline = ContinuousClock.now + patience
      while try !begin(db, archive) {
        guard ContinuousClock.now < deadline else {
          throw StorageError(
            "another process has been reading the archive for \(patience.components.seconds) seconds; try again when it "
              + "is done", code: "storage.busy")
        }
        usleep(pause)
      }
      // Nothing was written: it ends the same either way.
      defer { try? db.execute(sql: "COMMIT") }
      return try body(FrozenDatabase(db, file))
    }
  }

  /// Begins the transaction that reads, at a moment when all of the log is in the database; false where it isn't.
  private static func begin(_ db: Database, _ archive: Archive) throws -> Bool {
    // Most of the log is copied before anybody is kept waiting.
    guard try copyLog(db) else { return false }
    return try archive.maintain { writer in
      try writer.execute(sql: "BEGIN IMMEDIATE")
      defer { try? writer.execute(sql: "ROLLBACK") }
      guard try copyLog(db) else { return false }
      try db.execute(sql: "BEGIN")
      _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master")
      return true
    }
  }

  /// Copies the log into the database as far as readers let it, and tells whether that was all.
  private static func copyLog(_ db: Database) throws -> Bool {
    guard let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)") else { return false }
    let (busy, frames, copied): (Int, Int, Int) = (row[0], row[1], row[2])
    return busy == 0 && frames == copied
  }

  /// Reads so many bytes from there.
  func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
    guard let connection = db.sqliteConnection else { throw StorageError("the database is closed") }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      code = holdfast_read_database(connection, buffer.baseAddress, Int32(count), offset)
      used = count
    }
    guard code == 0 else {
      throw StorageError("\(file.path) could not be read at byte \(offset): SQLite's error \(code)")
    }
    return bytes
  }

  /// Throws where the file was written to all the same, by something that heeds no locks.
  func requireUndisturbed() throws {
    guard try FileStamp(file) == stamp else {
      throw StorageError(
        "\(file.path) was written to while it was copied, past SQLite's locks; find out what does that, then try again")
    }
  }

  /// What changes whenever a file is written to.
  private struct FileStamp: Equatable {
    var size: Int64
    var seconds: Int
    var nanoseconds: Int

    init(_ file: URL) throws {
      var status = stat()
      guard stat(file.path, &status) == 0 else { throw DurableFile.failure("read", file) }
      (size, seconds, nanoseconds) = (Int64(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }
}
