internal import Archive
internal import Hold
internal import Testing

@Suite("a locked retention policy")
struct PolicyLockTests {
  static let (ann, ben) = (HoldWorld.email("ann"), HoldWorld.email("ben"))
  static let locked =
    "'keep' was locked at 2024-06-01T12:00:00Z, for good: its period may be extended and mailboxes added; it is never "
    + "shortened, switched off, removed or taken from a mailbox"

  private func withLocked(_ body: (HoldWorld) throws -> Void) async throws {
    try await HoldWorld.with { world in
      try world.policy("keep", .retainThenDelete, try Period(5, .years), for: .mailboxes([Self.ann]))
      try world.policy("all", .retain, try Period(365, .days))
      for name in ["keep", "all"] { try world.edit(name, .lock) }
      try body(world)
    }
  }

  @Test("69: may be extended and given more mailboxes, and never shortened, switched off, removed or narrowed")
  func stricter() async throws {
    try await withLocked { world in
      for shorter in [(4, Period.Unit.years), (59, .months), (1_825, .days)] {
        #expect(
          refusal { try world.edit("keep", .terms(try Period(shorter.0, shorter.1), nil)) } == Self.locked)
      }
      for change in [PolicyEdit.Change.disable, .remove, .places(add: [], remove: [Self.ann]), .lock] {
        #expect(refusal { try world.edit("keep", change) } != nil, "\(change)")
      }
      #expect(refusal { try world.edit("all", .places(add: [], remove: [Self.ann])) } != nil)
      for longer in [(61, Period.Unit.months), (1_861, .days), (6, .years)] {
        try world.edit("keep", .terms(try Period(longer.0, longer.1), nil))
      }
      try world.edit("keep", .places(add: [Self.ben], remove: []))
      try world.edit("all", .terms(nil, nil))
      #expect(refusal { try world.edit("all", .terms(try Period(100, .years), nil)) } != nil)
      let policy = try world.policy(named: "keep")
      #expect(try policy.period == Period(6, .years))
      #expect(try policy.locked == moment(HoldWorld.noon))
    }
  }

  @Test("70: is never one that finds its mailboxes by an expression, and never one that is off")
  func adaptive() async throws {
    try await HoldWorld.with { world in
      try world.policy("found", .retain, nil, for: .adaptive("department = Trading"))
      #expect(
        refusal { try world.edit("found", .lock) }
          == "'found' can't be locked: its expression finds its mailboxes in the directory, and who changes the directory "
          + "would change what is locked; lock a policy for everyone or for named mailboxes")
      try world.policy("off", .retain, nil)
      try world.edit("off", .disable)
      #expect(refusal { try world.edit("off", .lock) } == "'off' is off; switch it on, then lock it")
    }
  }

  @Test(
    "is loosened by no statement from a stock shell, and extended by one that the program would make",
    .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
  func shell() async throws {
    try await withLocked { world in
      try world.policy("found", .retain, nil, for: .adaptive("department = Trading"))
      try world.policy("free", .retain, try Period(10, .days), for: .mailboxes([Self.ann]))
      let shell = SQLiteShell(world: world)
      let next = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
      let lockHolds = "a locked retention policy is never loosened"
      let itself = "a retention policy keeps its name, action and scope"
      let byAct = "a retention policy changes by an act on the ledger"
      func update(_ columns: String, _ name: String = "keep") -> String {
        "UPDATE retention_policy SET \(columns), changed_entry = \(next) WHERE name = '\(name)'"
      }
      let touch = "\(update("start = start"));"
      let attacks: [(sql: String, refusal: String)] = [
        (update("days = 4"), lockHolds), (update("days = 59, unit = 'months'"), lockHolds),
        (update("days = 1829, unit = 'days'"), lockHolds), (update("removed = 1, grace_until = 1"), lockHolds),
        (update("disabled = 1, disabled_until = 1"), lockHolds), (update("locked = NULL"), lockHolds),
        (update("locked = 5"), lockHolds), (update("action = 'delete'"), itself),
        (update("scope = 'mailboxes'", "all"), itself),
        (update("name = 'x'"), itself), (update("id = 99"), itself), (update("rowid = 99"), itself),
        // Another row put in its place.
        ("UPDATE OR REPLACE retention_policy SET id = 1, changed_entry = \(next) WHERE name = 'free'", itself),
        ("UPDATE OR REPLACE retention_policy SET name = 'keep', changed_entry = \(next) WHERE name = 'free'", itself),
        ("DELETE FROM retention_policy", "a retention policy is removed by an act, never deleted"),
        ("\(touch) INSERT INTO retention_place VALUES (1, 1, \(next), 0, 0, 0)", lockHolds),
        ("\(touch) INSERT INTO retention_location VALUES (1, 2, 0)", byAct),
        ("\(update("start = start", "all")); INSERT INTO retention_location VALUES (2, 1, 0)", byAct),
        ("\(touch) INSERT INTO retention_expression VALUES (1, \(next), 'status = inactive', 0, 0)", byAct),
        (update("locked = 1", "found"), "only a policy in force with a fixed scope can be locked"),
        ("INSERT INTO retention_place VALUES (4, 1, \(next), 0, 0, 0)", byAct),
        ("DELETE FROM retention_place", "a retention policy keeps its locations"),
      ]
      try world.edit("keep", .places(add: [Self.ben], remove: []))
      let before = try shell.dump()
      for (sql, refusal) in attacks {
        let said = try shell.run("BEGIN; \(sql); COMMIT;")
        #expect(said.contains("holdfast: \(refusal)"), "\(sql) was answered: \(said)")
      }
      #expect(try shell.dump() == before)
      #expect(try shell.run(update("days = 1861, unit = 'days'")) == "")
    }
  }
}
