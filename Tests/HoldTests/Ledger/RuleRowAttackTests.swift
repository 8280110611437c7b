internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Search
internal import Testing

/// The same attacks on what labels, reviews, scopes, settings, roles and filters left in the archive.
@Suite("rows of labels, reviews, settings and roles", .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
struct RuleRowAttackTests {
  typealias Attack = RowAttackTests.Attack

  private static func changed(_ what: String, _ sql: String, by entry: String) -> Attack {
    Attack(
      name: "\(what) is changed", sql: sql, finding: "ENTRY: \(what) is not what this act left: it was changed",
      entry: "(\(entry))")
  }

  private static func gone(_ what: String, _ sql: String, by entry: String) -> Attack {
    Attack(
      name: "\(what) is deleted", sql: sql, finding: "ENTRY: \(what), which this act left, is gone", entry: "(\(entry))"
    )
  }

  private static func planted(_ what: String, _ sql: String, at entry: String) -> Attack {
    Attack(name: "\(what) is planted", sql: sql, finding: "\(entry)\(what) was planted: no act left it so")
  }

  private static let first = "SELECT MIN(entry) FROM item_label"
  private static let ofLeaver = "SELECT entry FROM mailbox_removal"

  static let attacks = [
    changed(
      "retention_label 1", "UPDATE retention_label SET period = 1 WHERE id = 1",
      by: "SELECT changed_entry FROM retention_label WHERE id = 1"),
    gone(
      "retention_label 1", "DELETE FROM retention_label WHERE id = 1",
      by: "SELECT changed_entry FROM retention_label WHERE id = 1"),
    changed(
      "label_rule 1", "UPDATE label_rule SET canonical = 'nothing' WHERE id = 1",
      by: "SELECT entry FROM label_rule WHERE id = 1"),
    Attack(
      name: "a rule is closed", sql: "UPDATE label_rule SET closed = 1, closed_entry = 3, last_item = 0 WHERE id = 1",
      finding: "3: label_rule_end 1 was planted: no act left it so"),
    changed(
      "label_rule_end 2", "UPDATE label_rule SET last_item = 0 WHERE id = 2",
      by: "SELECT closed_entry FROM label_rule WHERE id = 2"),
    Attack(
      name: "an item's label is exchanged", sql: "UPDATE item_label SET label = 2",
      finding: "ENTRY: its item_label rows are not what it left: it left 1, there are 1, changed", entry: "(\(first))"),
    Attack(
      name: "an item's label is taken off", sql: "DELETE FROM item_label",
      finding: "ENTRY: the 1 item_label rows it left are gone", entry: "(\(first))"),
    Attack(
      name: "an item is labelled under another act's number",
      sql: "INSERT INTO item_label (item, entry, label, how, at, actor) VALUES (2, 3, 2, 'manual', 0, 'x')",
      finding: "3: its item_label rows were planted: no act left them so"),
    Attack(
      name: "a reviewer's approval is planted",
      sql: "INSERT INTO disposition_decision VALUES (1, 4, 1, 1, 'approve', NULL, 0, 'x', 'y')",
      finding: "4: its disposition_decision rows were planted: no act left them so"),
    gone(
      "label_reviewer 3/1/\(HoldWorld.user)", "DELETE FROM label_reviewer",
      by: "SELECT entry FROM label_reviewer"),
    changed(
      "retention_event 1", "UPDATE retention_event SET date = 0", by: "SELECT entry FROM retention_event"),
    changed(
      "retention_event 1", "DELETE FROM retention_event_mailbox", by: "SELECT entry FROM retention_event"),
    Attack(
      name: "the proof of a disposal is changed", sql: "UPDATE disposal SET label = 1",
      finding: "ENTRY: its disposal rows are not what it left: it left 1, there are 1, changed",
      entry: "(SELECT entry FROM disposal)"),
    Attack(
      name: "a delay hold is ended", sql: "INSERT INTO delay_hold_end VALUES (1, 3, 0, 'x')",
      finding: "3: delay_hold_end 1/3 was planted: no act left it so"),
    gone(
      "delay_hold_end 3/(SELECT entry FROM delay_hold_end)", "DELETE FROM delay_hold_end",
      by: "SELECT entry FROM delay_hold_end"),
    changed(
      "retention_place 1/2/(SELECT entry FROM retention_place)", "UPDATE retention_place SET covered = 1",
      by: "SELECT entry FROM retention_place"),
    changed(
      "retention_expression 2/(SELECT entry FROM retention_expression LIMIT 1)",
      "UPDATE retention_expression SET expression = 'department = \"x\"'",
      by: "SELECT entry FROM retention_expression LIMIT 1"),
    changed(
      "pending_change (SELECT id FROM pending_change)",
      "UPDATE pending_change SET state = 'applied', decided_by = 'x', decided = 1",
      by: "SELECT changed_entry FROM pending_change"),
    changed(
      "setting time-zone", "UPDATE setting SET value = 'Asia/Tokyo' WHERE name = 'time-zone'",
      by: "SELECT entry FROM setting WHERE name = 'time-zone'"),
    Attack(
      name: "a setting is planted", sql: "INSERT INTO setting (name, value) VALUES ('delay-hold-days', '0')",
      finding: "DAMAGE: setting delay-hold-days was planted: no act left it so"),
    gone(
      "setting retention-approval", "DELETE FROM setting WHERE name = 'retention-approval'",
      by: "SELECT entry FROM setting WHERE name = 'retention-approval'"),
    Attack(
      name: "a role is planted", sql: "INSERT INTO account_group VALUES ('eve', 'Search And Purge', 5)",
      finding: "5: role_grant eve/Search And Purge/5 was planted: no act left it so"),
    gone(
      "role_grant tester/Search And Purge/1",
      "DELETE FROM account_group WHERE account = 'tester' AND role_group = 'Search And Purge'", by: "SELECT 1"),
    gone(
      "role_grant dan/Audit Reader/(SELECT granted FROM role_revocation)", "DELETE FROM role_revocation",
      by: "SELECT granted FROM role_revocation"),
    Attack(
      name: "a user of the machine is bound to an account",
      sql: "INSERT INTO account_binding VALUES ('eve', 'tester', NULL)",
      finding: "DAMAGE: account_binding eve/tester was planted: no act left it so"),
    changed(
      "permission_filter 1", "DELETE FROM permission_filter_place", by: "SELECT created_entry FROM permission_filter"),
    Attack(
      name: "a permission filter is taken away", sql: "UPDATE permission_filter SET removed_entry = 4",
      finding: "4: permission_filter_removal 1 was planted: no act left it so"),
    changed(
      "mailbox_removal 2/(\(ofLeaver))", "UPDATE mailbox_removal SET at = 0", by: ofLeaver),
  ]

  @Test("an edit behind the program's back is found and named", arguments: attacks)
  func found(_ attack: Attack) async throws {
    try await Self.withWorld { world, shell in
      guard attack.finding.hasPrefix("DAMAGE") else { return try RowAttackTests.carryOut(attack, world, shell) }
      let said = try shell.run("\(attack.sql);")
      #expect(said.isEmpty, "\(said)")
      let finding = attack.finding.dropFirst("DAMAGE".count)
      #expect(RowAttackTests.finding(world) == "the ledger is damaged\(finding)")
      #expect(try RowAttackTests.independentFinding(world) == "the ledger is damaged\(finding)")
    }
  }

  @Test("what people do with labels, roles and settings afterwards is no damage")
  func honest() async throws {
    try await Self.withWorld { world, _ in
      try world.archive.perform(.roleRevoked, by: world.session()) { try Accounts.revoke("eve", .auditReader, $0) }
      try world.grant(.auditReader, to: "eve", "dan")
      try world.directoryNames("ben")
      try world.label("more", .retain, years(1))
      try world.apply("more", to: world.item("2"))
      #expect(RowAttackTests.finding(world, deep: true) == nil)
      #expect(try RowAttackTests.independentFinding(world) == nil)
    }
  }

  /// Item 1 is Ann's and labelled by hand; a rule labels, another was closed; an event happened; an item went by its label;
  /// Ben left; Cat's delay hold was ended; two policies were moved; a change waits.
  private static func withWorld(_ body: (HoldWorld, SQLiteShell) async throws -> Void) async throws {
    try await HoldWorld.with { world in
      let sent = ShellTests.sent
      try await world.deliver(
        [.init(id: "1", sent: sent), .init(id: "2", sent: sent), .init(id: "3", sent: sent)],
        on: ShellTests.day)
      try world.grant(.auditReader, to: "eve", "dan")
      try world.archive.perform(.roleRevoked, by: world.session()) { try Accounts.revoke("dan", .auditReader, $0) }
      try world.setTimeZone("Europe/London")
      try world.label("keep", .retain, years(7))
      try world.label("left", .retain, years(1), start: .event, eventType: "leaving")
      try world.label("review", .retainThenDelete, Period(10, .days), stages: [[HoldWorld.user]])
      try world.label("gone", .delete, Period(1, .days))
      try world.apply("keep", to: world.item("1"))
      try world.auto("keep", "merger")
      try world.close(world.auto("left", "absent"))
      try world.event("Ann left", type: "leaving", on: "2024-03-01", of: ["ann"])
      try world.apply("gone", to: world.item("3"))
      try world.sweep()
      try world.hold("cat")
      try world.release("cat")
      try world.archive.perform(.delayHoldEnded, by: world.session()) { act in
        _ = try DelayRecord.end(on: HoldWorld.email("cat"), because: "a mistake", act)
      }
      try world.policy("everyone", .retain, days: 10)
      try world.edit("everyone", .places(add: [], remove: [HoldWorld.email("ben")]))
      try world.policy("traders", .retain, try years(1), for: .adaptive("department = \"Trading\""))
      try world.edit("traders", .expression("department = \"Sales\""))
      try world.leaves("ben")
      try world.archive.perform(.permissionFilterCreated, by: world.session()) { act in
        _ = try PermissionFilter.create(
          "wall", .init(.deny, for: [.account("eve")], mailboxes: [HoldWorld.email("ann")]), act)
      }
      try world.setApproval(.on)
      _ = try world.submit(PolicyEdit("everyone", .remove))
      try await body(world, SQLiteShell(world: world))
    }
  }
}
