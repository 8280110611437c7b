@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("Making and opening an archive")
struct ArchiveTests {
  @Test("commits are synced, deleted rows zeroed, and the log is write-ahead")
  func pragmas() throws {
    try TestArchive.with { test in
      try test.archive.maintain { db throws in
        #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
        #expect(try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1)
        #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
      }
      #expect(try test.archive.read { try Int.fetchOne($0, sql: "PRAGMA secure_delete") } == 1)
    }
  }

  @Test("the database, the keys and the head are the owner's alone")
  func permissions() throws {
    try TestArchive.with { test in
      func mode(_ name: String) throws -> Int? {
        let path = test.archive.folder.appendingPathComponent(name).path
        return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      }
      for name in [
        "archive.sqlite", "archive.sqlite-wal", "keys/ledger.key", "keys/vault.key", "keys/staging.key", "ledger.head",
      ] {
        #expect(try mode(name) == 0o600, "\(name)")
      }
      #expect(try mode("keys") == 0o700)
      let published = try String(
        contentsOf: test.archive.folder.appendingPathComponent("keys/ledger.pub"), encoding: .utf8)
      #expect(published == test.archive.ledgerKey.hex + "\n")
    }
  }

  @Test("an archive is made only where nothing is")
  func createOverSomething() throws {
    try TestFolders.withTemporary { folder in
      try Data().write(to: folder.appendingPathComponent("x"))
      #expect(
        throws: InputError(
          "\(folder.path) is not empty; give --archive a folder that is empty or does not exist",
          code: "archive.exists")
      ) { try Archive.create(at: folder, organization: "Corp", sandbox: true, user: "u") }
    }
  }

  @Test("opening where there is no archive says how to make one")
  func openNothing() throws {
    try TestFolders.withTemporary { folder -> Void in
      #expect(
        throws: InputError(
          "there is no archive in \(folder.path); make one with 'holdfast init', or name another with --archive",
          code: "archive.missing")
      ) { _ = try Archive.open(at: folder) }
    }
  }

  @Test("a key that others can read, or that is damaged or gone, stops the archive from opening")
  func keys() throws {
    try TestArchive.with { test in
      let key = test.archive.folder.appendingPathComponent("keys/ledger.key")
      let good = try Data(contentsOf: key)
      func open() throws { _ = try Archive.open(at: test.archive.folder) }
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key.path)
      #expect(
        throws: StorageError(
          "the key \(key.path) can be read by others than its owner; run 'chmod 600' on it, and consider it known")
      ) { try open() }
      try Data("ab\n".utf8).write(to: key)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
      #expect(throws: StorageError("the key \(key.path) is damaged; restore it from a backup")) { try open() }
      try FileManager.default.removeItem(at: key)
      #expect(throws: StorageError("could not read the key \(key.path): No such file or directory")) { try open() }
      try good.write(to: key)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
      try open()
    }
  }

  @Test("a real archive keeps real time and binds accounts to users; a sandbox doesn't")
  func sessions() throws {
    try TestArchive.with(sandbox: false) { test throws in
      #expect(throws: AccessError.timeIsNotYours) {
        try test.archive.session(user: TestArchive.user, at: Moment(microseconds: 0))
      }
      #expect(throws: AccessError.notBound(user: TestArchive.user, account: "eve")) {
        try test.archive.session(user: TestArchive.user, account: "Eve")
      }
      #expect(try test.archive.session(user: "Stranger").account == "stranger")
    }
    try TestArchive.with { test in
      let eve = try test.archive.session(user: TestArchive.user, account: "Eve", at: Moment(microseconds: 0))
      #expect(eve.account == "eve")
      #expect(eve.now == Moment(microseconds: 0))
    }
    try TestFolders.withTemporary { folder -> Void in
      #expect(throws: AccessError.timeIsNotYours) {
        try Archive.create(
          at: folder, organization: "Corp", sandbox: false, user: "u", at: Moment(microseconds: 0))
      }
    }
  }

  @Test("row numbers are never given again, whatever is rolled back or deleted")
  func rowNumbers() throws {
    try TestArchive.with { test throws in
      func take(_ count: Int) throws -> Int64 {
        try test.archive.perform(.itemsImported, by: test.session) { try RowNumbers.item.take(count, $0.db) }
      }
      #expect(try take(3) == 1)
      #expect(try take(0) == 4)
      #expect(try take(1) == 4)
      let refusal = #expect(throws: DatabaseError.self) {
        try test.attack { try $0.execute(sql: "UPDATE row_number SET next = 1 WHERE name = 'item'") }
      }
      #expect(refusal?.message == "holdfast: a row number is never given twice")
      #expect(try take(1) == 5)
    }
  }
}
