internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Hold

/// What anyone with the file and Debian's `sqlite3` is refused.
@Suite(
  "the record of notices, against a sqlite3 shell", .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
struct NoticeGuardTests {
  private static let next = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
  private static let attacks: [(sql: String, refusal: String)] = [
    ("DELETE FROM notice", "a notice is kept"),
    ("UPDATE notice SET version = 2", "a notice changes by a new version"),
    ("UPDATE notice SET officer = 'x', changed_entry = \(next)", "a notice changes by a new version"),
    (
      "INSERT OR REPLACE INTO notice SELECT id, legal_case, name, 'x', 1, 1, 1, 1, 1, 1, \(next) FROM notice",
      "a notice is made by an act"
    ),
    ("DELETE FROM notice_text", "what a notice said is kept"),
    ("UPDATE notice_text SET content = 'x'", "what a notice said never changes"),
    (
      "INSERT OR REPLACE INTO notice_text SELECT notice, version, kind, 'x', digest, \(next) FROM notice_text",
      "what a notice said never changes"
    ),
    ("DELETE FROM notice_enrolment", "who was given a notice is kept"),
    ("UPDATE notice_enrolment SET released = 1", "who was given a notice changes by an act"),
    ("UPDATE notice_enrolment SET mailbox = 3, changed_entry = \(next)", "who was given a notice changes by an act"),
    (
      "INSERT OR REPLACE INTO notice_enrolment SELECT id, notice, legal_case, mailbox, 9, 1, 1, 0, 0, NULL, \(next) "
        + "FROM notice_enrolment", "a notice is issued by an act"
    ),
    ("DELETE FROM notice_acknowledgement", "an acknowledgement is kept"),
    ("UPDATE notice_acknowledgement SET by = 'x'", "an acknowledgement never changes"),
    ("INSERT INTO notice_acknowledgement VALUES (2, 1, 1, 'x', 1)", "a notice is acknowledged once, by an act"),
    (
      "INSERT OR REPLACE INTO notice_acknowledgement VALUES (1, 1, 1, 'x', \(next))",
      "a notice is acknowledged once, by an act"
    ),
    ("DELETE FROM notice_delivery", "what was sent to whom is kept"),
    ("UPDATE notice_delivery SET state = 'sent'", "what was sent to whom is kept"),
    ("UPDATE notice_delivery SET message = x'00', changed_entry = \(next)", "what was sent to whom is kept"),
    ("UPDATE notice_delivery SET recipient = 'x', changed_entry = \(next)", "what was sent to whom is kept"),
    (
      "INSERT INTO notice_delivery SELECT id + 9, enrolment, kind, version, audience, recipient, 'x', message, digest, "
        + "queued, \(next), 'sent', 1, 1, NULL, 1, \(next) FROM notice_delivery", "a message is queued by an act"
    ),
    ("DELETE FROM notice_mail", "the mail server is changed, never deleted"),
    ("UPDATE notice_mail SET server = 'mail.evil.example'", "the mail server is changed by an act"),
    ("INSERT INTO notice_manager VALUES (1, 'x@evil.example', 1)", "a manager is changed by an act"),
  ]

  @Test("every statement that would change what was said, to whom, or whether it was acknowledged is refused")
  func refuses() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann", "ben")
      try world.acknowledge(try world.code(of: "ann"))
      let shell = SQLiteShell(world: world.world)
      let before = try shell.dump()
      for attack in Self.attacks {
        let said = try shell.run("BEGIN; \(attack.sql); COMMIT;")
        #expect(said.contains("holdfast: \(attack.refusal)"), "\(attack.sql) was answered: \(said)")
      }
      #expect(try shell.dump() == before)
    }
  }

  @Test("texts and messages changed behind the guards are not used")
  func altered() async throws {
    try await NoticeWorld.with { world in
      try world.create()
      try world.issue("ann")
      let shell = SQLiteShell(world: world.world)
      _ = try shell.run(
        """
        DROP TRIGGER notice_text_unchanged; UPDATE notice_text SET content = 'Subject: x' || content;
        DROP TRIGGER notice_delivery_changed_by_an_act; UPDATE notice_delivery SET message = x'00';
        """)
      #expect(refusal { try world.issue("ben") }?.contains("is not what was kept; restore a backup") == true)
      #expect(refusal { try world.send() }?.contains("is not what was queued") == true)
    }
  }
}
