internal import Archive
internal import Hold
internal import Testing

/// What anyone with the file and Debian's `sqlite3` is refused about labels, events and reviews.
@Suite(
  "labels are guarded by the database itself", .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
struct LabelShellTests {
  private static let nextEntry = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
  private static let periodAlone = "a retention label changes its period alone, by an act on the ledger"
  private static let closed = "a labelling rule is closed once, by an act, and keeps what it covers"
  private static let stays = "what was labelled stays on record"
  private static let byAnAct = "an item is labelled by an act on the ledger"
  private static let happened = "an event has happened, and is never taken back"
  private static let decided = "a stage is decided by one of its reviewers, in an act"

  /// Label 1 is plain and reviewed, 2 makes records, 3 regulatory ones; items 1 to 3 carry them; item 4 is gone.
  static let attacks = onLabels + onRules + onItems + onEvents + onReviews

  private static let onLabels = [
    ShellAttack("DELETE FROM retention_label", "a retention label is removed by an act, never deleted"),
    ShellAttack("UPDATE retention_label SET period = 1 WHERE id = 1", periodAlone),
    ShellAttack("UPDATE retention_label SET removed = 0 WHERE id = 1", periodAlone),
    ShellAttack("UPDATE retention_label SET record = 'none', changed_entry = \(nextEntry)", periodAlone),
    ShellAttack("UPDATE retention_label SET stages = 0, changed_entry = \(nextEntry)", periodAlone),
    ShellAttack("UPDATE retention_label SET start = 'labelled', changed_entry = \(nextEntry)", periodAlone),
    ShellAttack(
      "UPDATE OR REPLACE retention_label SET rowid = 3, changed_entry = \(nextEntry) WHERE id = 1", periodAlone),
    ShellAttack(
      "UPDATE retention_label SET period = 1, changed_entry = \(nextEntry) WHERE id = 3",
      "a regulatory record's period is only ever extended"),
    ShellAttack(
      "UPDATE retention_label SET period = 9, unit = 'days', changed_entry = \(nextEntry) WHERE id = 3",
      "a regulatory record's period is only ever extended"),
    ShellAttack(
      "UPDATE retention_label SET removed = 1, changed_entry = \(nextEntry) WHERE id = 3",
      "a regulatory record's period is only ever extended"),
    ShellAttack(
      """
      REPLACE INTO retention_label (id, name, action, period, unit, start, record, stages, created, created_entry,
        changed_entry) SELECT id, 'x', 'delete', 1, 'days', 'created', 'none', 0, 0, \(nextEntry), 0 FROM retention_label
      """, "a retention label is made by an act, and never replaced"),
    ShellAttack(
      """
      REPLACE INTO retention_label (id, name, action, period, unit, start, record, stages, created, created_entry,
        changed_entry) VALUES (99, 'PLAIN', 'delete', 1, 'days', 'created', 'none', 0, 0, \(nextEntry), 0)
      """, "a retention label is made by an act, and never replaced"),
    ShellAttack("DELETE FROM label_reviewer", "a review keeps its reviewers"),
    ShellAttack("UPDATE OR REPLACE label_reviewer SET reviewer = 'me'", "a review keeps its reviewers"),
    ShellAttack(
      "INSERT INTO label_reviewer VALUES (1, 1, 'me', 1)", "a reviewer is added by an act, to a stage there is"),
    ShellAttack(
      "INSERT INTO label_reviewer VALUES (1, 9, 'me', \(nextEntry))",
      "a reviewer is added by an act, to a stage there is"),
    ShellAttack(
      "INSERT INTO label_reviewer VALUES (77, 1, 'me', \(nextEntry))",
      "a reviewer is added by an act, to a stage there is"),
  ]

  private static let onRules = [
    ShellAttack("DELETE FROM label_rule", "a labelling rule is closed by an act, never deleted"),
    ShellAttack("UPDATE label_rule SET canonical = 'nothing'", closed),
    ShellAttack("UPDATE OR REPLACE label_rule SET rowid = 99", closed),
    ShellAttack("UPDATE label_rule SET closed = 1, closed_entry = 1, last_item = 99", closed),
    ShellAttack("UPDATE label_rule SET closed = 1, closed_entry = \(nextEntry), last_item = 0", closed),
    ShellAttack(
      """
      REPLACE INTO label_rule (id, label, kind, at, actor, entry) SELECT id, 1, 'query', 0, 'me', \(nextEntry)
      FROM label_rule
      """, "a labelling rule is made by an act, and never replaced"),
    ShellAttack(
      "INSERT INTO label_rule (label, kind, folder, at, actor, entry) VALUES (3, 'folder', 2, 0, 'me', \(nextEntry))",
      "a labelling rule is made by an act, and never replaced"),
  ]

  private static let onItems = [
    ShellAttack("DELETE FROM item_label", stays),
    ShellAttack("UPDATE item_label SET label = NULL WHERE item = 1", stays),
    ShellAttack("UPDATE OR REPLACE item_label SET item = 99", stays),
    ShellAttack(
      "INSERT INTO item_label (item, entry, how, at, actor) VALUES (1, 1, 'manual', 0, 'me')", byAnAct),
    ShellAttack(
      "INSERT INTO item_label (item, entry, how, at, actor) VALUES (99, \(nextEntry), 'manual', 0, 'me')", byAnAct),
    ShellAttack(
      "REPLACE INTO item_label (item, entry, how, at, actor) SELECT item, entry, 'manual', 0, 'me' FROM item_label",
      byAnAct),
    ShellAttack(
      "INSERT INTO item_label (item, entry, how, at, actor) VALUES (2, \(nextEntry), 'manual', 0, 'me')",
      "a record's label is changed with a reason"),
    ShellAttack(
      "INSERT INTO item_label (item, entry, how, at, actor, reason) VALUES (3, \(nextEntry), 'manual', 0, 'me', 'x')",
      "nobody takes a regulatory record's label off"),
  ]

  private static let onEvents = [
    ShellAttack("DELETE FROM retention_event", happened),
    ShellAttack("UPDATE retention_event SET date = 0", happened),
    ShellAttack("UPDATE OR REPLACE retention_event SET rowid = 99", happened),
    ShellAttack(
      "REPLACE INTO retention_event SELECT 99, name, type, NULL, NULL, 0, 0, 'me', \(nextEntry) FROM retention_event",
      "an event is put on record by an act, and never replaced"),
    ShellAttack(
      "INSERT INTO retention_event VALUES (99, 'x', 'leaving', NULL, NULL, 0, 0, 'me', 1)",
      "an event is put on record by an act, and never replaced"),
    ShellAttack("DELETE FROM retention_event_mailbox", "an event keeps its mailboxes"),
    ShellAttack("UPDATE OR REPLACE retention_event_mailbox SET mailbox = 2", "an event keeps its mailboxes"),
    ShellAttack("INSERT INTO retention_event_mailbox VALUES (1, 2)", "an event keeps its mailboxes"),
  ]

  private static let onReviews = [
    ShellAttack("DELETE FROM disposition_decision", "a reviewer's decision stays on record"),
    ShellAttack("UPDATE disposition_decision SET stage = 2", "a reviewer's decision stays on record"),
    ShellAttack("UPDATE OR REPLACE disposition_decision SET item = 99", "a reviewer's decision stays on record"),
    ShellAttack(
      "INSERT INTO disposition_decision VALUES (1, \(nextEntry), 1, 2, 'approve', NULL, 0, 'me', 'x')", decided),
    ShellAttack(
      "INSERT INTO disposition_decision VALUES (1, 1, 1, 2, 'approve', NULL, 0, 'cat@corp.example', 'x')", decided),
    ShellAttack(
      "REPLACE INTO disposition_decision SELECT item, entry, label, 2, 'approve', NULL, 0, actor, 'x' FROM disposition_decision",
      decided),
    ShellAttack("DELETE FROM disposal", "the proof of a disposal is kept"),
    ShellAttack("UPDATE disposal SET label = 2", "the proof of a disposal is kept"),
    ShellAttack("UPDATE OR REPLACE disposal SET rowid = 99", "the proof of a disposal is kept"),
    ShellAttack(
      "REPLACE INTO disposal SELECT item, kind, 0, 0, 2, 0, \(nextEntry) FROM disposal",
      "the proof of a disposal is kept"),
    ShellAttack("INSERT INTO disposal VALUES (1, 1, 0, 0, 1, 0, \(nextEntry))", "the proof of a disposal is kept"),
  ]

  @Test("every statement that would undo one is refused with its reason")
  func refuses() async throws {
    try await HoldWorld.with { world in
      try setUp(world)
      try await world.deliver(
        (1...4).map { .init(id: "\($0)", sent: "2024-02-01T09:00:00Z") }, on: "2024-02-01")
      try world.apply("plain", to: 1)
      try world.apply("minutes", to: 2)
      try world.apply("books", to: 3)
      try world.auto("plain", "merger")
      try world.event("Ann's", type: "leaving", on: "2024-01-01", of: ["ann"])
      _ = try DispositionReview.decide(
        .approve, on: [1], comment: "seen", in: world.archive,
        by: world.session("2026-01-01", as: DispositionTests.ann))
      try world.purge(4)
      let shell = SQLiteShell(world: world)
      let before = try shell.dump()
      for attack in Self.attacks {
        let said = try shell.run("BEGIN; \(attack.sql); COMMIT;")
        #expect(said.contains("holdfast: \(attack.refusal)"), "\(attack.sql) was answered: \(said)")
      }
      #expect(try shell.dump() == before)
    }
  }

  private func setUp(_ world: HoldWorld) throws {
    try world.grant(.recordsManagement, to: DispositionTests.ann, DispositionTests.cat)
    try world.archive.perform(.settingChanged, by: world.session("2024-01-02")) {
      try Setting.regulatoryRecords.change(to: "on", $0)
    }
    try world.label("plain", .retainThenDelete, years(1), stages: [[DispositionTests.ann], [DispositionTests.cat]])
    try world.label("minutes", .retain, nil, record: .record)
    try world.label("books", .retain, years(7), record: .regulatoryRecord)
    try world.label("left", .retain, years(7), start: .event, eventType: "leaving")
  }
}
