@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Connections to the database") struct ConnectionsTests {
  private static func logSize(_ archive: Archive) -> Int {
    let path = archive.folder.appendingPathComponent("archive.sqlite-wal").path
    return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// Opens the archive with one connection, does something, and closes it.
  private static func briefly<T>(_ folder: URL, _ body: (Archive) throws -> T) throws -> T {
    try body(Archive.open(at: folder, connections: .one))
  }

  @Test("one connection is as durable as several: synced, zeroing, write-ahead, its files the owner's alone")
  func pragmas() throws {
    try TestArchive.with { test in
      try Self.briefly(test.archive.folder) { archive in
        try archive.read { db throws in
          #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
          #expect(try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1)
          #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
          #expect(try Int.fetchOne(db, sql: "PRAGMA busy_timeout") == 60_000)
        }
        for name in ["archive.sqlite", "archive.sqlite-wal"] {
          let path = archive.folder.appendingPathComponent(name).path
          #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
      }
    }
  }

  @Test("what one connection wrote stays in the log when it closes, and whoever comes next reads it")
  func leavesTheLog() throws {
    try TestFolders.withTemporary { folder in
      let home = folder.appendingPathComponent("archive")
      var made: Archive? = try Archive.create(at: home, organization: "Corp", sandbox: true, user: "u")
      made = nil
      #expect(made == nil)
      try Self.briefly(home) { archive in
        try archive.perform(.settingChanged, on: "x", by: Session(account: "u", pinnedTime: nil)) { act in
          try Setting.organization.write("Corp Ltd", act)
        }
      }
      let archive = try Archive.open(at: home)
      #expect(Self.logSize(archive) > 0)
      #expect(try archive.read { try Setting.organization.read($0) } == "Corp Ltd")
    }
  }

  @Test("however many short commands follow each other, the log they leave stays about a megabyte")
  func bounded() throws {
    try TestFolders.withTemporary { folder in
      let home = folder.appendingPathComponent("archive")
      _ = try Archive.create(at: home, organization: "Corp", sandbox: true, user: "u")
      var largest = 0
      for number in 0..<40 {
        try Self.briefly(home) { archive in
          for part in 0..<4 {
            try archive.perform(.settingChanged, on: "x", by: Session(account: "u", pinnedTime: nil)) { act in
              act.note("text", .text(String(repeating: "\(number) \(part) ", count: 2_000)))
            }
          }
          largest = max(largest, Self.logSize(archive))
        }
      }
      #expect(largest > 1 << 19, "the test fills the log")
      #expect(largest < 3 << 20)
    }
  }
}
