internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Hold
internal import Importer
internal import Testing

@testable internal import Verifier

/// What an administrator with the database's file and Debian's `sqlite3` changes after turning the guards off, and what
/// `audit verify` says of it.
@Suite("rows that the ledger commits to", .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
struct RowAttackTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var name: String
    var sql: String
    /// The finding, with ENTRY for the number that `entry` selects.
    var finding: String
    var entry = "0"
    var testDescription: String { name }
  }

  private static let placed = "(SELECT placed_entry FROM hold_location WHERE hold = 2 AND mailbox = 1)"
  private static let lastPurge = "(SELECT MAX(entry) FROM certificate)"

  static let attacks = [
    Attack(
      name: "a hold is narrowed by a query",
      sql: "UPDATE hold SET query = 'nothing', canonical = 'nothing', bounded = 1 WHERE id = 2",
      finding: "ENTRY: hold 2/1/ENTRY is not what this act left: it was changed", entry: placed),
    Attack(
      name: "a hold is moved to another mailbox", sql: "UPDATE hold_location SET mailbox = 2 WHERE hold = 2",
      finding: "ENTRY: hold 2/2/ENTRY was planted: no act left it so", entry: placed),
    Attack(
      name: "a hold's mailbox is deleted", sql: "DELETE FROM hold_location WHERE hold = 2",
      finding: "ENTRY: hold 2/1/ENTRY, which this act left, is gone", entry: placed),
    Attack(
      name: "a hold is deleted with its terms", sql: "DELETE FROM hold WHERE id = 2",
      finding: "ENTRY: hold 2/1/ENTRY, which this act left, is gone", entry: placed),
    Attack(
      name: "a hold is released under an old act's number",
      sql: "UPDATE hold_location SET released_at = 1, released_entry = 3, delay_until = 1 WHERE hold = 2",
      finding: "3: hold_release 2/1/ENTRY was planted: no act left it so", entry: placed),
    Attack(
      name: "a delay hold is cut short", sql: "UPDATE hold_location SET delay_until = 0 WHERE delay_until > 0",
      finding: "ENTRY: hold_release 3/3/(SELECT placed_entry FROM hold_location WHERE hold = 3) is not what this act "
        + "left: it was changed", entry: "(SELECT released_entry FROM hold_location WHERE hold = 3)"),
    Attack(
      name: "a policy's period is shortened", sql: "UPDATE retention_policy SET days = 1 WHERE id = 1",
      finding: "ENTRY: retention_policy 1 is not what this act left: it was changed",
      entry: "(SELECT changed_entry FROM retention_policy WHERE id = 1)"),
    Attack(
      name: "a mailbox is taken out of a policy", sql: "DELETE FROM retention_location",
      finding: "ENTRY: retention_policy 1 is not what this act left: it was changed",
      entry: "(SELECT changed_entry FROM retention_policy WHERE id = 1)"),
    Attack(
      name: "a policy is deleted", sql: "DELETE FROM retention_policy WHERE id = 2",
      finding: "ENTRY: retention_policy 2, which this act left, is gone",
      entry: "(SELECT changed_entry FROM retention_policy WHERE id = 2)"),
    Attack(
      name: "a policy is planted",
      sql:
        "INSERT INTO retention_policy (id, name, action, days, start, scope, created, changed_entry) SELECT 9, 'planted', 'delete', 1, start, 'all', created, 3 FROM "
        + "retention_policy WHERE id = 1", finding: "3: retention_policy 9 was planted: no act left it so"),
    Attack(
      name: "a message is deleted under cover of an earlier purge",
      sql: """
        INSERT INTO certificate SELECT i.id, i.message, i.mailbox, (SELECT leaf FROM stolen), 'x', 0, \(lastPurge)
          FROM item i WHERE i.id = 2;
        INSERT INTO purged_message SELECT id, connector, partner_id, revision, (SELECT leaf FROM stolen), \(lastPurge)
          FROM message WHERE id = (SELECT message FROM item WHERE id = 2);
        DELETE FROM message WHERE id = (SELECT message FROM item WHERE id = 2);
        DELETE FROM item WHERE id = 2
        """,
      finding: "ENTRY: its certificate rows are not what it left: it left 1, there are 2", entry: lastPurge),
    Attack(
      name: "a certificate names another rule", sql: "UPDATE certificate SET rule = 'the law'",
      finding: "ENTRY: its certificate rows are not what it left: it left 1, there are 1, changed", entry: lastPurge),
    Attack(
      name: "a record in quarantine is exchanged with its digest",
      sql: "UPDATE quarantine SET digest = zeroblob(32), record = x'00'",
      finding: "ENTRY: quarantine 1 is not what this act left: it was changed",
      entry: "(SELECT entry FROM quarantine WHERE id = 1)"),
    Attack(
      name: "a record in quarantine is deleted", sql: "DELETE FROM quarantine",
      finding: "ENTRY: quarantine 1, which this act left, is gone",
      entry: "(SELECT entry FROM quarantine WHERE id = 1)"),
  ]

  @Test("an edit behind the program's back is found and named", arguments: attacks)
  func found(_ attack: Attack) async throws {
    try await Self.withWorld { world, shell in
      let stolen = try world.archive.read { try Message.require(Item.require(2, $0).message, $0).commitment }
      try Self.carryOut(attack, with: "CREATE TEMP TABLE stolen AS SELECT x'\(stolen.hex)' AS leaf;", world, shell)
    }
  }

  /// Carries an attack out behind the program's back, without the guards, and expects what is to be found.
  static func carryOut(_ attack: Attack, with start: String = "", _ world: HoldWorld, _ shell: SQLiteShell) throws {
    func number(_ sql: String) throws -> String {
      try shell.run("SELECT \(sql)").trimmingCharacters(in: .whitespacesAndNewlines)
    }
    var finding = attack.finding.replacing("ENTRY", with: try number(attack.entry))
    while let query = finding.firstMatch(of: /\(SELECT[^)]*\)/) {
      finding.replaceSubrange(query.range, with: try number(String(query.output)))
    }
    #expect(Self.finding(world) == nil)
    #expect(try independentFinding(world) == nil)
    let triggers = try shell.run("SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'")
    let said = try shell.run("\(triggers) \(start) \(attack.sql);")
    #expect(said.isEmpty, "\(said)")
    #expect(Self.finding(world) == "the ledger is damaged at entry \(finding)")
    #expect(try independentFinding(world) == "the ledger is damaged at entry \(finding)")
  }

  /// What the verifier with its own code says of the ledger and the rows, as they are exported.
  static func independentFinding(_ world: HoldWorld) throws -> String? {
    let folder = world.archive.folder.appendingPathComponent("export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (rows, ledger) = (folder.appendingPathComponent("rows"), folder.appendingPathComponent("ledger"))
    _ = try world.archive.exportRows(to: rows, by: world.session())
    _ = try world.archive.exportLedger(to: ledger, by: world.session())
    let key = Verifier.Key(hex: world.archive.ledgerKey.hex)
    return refusal { try ExportCheck(key: key, rows: rows.path).check(ledger.path) }
  }

  @Test("the bytes of a record in quarantine are checked against its digest by a deep verification")
  func quarantinedBytes() async throws {
    try await Self.withWorld { world, shell in
      let said = try shell.run(
        "DROP TRIGGER quarantine_record_kept; UPDATE quarantine SET record = CAST(record || x'20' AS BLOB);")
      #expect(said.isEmpty, "\(said)")
      #expect(Self.finding(world) == nil)
      #expect(Self.finding(world, deep: true)?.hasSuffix("quarantined record 1 no longer has its digest") == true)
    }
  }

  @Test("what people do with holds and policies, and what goes with a purge, is no damage")
  func honest() async throws {
    try await Self.withWorld { world, _ in
      #expect(Self.finding(world, deep: true) == nil)
      try world.release("ann")
      try world.onCase("Matter") { try $0.close($1) }
      try world.archive.perform(.retentionPolicyChanged, by: world.session()) {
        _ = try PolicyChange.change("seven years", days: 1, start: nil, $0)
      }
      try world.archive.perform(.retentionPolicyRemoved, by: world.session()) { try PolicyChange.remove("brief", $0) }
      try world.sweep(at: "2030-01-01T00:00:00Z")
      #expect(Self.finding(world, deep: true) == nil)
    }
  }

  @Test("a record that came out of quarantine goes with its message, and the others stay committed to")
  func purgedAfterReplay() async throws {
    try await Self.withWorld { world, shell in
      let dan = HandmadeFeed.Person(name: "Dan", email: HoldWorld.email("dan"), number: "+447700900077")
      let line = HandmadeFeed.line("late", "hello", from: dan, on: "2024-02-03")
      _ = try await world.deliver(lines: [line], on: "2024-02-03")
      try world.archive.perform(.directoryImported, by: world.session()) {
        _ = try DirectoryImport.run(
          Array("Email,DisplayName,MobileNumber,Department\n\(dan.email),Dan,,\n".utf8), $0)
      }
      let report = try await QuarantineReplay(archive: world.archive, session: world.session()).run()
      #expect(report.replayed == 1)
      #expect(Self.finding(world, deep: true) == nil)
      #expect(try world.purge(world.item("late", of: "dan")).allSatisfy(\.isPurged))
      #expect(try world.count("quarantine") == 1)
      #expect(Self.finding(world, deep: true) == nil)
      _ = try shell.run("DROP TRIGGER quarantine_stays; DELETE FROM quarantine;")
      #expect(Self.finding(world)?.contains(": quarantine 1, which this act left, is gone") == true)
    }
  }

  static func finding(_ world: HoldWorld, deep: Bool = false) -> String? {
    refusal { try world.archive.verifyLedger(deep: deep, by: world.session()) }
  }

  /// Item 1 is Ann's, on two holds, the second of a case; item 2 is Ben's and free; Cat's hold is released; one item of
  /// Ben's was purged; a record is in quarantine.
  private static func withWorld(_ body: (HoldWorld, SQLiteShell) async throws -> Void) async throws {
    try await HoldWorld.with { world in
      let sent = ShellTests.sent
      try await world.deliver(
        [
          .init(id: "1", sent: sent), .init(id: "2", sent: sent, from: "ben"), .init(id: "3", sent: sent, from: "ben"),
        ], on: ShellTests.day)
      _ = try await world.deliver(lines: ["not an item"], on: "2024-02-02")
      try world.hold("ann")
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      try world.hold("cat")
      try world.release("cat")
      try world.policy("seven years", .retain, days: 2557, for: .mailboxes([HoldWorld.email("ann")]))
      try world.policy("brief", .delete, days: 10_000)
      try world.purge(world.item("3", of: "ben"))
      try await body(world, SQLiteShell(world: world))
    }
  }
}
