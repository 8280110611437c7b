import Archive
import ArchiveTesting
import Foundation
import GRDB
import Testing

@Suite("doctor")
struct DoctorCommandTests {
  /// What depends on the machine the test runs on.
  private static let here = ["--skip", "clock", "--skip", "space", "--skip", "volume"]

  private static func examine(_ world: BackupWorld, _ options: [String] = []) async throws -> Command.Result {
    try await world.test.run(["doctor"] + here + options)
  }

  private static func findings(_ result: Command.Result, of check: String) -> [JSONValue] {
    result.json["findings"].list.filter { $0["check"].text == check }
  }

  @Test("an archive that is well is found well, and is not changed", arguments: [[], ["--quick"]])
  func well(options: [String]) async throws {
    try await BackupWorld.with(texts: 20) { world in
      func digests() throws -> [String: Digest] {
        // The log's index is rebuilt whenever somebody reads.
        let files = try BackupWorld.files(world.test.archive.folder).filter { !$0.hasSuffix("-shm") }
        return try Dictionary(
          uniqueKeysWithValues: files.map {
            ($0, Digest(of: try Data(contentsOf: world.test.archive.folder.appendingPathComponent($0))))
          })
      }
      let before = try digests()
      // The connector is not behind on the day after.
      let result = try await Self.examine(world, options + ["--at", "2024-01-02T12:00:00Z"])
      #expect(result.status == Exit.done, "\(result.output)")
      #expect(result.json["worst"].text == "ok")
      #expect(result.json["quick"].flag == !options.isEmpty)
      #expect(result.json["findings"].list.allSatisfy { $0["severity"].text == "ok" })
      #expect(
        Set(result.json["findings"].list.compactMap(\.["check"].text)) == [
          "files", "keys", "schema", "database", "ledger", "content", "erasure", "backup", "index", "connectors",
          "quarantine", "staging", "holds",
        ])
      #expect(try digests() == before, "nothing of it was changed")
    }
  }

  @Test("it says what it found in words")
  func text() async throws {
    try await BackupWorld.with(texts: 20) { world in
      let result = try await world.test.run(["doctor", "--quick"] + Self.here, asJSON: false)
      let lines = result.output.split(separator: "\n").map(String.init)
      #expect(lines.contains("ok      content: 3 files, all there, and no others"))
      #expect(lines.contains("ok      quarantine: nothing waits"))
      #expect(lines.contains("ok      keys: whole, and readable by their owner alone"))
      #expect(lines.contains("ok      holds: 0 holds are on, and every custodian of an open case is on one"))
    }
  }

  /// What a stranger or a failing disk does, the check that must find it, and a part of what it must say.
  private struct Harm: CustomStringConvertible, Sendable {
    var description: String
    var check: String
    var says: String
    var status: Int32 = 74
    var isDeep = false
    var act: @Sendable (BackupWorld) throws -> Void
  }

  private static func sql(_ statements: String...) -> @Sendable (BackupWorld) throws -> Void {
    { world in try world.test.attack { db in for statement in statements { try db.execute(sql: statement) } } }
  }

  private static func file(_ path: String, of world: BackupWorld) -> URL {
    world.test.archive.folder.appendingPathComponent(path)
  }

  private static let harms: [Harm] = [
    Harm(
      description: "a guard is dropped", check: "schema", says: "the guard item_held is missing",
      act: sql("DROP TRIGGER item_held")),
    Harm(
      description: "a guard is weakened", check: "schema", says: "the guard message_unchanged is not as it was shipped",
      act: sql(
        "DROP TRIGGER message_unchanged",
        "CREATE TRIGGER message_unchanged BEFORE UPDATE ON message WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END")),
    Harm(
      description: "a trigger is planted", check: "schema", says: "the guard helper is a stranger's",
      act: sql("CREATE TRIGGER helper AFTER INSERT ON item BEGIN SELECT 1; END")),
    Harm(
      description: "a recording is deleted", check: "content", says: "1 content files are missing",
      act: {
        try FileManager.default.removeItem(
          at: $0.test.archive.content.location(of: Digest(of: BackupWorld.recording(0))))
      }),
    Harm(
      description: "a recording is altered", check: "content", says: "1 content files are not what they were",
      isDeep: true,
      act: { world in
        var bytes = BackupWorld.recording(1)
        bytes[5] ^= 1
        let file = world.test.archive.content.location(of: Digest(of: BackupWorld.recording(1)))
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
      }),
    Harm(
      description: "a file is left in the content store", check: "content",
      says: "1 content files that nothing refers to",
      status: Exit.attention,
      act: { world in
        let place = world.test.archive.content.location(of: Digest(of: [1]))
        try DurableFile.makeFolder(place.deletingLastPathComponent())
        try DurableFile.replace(place, with: [1])
      }),
    Harm(
      description: "a copy is gone", check: "ledger", says: "is gone without a certificate",
      act: {
        try $0.test.attack { db in
          let guards = try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'item'")
          for row in guards { try db.execute(sql: "DROP TRIGGER \(row[0] as String)") }
          try db.execute(sql: "DELETE FROM item WHERE id = 2")
          for row in guards { try db.execute(sql: row[1]) }
        }
      }),
    Harm(
      description: "the index has lost a message", check: "index", says: "23 messages are in no block of the index",
      isDeep: true,
      act: sql("DELETE FROM search_block")),
    Harm(
      description: "the index counts another number", check: "index",
      says: "23 messages are stored, and 22 are in the index",
      act: sql("UPDATE search_state SET value = value - 1 WHERE name = 'messages'")),
    Harm(
      description: "the index is another version's", check: "index", says: "made by index-0", status: Exit.attention,
      act: sql("UPDATE search_state SET value = 'index-0' WHERE name = 'version'")),
    Harm(
      description: "the index's words are damaged", check: "index", says: "FTS5", isDeep: true,
      act: sql("UPDATE search_text_data SET block = zeroblob(length(block)) WHERE id > 10")),
    Harm(
      description: "others can read the database", check: "files",
      says: "others than the owner can get at archive.sqlite",
      act: { #expect(chmod(file("archive.sqlite", of: $0).path, 0o644) == 0) }),
    Harm(
      description: "others can read a key", check: "keys", says: "can be read by others than its owner",
      act: { #expect(chmod(file("keys/ledger.key", of: $0).path, 0o640) == 0) }),
    Harm(
      description: "a key is gone", check: "keys", says: "could not read the key",
      act: { try FileManager.default.removeItem(at: file("keys/vault.key", of: $0)) }),
    Harm(
      description: "the head is gone", check: "ledger", says: "ledger.head is missing",
      act: { try FileManager.default.removeItem(at: file("ledger.head", of: $0)) }),
    Harm(
      description: "a link is planted", check: "files", says: "neither file nor folder: content/link",
      status: Exit.attention,
      act: {
        try FileManager.default.createSymbolicLink(
          atPath: file("content/link", of: $0).path, withDestinationPath: "/etc")
      }),
    Harm(
      description: "the database is overwritten", check: "database", says: "could not be read",
      act: { world in
        for name in ["archive.sqlite-wal", "archive.sqlite-shm"] { unlink(file(name, of: world).path) }
        try Data(repeating: 7, count: 8_192).write(to: file("archive.sqlite", of: world))
      }),
    Harm(
      description: "a day was left staged", check: "staging", says: "left of days that are complete: o2/2024-01-01",
      status: Exit.attention,
      act: { try DurableFile.makeFolder(file("staging/o2/2024-01-01", of: $0)) }),
    Harm(
      description: "a connector is paused", check: "connectors", says: "'o2' is paused", status: Exit.attention,
      act: sql("UPDATE connector SET status = 'paused'")),
    Harm(
      description: "a record is without its message", check: "database",
      says: "1 copies of messages that are not there",
      isDeep: true,
      act: { try $0.test.attackWithoutGuards { try $0.execute(sql: "DELETE FROM message WHERE id = 3") } }),
  ]

  @Test("whatever is wrong is named, with what to do", arguments: harms.indices)
  func harm(_ number: Int) async throws {
    let harm = Self.harms[number]
    try await BackupWorld.with(texts: 20) { world in
      try world.test.archive.maintain { _ = try Row.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try harm.act(world)
      let result = try await Self.examine(world, harm.isDeep ? [] : ["--quick"])
      #expect(result.status == harm.status, "\(harm): \(result.output)")
      let found = Self.findings(result, of: harm.check).filter { $0["severity"].text != "ok" }
      #expect(found.contains { $0["text"].text?.contains(harm.says) == true }, "\(harm): \(result.output)")
      #expect(found.allSatisfy { $0["advice"].text?.isEmpty == false })
    }
  }

  @Test("a real archive without a backup, whose words were not erased and whose quarantine fills, needs attention")
  func attention() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      try feed.write("2024-01-01", [HandmadeFeed.line("m1", "hello"), "{"])
      let test = try await TestArchive.make(in: folder, feed: feed.feed, sandbox: false)
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let result = try await test.run(["doctor"] + Self.here)
      #expect(result.status == Exit.attention && result.json["worst"].text == "warning", "\(result.output)")
      #expect(Self.findings(result, of: "backup").map { $0["text"].text } == ["no backup was ever made"])
      #expect(Self.findings(result, of: "quarantine").first?["text"].text?.hasPrefix("1 records wait") == true)
      #expect(
        Self.findings(result, of: "connectors").first?["text"].text == "'o2' is complete through 2024-01-01 only")
      let skipped = try await test.run(
        ["doctor"] + Self.here + ["--skip", "backup", "--skip", "quarantine", "--skip", "connectors"])
      #expect(skipped.status == Exit.done)
      let unknown = try await test.run(["doctor", "--skip", "weather"])
      #expect(unknown.status == Exit.usage)
      let pretending = try await test.run(["doctor", "--quick", "--at", "2024-01-02T12:00:00Z"])
      #expect((pretending.status, pretending.error["code"].text) == (Exit.usage, "access.time"))
    }
  }

  @Test("where there is no archive it says so")
  func nothingThere() async throws {
    try await TestFolders.withTemporary { folder in
      let none = try await Command.run(["doctor"], archive: folder)
      #expect((none.status, none.error["code"].text) == (Exit.badInput, "archive.missing"))
    }
  }
}
