internal import Archive
internal import Hold
internal import Testing

@Suite("the mailboxes of a retention policy")
struct PolicyScopeTests {
  static let sent = "2024-02-01T09:00:00Z"
  static let day = "2024-02-01"
  static let (ann, ben, cat) = (HoldWorld.email("ann"), HoldWorld.email("ben"), HoldWorld.email("cat"))

  private func withText(_ body: (HoldWorld) throws -> Void) async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben", "cat"])], on: Self.day)
      try body(world)
    }
  }

  @Test("are gained at once, and what leaves stays held for the delay and then falls under what remains")
  func moves() async throws {
    try await withText { world in
      try world.policy("keep", .retain, nil, for: .mailboxes([Self.ann]))
      try world.policy("go", .delete, days: 10)
      #expect(try world.reasons("1", of: "ben") == [])
      try world.edit("keep", .places(add: [Self.ben], remove: []))
      #expect(try world.reasons("1", of: "ben") == ["policy keep"])
      try world.edit("keep", .places(add: [], remove: [Self.ann]))
      #expect(try world.reasons("1", of: "ann") == ["delayHold keep"])
      #expect(try world.sweep().removed == 1)
      #expect(try world.verdict(world.item("1"), at: "2024-07-01T11:59:59Z") == .keep)
      #expect(try world.verdict(world.item("1"), at: "2024-07-01T12:00:00Z") == .expired)
      // Back under the policy, the delay is over.
      try world.edit("keep", .places(add: [Self.ann], remove: []))
      #expect(try world.reasons("1", of: "ann") == ["policy keep"])
    }
  }

  @Test("are left out of a policy for all, and taken back")
  func exclusions() async throws {
    try await withText { world in
      try world.setDelay(days: 0)
      try world.policy("keep", .retain, nil, for: .all(excluding: [Self.cat]))
      try world.edit("keep", .places(add: [Self.cat], remove: [Self.ann]))
      #expect(try HoldWorld.people.map { try world.reasons("1", of: $0) } == [[], ["policy keep"], ["policy keep"]])
      let policy = try world.policy(named: "keep")
      #expect(try world.archive.read { try policy.locations($0).map(\.email) } == [Self.ann])
      #expect(try world.archive.read { try policy.coverage($0) } == 2)
    }
  }

  @Test("71: never become everyone when the last is taken out: that is refused, where the market leader reverts to all")
  func lastInclude() async throws {
    try await withText { world in
      try world.policy("go", .delete, days: 10, for: .mailboxes([Self.ann, Self.ben]))
      try world.edit("go", .places(add: [], remove: [Self.ben]))
      #expect(
        refusal { try world.edit("go", .places(add: [], remove: [Self.ann])) }
          == "that leaves 'go' no mailbox at all, which is never taken to mean everyone; delete the policy, or switch it "
          + "off")
      #expect(try world.verdict(world.item("1", of: "cat")) == .free)
      #expect(try world.rehearse().byMailbox == [Self.ann: 1])
      // Another in its place is well.
      try world.edit("go", .places(add: [Self.cat], remove: [Self.ann]))
      #expect(try world.rehearse().byMailbox == [Self.cat: 1])
    }
  }

  @Test("are refused where they make no sense, saying why")
  func refusals() async throws {
    try await withText { world in
      try world.policy("named", .retain, nil, for: .mailboxes([Self.ann]))
      try world.policy("all", .retain, nil, for: .all(excluding: [Self.ben]))
      try world.policy("found", .retain, nil, for: .adaptive("email = ann*"))
      func refused(_ name: String, add: [String] = [], remove: [String] = []) -> String? {
        refusal { try world.edit(name, .places(add: add, remove: remove)) }
      }
      #expect(refused("named", add: [Self.ann]) == "'ann@corp.example' is under 'named' already")
      #expect(refused("named", remove: [Self.ben]) == "'ben@corp.example' is not under 'named'")
      #expect(refused("all", add: [Self.ann]) == "'ann@corp.example' is under 'all' already")
      #expect(refused("all", remove: [Self.ben]) == "'ben@corp.example' is not under 'all'")
      #expect(
        refused("found", add: [Self.ben])
          == "the mailboxes of 'found' are found by its expression; change that with --adaptive")
      #expect(
        refusal { try world.edit("named", .expression("email = x")) }
          == "a policy keeps the kind of its scope: 'named' is for named mailboxes; make another policy")
      #expect(
        refusal { try world.edit("all", .expression("email = x")) }
          == "a policy keeps the kind of its scope: 'all' is for everyone; make another policy")
      #expect(
        refusal { try world.policy("found 2", .retain, nil, for: .adaptive("team = x")) }
          == "the directory has no such attribute; it has department, displayName, domain, email, mobileNumber, status")
    }
  }

  @Test("are found by an expression at the moment of the decision, so that a joiner is covered a second later")
  func adaptive() async throws {
    try await withText { world in
      try world.directory("ann@corp.example,Ann,+447700900001,Trading", "ben@corp.example,Ben,+33142685300,Sales")
      try world.policy("traders", .retain, nil, for: .adaptive("department = trading OR mobileNumber = +33*"))
      #expect(try HoldWorld.people.map { try world.verdict(world.item("1", of: $0)) } == [.keep, .keep, .free])
      let why = try world.explained(world.item("1", of: "cat")).considered.map(\.why)
      #expect(
        why == [
          "the policy covers mailboxes with [department = trading OR mobileNumber = +33*]; this one is not among them"
        ])
      try world.directory("cat@corp.example,Cat,,Trading")
      #expect(try world.reasons("1", of: "cat") == ["policy traders"])
      let policy = try world.policy(named: "traders")
      #expect(try world.archive.read { try policy.coverage($0) } == 3)
    }
  }

  @Test("found by an expression count as chosen: they decide before a policy for everyone")
  func adaptiveRank() async throws {
    try await withText { world in
      try world.policy("five", .delete, days: 5)
      try world.policy("ten", .delete, days: 1000, for: .adaptive("email = ann@corp.example"))
      #expect(try world.rehearse().byMailbox == [Self.ben: 1, Self.cat: 1])
    }
  }

  @Test("that an expression no longer finds stay held for the delay, whether the directory changed or the expression")
  func adaptiveLeaving() async throws {
    try await withText { world in
      try world.directory("ann@corp.example,Ann,,Trading", "ben@corp.example,Ben,,Trading", at: "2024-03-01")
      try world.policy("traders", .retain, nil, for: .adaptive("department = Trading"), at: "2024-03-01")
      try world.directory("ann@corp.example,Ann,,Sales", at: "2024-05-20T12:00:00Z")
      #expect(try world.reasons("1") == ["delayHold traders"])
      #expect(try world.reasons("1", of: "ben") == ["policy traders"])
      #expect(try world.verdict(world.item("1"), at: "2024-06-19T11:59:59Z") == .keep)
      #expect(try world.verdict(world.item("1"), at: "2024-06-19T12:00:00Z") == .free)
      try world.edit("traders", .expression("department = Research"))
      #expect(try world.reasons("1", of: "ben") == ["delayHold traders"])
      #expect(try world.verdict(world.item("1", of: "ben"), at: "2024-07-01T12:00:00Z") == .free)
      // Whoever was never a trader was never held.
      #expect(try world.reasons("1", of: "cat") == [])
      // Removed, the policy goes on holding what it held then.
      try world.directory("cat@corp.example,Cat,,Research")
      try world.edit("traders", .remove)
      try world.directory("cat@corp.example,Cat,,Sales")
      #expect(try world.reasons("1", of: "cat") == ["delayHold traders"])
    }
  }

  @Test(
    "are not moved out of a policy behind the ledger's back: the database itself keeps what the directory's row was",
    .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
  func shell() async throws {
    try await withText { world in
      try world.directory("ann@corp.example,Ann,,Trading", at: "2024-03-01")
      try world.policy("traders", .retain, nil, for: .adaptive("department = Trading"), at: "2024-03-01")
      let shell = SQLiteShell(world: world)
      #expect(try shell.run("UPDATE mailbox SET department = 'Sales' WHERE email LIKE 'ann%'") == "")
      #expect(try world.purge(world.item("1"))[0].reasons.map(\.name) == ["traders"])
      for attack in ["DELETE FROM mailbox_past", "UPDATE mailbox_past SET department = 'x'"] {
        #expect(try shell.run(attack).contains("holdfast: what a mailbox was stays on record"))
      }
    }
  }
}
