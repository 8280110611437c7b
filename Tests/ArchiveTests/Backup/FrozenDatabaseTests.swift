@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("A snapshot of the database, read from its file while others write")
struct FrozenDatabaseTests {
  /// Reads a snapshot in pieces to a file of its own, with `meanwhile` between them.
  private static func copy(_ snapshot: FrozenDatabase, to file: URL, meanwhile: () throws -> Void) throws {
    var (bytes, offset) = (Data(), Int64(0))
    while offset < snapshot.size {
      let count = Int(min(16 << 10, snapshot.size - offset))
      bytes.append(contentsOf: try snapshot.read(count, at: offset))
      offset += Int64(count)
      try meanwhile()
    }
    try bytes.write(to: file)
  }

  @Test("what is written while it is read is not in it, and nothing of it is torn")
  func beside() throws {
    try TestArchive.with { test in
      try test.act(200)
      let file = test.archive.folder.deletingLastPathComponent().appendingPathComponent("copy.sqlite")
      let before = try test.archive.read { try Int64.fetchOne($0, sql: "SELECT MAX(seq) FROM ledger_entry") }
      try FrozenDatabase.with(test.archive) { snapshot in
        #expect(try Int64.fetchOne(snapshot.db, sql: "SELECT MAX(seq) FROM ledger_entry") == before)
        try Self.copy(snapshot, to: file) {
          // More than the log holds before SQLite wants to copy it into the file.
          try test.act(20)
          _ = try test.archive.maintain { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
        }
        try snapshot.requireUndisturbed()
      }
      let copy = try DatabaseQueue(path: file.path)
      #expect(try copy.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
      #expect(try copy.read { try Int64.fetchOne($0, sql: "SELECT MAX(seq) FROM ledger_entry") } == before)
      let after = try test.archive.read { try Int64.fetchOne($0, sql: "SELECT MAX(seq) FROM ledger_entry") }
      #expect(try #require(after) > #require(before))
    }
  }

  @Test("the log moves into the database again once the snapshot has ended")
  func released() throws {
    try TestArchive.with { test in
      try FrozenDatabase.with(test.archive) { _ in try test.act(5) }
      let row = try test.archive.maintain { try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      #expect((row?[0] as Int?) == 0)
    }
  }

  @Test("it waits for who reads an older state, and says so when that takes too long")
  func patience() throws {
    try TestArchive.with { test in
      try test.act(3)
      let reader = try DatabaseQueue(path: test.database.path)
      try reader.writeWithoutTransaction { db in
        try db.execute(sql: "BEGIN")
        _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM ledger_entry")
        try test.act(3)
        #expect(
          throws: StorageError(
            "another process has been reading the archive for 0 seconds; try again when it is done",
            code: "storage.busy")
        ) { try FrozenDatabase.with(test.archive, patience: .milliseconds(200)) { _ in } }
        try db.execute(sql: "COMMIT")
      }
      try FrozenDatabase.with(test.archive, patience: .seconds(5)) { #expect($0.size > 0) }
    }
  }

  @Test("a file that something writes to past SQLite's locks is noticed")
  func disturbed() throws {
    try TestArchive.with { test in
      try FrozenDatabase.with(test.archive) { snapshot in
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: test.database.path)
        #expect(throws: StorageError.self) { try snapshot.requireUndisturbed() }
      }
    }
  }
}
