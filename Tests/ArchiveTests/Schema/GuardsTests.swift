@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("What the database refuses, whoever asks")
struct GuardsTests {
  /// An archive with an unbounded hold on mailbox 1, a message and its copy in it, and some of everything else.
  private func withGuarded(_ body: (TestArchive) throws -> Void) throws {
    try TestArchive.with { test in
      try Samples.importMessages(4, test)
      try test.archive.perform(.holdCreated, by: test.session) { act in
        try act.db.execute(
          sql: """
            INSERT INTO mailbox VALUES (1, 'ada@corp.example', 'Ada', NULL, NULL, 'active');
            INSERT INTO hold (id, kind, name, bounded) VALUES (1, 'litigation', 'h', 0);
            INSERT INTO hold_location (hold, mailbox, placed_at, placed_entry) VALUES (1, 1, 0, 3);
            INSERT INTO retention_policy (id, name, action, days, start, scope, created, changed_entry)
              VALUES (1, 'p', 'retain', 1, 'created', 'all', 0, 3);
            INSERT INTO quarantine (id, connector, date, file, line, partner_id, reason, detail, digest, size, record,
              content, state, created, replayed_entry, message, entry)
              VALUES (1, 1, '2024-01-01', 'f', 1, 'p', 'r', 'd', x'00', 1, NULL, NULL, 'waiting', 0, NULL, NULL, 3);
            INSERT INTO certificate VALUES (99, 99, 1, x'00', 'r', 0, 3);
            INSERT INTO purged_message VALUES (99, 1, 'p', 1, x'00', 3)
            """)
      }
      try body(test)
    }
  }

  private static let refused: [(sql: String, reason: String)] = [
    ("DELETE FROM ledger_entry WHERE seq = 2", "the ledger is append-only"),
    ("UPDATE ledger_entry SET body = '{}' WHERE seq = 2", "the ledger is append-only"),
    ("INSERT OR REPLACE INTO ledger_entry VALUES (2, 0, 'a', 'b', '{}', x'00')", "the ledger is append-only"),
    ("UPDATE OR REPLACE ledger_entry SET seq = 1 WHERE seq = 2", "the ledger is append-only"),
    ("INSERT INTO ledger_entry VALUES (9, 0, 'a', 'b', '{}', x'00')", "the ledger is append-only"),
    ("DELETE FROM ledger_checkpoint", "the ledger is append-only"),
    ("UPDATE ledger_checkpoint SET at = 0", "the ledger is append-only"),
    ("REPLACE INTO ledger_checkpoint VALUES (2, 0, x'00', x'00', x'00')", "the ledger is append-only"),
    (
      "INSERT INTO deletion_permit VALUES (1, 4, 0); DELETE FROM item WHERE id = 1", "the mailbox is on hold"
    ),
    ("INSERT INTO deletion_permit VALUES (1, 2, 0)", "a permit belongs to the act being written"),
    ("UPDATE item SET mailbox = 2 WHERE id = 1", "an item never changes its message or mailbox"),
    (
      "INSERT OR REPLACE INTO item (id, message, mailbox, folder, outgoing, archived) VALUES (1, 1, 2, 1, 1, 0)",
      "an item is never replaced"
    ),
    (
      "INSERT OR REPLACE INTO item (id, message, mailbox, folder, outgoing, archived) VALUES (50, 1, 1, 1, 1, 0)",
      "an item is never replaced"
    ),
    ("UPDATE OR REPLACE item SET id = 2 WHERE id = 1", "an item never changes its message or mailbox"),
    ("DELETE FROM message WHERE id = 1", "a message stays while any copy does"),
    ("UPDATE message SET sent = 0 WHERE id = 1", "a message never changes"),
    ("REPLACE INTO message SELECT * FROM message WHERE id = 1", "a message is never replaced"),
    ("UPDATE content SET bytes = x'00'", "content never changes"),
    ("DELETE FROM content", "content stays while a message has it"),
    ("REPLACE INTO content SELECT * FROM content", "content is never replaced"),
    ("DELETE FROM message_content", "content stays while its message does"),
    ("UPDATE message_content SET content = 9", "content never changes"),
    ("DELETE FROM import_batch", "the record of an import is kept"),
    ("UPDATE import_batch SET messages = 1", "the record of an import is kept"),
    ("DELETE FROM certificate", "a certificate of disposal is kept"),
    ("UPDATE certificate SET rule = 'x'", "a certificate of disposal is kept"),
    ("DELETE FROM purged_message", "the record of a purge is kept"),
    ("UPDATE purged_message SET leaf = x'01'", "the record of a purge is kept"),
    ("DELETE FROM hold", "a hold is released, never deleted"),
    ("UPDATE hold SET bounded = 1", "a hold never changes what it covers"),
    ("REPLACE INTO hold (id, kind, name, bounded) VALUES (1, 'case', 'x', 1)", "a hold is never replaced"),
    ("DELETE FROM hold_location", "a hold is released, never deleted"),
    ("UPDATE hold_location SET mailbox = 2", "a hold never changes what it covers"),
    (
      "UPDATE hold_location SET released_at = 1, released_entry = 2, delay_until = 1",
      "a hold is released once, by an act on the ledger"
    ),
    ("REPLACE INTO hold_location VALUES (1, 1, 0, 3, NULL, NULL, NULL)", "a hold is never replaced"),
    ("DELETE FROM mailbox", "a mailbox is never deleted, only made inactive"),
    ("UPDATE mailbox SET email = 'x@y'", "a mailbox is never renamed"),
    ("REPLACE INTO mailbox VALUES (2, 'ADA@corp.example', 'E', NULL, NULL, 'active')", "a mailbox is never replaced"),
    ("DELETE FROM folder", "a folder is never deleted"),
    ("DELETE FROM retention_policy", "a retention policy is removed by an act, never deleted"),
    ("UPDATE retention_policy SET days = 0", "a retention policy changes by an act on the ledger"),
    (
      """
      REPLACE INTO retention_policy (id, name, action, days, start, scope, created, changed_entry, removed, grace_until)
      SELECT 2, 'P', action, days, start, scope, created, 3, NULL, NULL FROM retention_policy
      """,
      "a retention policy is never replaced"
    ),
    ("DELETE FROM quarantine", "what is in quarantine is kept"),
    ("UPDATE quarantine SET record = x'00'", "what is in quarantine is kept"),
    ("REPLACE INTO quarantine SELECT * FROM quarantine", "what is in quarantine is kept"),
  ]

  @Test("a stock SQLite is refused, with the reason, and nothing changes")
  func stockSQLite() throws {
    try withGuarded { test in
      let before = try contents(test)
      for (sql, reason) in Self.refused {
        #expect(try shell(sql, test).contains("holdfast: \(reason)"), "\(sql)")
      }
      #expect(try contents(test) == before)
      #expect(try test.archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM item") } == 4)
    }
  }

  @Test("without the hold, a permit for the act being written lets one item go, once")
  func permitted() throws {
    try TestArchive.with { test in
      try Samples.importMessages(3, test)
      try Samples.purge(2, test)
      try test.archive.read { db throws in
        #expect(try Int64.fetchAll(db, sql: "SELECT id FROM item") == [1, 3])
        #expect(try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM deletion_permit") == 0)
      }
      #expect(try shell("DELETE FROM item WHERE id = 1", test).contains("the deletion gate did not permit this"))
    }
  }

  @Test("a released hold holds until its delay is over")
  func delay() throws {
    try withGuarded { test in
      func purge(at moment: Int64) throws {
        try test.archive.perform(.itemsPurged, by: test.session) { act in
          try act.db.execute(
            sql: "INSERT INTO deletion_permit VALUES (1, ?, ?)", arguments: [act.entry, moment])
          try act.db.execute(sql: "DELETE FROM item WHERE id = 1")
        }
      }
      try test.archive.perform(.holdRemoved, by: test.session) { act in
        try act.db.execute(
          sql: "UPDATE hold_location SET released_at = 10, released_entry = ?, delay_until = 20", arguments: [act.entry]
        )
      }
      let refusal = #expect(throws: DatabaseError.self) { try purge(at: 19) }
      #expect(refusal?.message == "holdfast: the mailbox is on delay hold")
      try purge(at: 20)
    }
  }

  /// Every row of every table.
  private func contents(_ test: TestArchive) throws -> [String] {
    try test.archive.read { db in
      try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").flatMap {
        table in
        try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map { "\(table) \($0.description)" }
      }
    }
  }

  /// What a plain SQLite says to that: the `sqlite3` program in a process of its own, or where there is none a
  /// connection that knows nothing of the program.
  private func shell(_ sql: String, _ test: TestArchive) throws -> String {
    let program = "/usr/bin/sqlite3"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      do { try test.attack { try $0.execute(sql: sql) } } catch { return "\(error)" }
      return ""
    }
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-bail", test.database.path, "BEGIN; \(sql); COMMIT"]
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self)
  }
}
