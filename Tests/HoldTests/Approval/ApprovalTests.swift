internal import Archive
internal import GRDB
internal import Hold
internal import Testing

@Suite("where two people are asked for, a change that could let an item go sooner")
struct ApprovalTests {
  static let (rita, sam) = (HoldWorld.recordsManager, HoldWorld.secondManager)
  static let ann = HoldWorld.email("ann")

  /// A text of 1 February 2024 that a policy keeps for a thousand days, and approvals on.
  private func withPolicy(_ body: (HoldWorld) throws -> Void) async throws {
    try await HoldWorld.with { world in
      try world.appointManagers()
      try await world.deliver([.init(id: "1", sent: "2024-02-01T09:00:00Z")], on: "2024-02-01")
      try world.policy("keep", .retainThenDelete, days: 1000, for: .mailboxes([Self.ann, HoldWorld.email("ben")]))
      try world.setApproval(.on)
      try body(world)
    }
  }

  private func ask(_ world: HoldWorld, _ change: some ApprovableChange, at time: String = HoldWorld.noon) throws
    -> PendingChange
  {
    guard case .waiting(let pending) = try world.submit(change, as: Self.rita, at: time) else {
      throw Unreadable(text: "it took no second person")
    }
    return pending
  }

  private func approve(
    _ id: PendingChange.ID, _ world: HoldWorld, as account: String = Self.sam, at time: String = HoldWorld.noon
  )
    throws
  {
    _ = try Approval.approve(id, in: world.archive, by: world.session(time, as: account))
  }

  @Test("changes nothing while it waits, and is made when another account approves it; both are on the ledger")
  func approved() async throws {
    try await withPolicy { world in
      let pending = try ask(world, PolicyEdit("keep", .terms(try Period(10, .days), nil)))
      #expect(pending.summary == "'keep': 1000 days become 10 days")
      #expect(pending.expires.description == "2024-06-08T12:00:00Z")
      #expect(try world.verdict(world.item("1")) == .keep)
      #expect(try world.sweep().removed == 0)
      try approve(pending.id, world)
      #expect(try world.verdict(world.item("1")) == .expired)
      let entries = try world.archive.read { db in
        try ["RetentionChangeRequested", "RetentionChangeApproved"].flatMap {
          try LedgerReader.entries(action: $0, db).entries
        }
      }
      #expect(entries.map(\.actor) == [Self.rita, Self.sam])
      #expect(entries.map { $0.details["summary"] } == [.text(pending.summary), .text(pending.summary)])
      #expect(entries.last?.details["requester"] == .text(Self.rita))
      #expect(entries.last?.details["days"] == 10)
      #expect(entries.last?.details["daysBefore"] == 1000)
      #expect(
        refusal { try approve(pending.id, world) } == "change \(pending.id) was applied already")
    }
  }

  @Test("is not approved by who asked for it, nor by who lacks the role, nor after its time")
  func whoAndWhen() async throws {
    try await withPolicy { world in
      let pending = try ask(world, PolicyEdit("keep", .remove))
      #expect(
        refusal { try approve(pending.id, world, as: Self.rita) }
          == "\(Self.rita) asked for change \(pending.id), and it takes another person to approve it")
      #expect(refusal { try approve(pending.id, world, as: "outsider") }?.contains("Records Management") == true)
      #expect(
        refusal { try approve(pending.id, world, at: "2024-06-08T12:00:00Z") }
          == "change \(pending.id) could be approved until 2024-06-08T12:00:00Z; ask for it again")
      let policy = try world.policy(named: "keep")
      #expect(policy.removed == nil)
      try approve(pending.id, world, at: "2024-06-08T11:59:59Z")
      #expect(refusal { try world.policy(named: "keep") } != nil)
    }
  }

  @Test("is refused where the policy was changed since, and rejected, or taken back, with a reason")
  func stale() async throws {
    try await withPolicy { world in
      let shorter = try ask(world, PolicyEdit("keep", .terms(try Period(10, .days), nil)))
      let removal = try ask(world, PolicyEdit("keep", .remove))
      try world.edit("keep", .terms(try Period(2000, .days), nil))
      for pending in [shorter, removal] {
        #expect(
          refusal { try approve(pending.id, world) }
            == "'keep' was changed since change \(pending.id) was asked for; reject it, and ask again if it is still wanted"
        )
      }
      let session = try world.session(as: Self.sam)
      let rejected = try Approval.reject(shorter.id, reason: "no", in: world.archive, by: session)
      #expect(rejected.state == .rejected && rejected.note == "no" && rejected.decidedBy == Self.sam)
      let own = try world.session(as: Self.rita)
      #expect(try Approval.reject(removal.id, reason: "mistake", in: world.archive, by: own).state == .rejected)
      #expect(
        refusal { try Approval.reject(removal.id, reason: " ", in: world.archive, by: own) }
          == "the ledger keeps the reason: give it in 1 to 1000 characters")
      #expect(try world.archive.read { try PendingChange.all(includingDecided: false, $0) }.isEmpty)
    }
  }

  @Test("is every change that shortens or removes, and a new rule that deletes; what keeps longer takes one person")
  func which() async throws {
    try await withPolicy { world in
      let (ben, cat) = (HoldWorld.email("ben"), HoldWorld.email("cat"))
      let waiting: [any ApprovableChange] = [
        PolicyEdit("keep", .terms(try Period(999, .days), nil)), PolicyEdit("keep", .terms(try Period(2, .years), nil)),
        PolicyEdit("keep", .places(add: [], remove: [ben])), PolicyEdit("keep", .disable), PolicyEdit("keep", .remove),
        // More mailboxes under a policy that deletes is more that is deleted.
        PolicyEdit("keep", .places(add: [cat], remove: [])),
        PolicyCreation("more", action: .delete, period: try Period(9, .years), scope: .all(excluding: [])),
      ]
      for change in waiting { #expect(try world.submit(change, as: Self.rita) != .applied, "\(change)") }
      let alone: [any ApprovableChange] = [
        PolicyCreation("longer", action: .retain, period: nil, scope: .mailboxes([Self.ann])),
        PolicyEdit("longer", .places(add: [ben], remove: [])), PolicyEdit("keep", .terms(try Period(3, .years), nil)),
        PolicyEdit("keep", .start(.modified)), PolicyEdit("keep", .lock),
      ]
      for change in alone { #expect(try world.submit(change, as: Self.rita) == .applied, "\(change)") }
    }
  }

  @Test("cannot be made within another act either")
  func withinAnAct() async throws {
    try await withPolicy { world in
      let said = refusal {
        try world.archive.perform(.retentionPolicyRemoved, by: world.session()) { try PolicyChange.remove("keep", $0) }
      }
      #expect(said == "this takes a second person ('retention-approval' is on); ask for it with the command")
      let policy = try world.policy(named: "keep")
      #expect(policy.removed == nil)
    }
  }

  @Test("of a setting too: doing without the second person takes one, and so does a shorter delay or another time zone")
  func settings() async throws {
    try await withPolicy { world in
      func ask(_ setting: Setting, _ value: String) throws -> Approval.Outcome {
        try world.submit(SettingChange(setting, to: value))
      }
      for (setting, value) in [(Setting.retentionApproval, "off"), (.delayHoldDays, "1"), (.timeZone, "Europe/London")]
      {
        guard case .waiting(let pending) = try ask(setting, value) else {
          Issue.record("\(setting.rawValue) took one person")
          continue
        }
        let before = try world.archive.read { try setting.read($0) }
        #expect(before != value)
        try approve(pending.id, world)
        #expect(try world.archive.read { try setting.read($0) } == value)
        try world.setApproval(.on)
      }
      #expect(try ask(.delayHoldDays, "60") == .applied)
    }
  }

  @Test(
    "is not made by a stock shell in the second person's name",
    .enabled(if: SQLiteShell.isHere, "sqlite3 is not installed"))
  func shell() async throws {
    try await withPolicy { world in
      let pending = try ask(world, PolicyEdit("keep", .remove))
      let shell = SQLiteShell(world: world)
      let next = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
      let decided = "a change is decided once, by another person, in an act on the ledger"
      let twoPeople = "it takes two people to do without the second"
      func decide(_ columns: String) -> String {
        "UPDATE pending_change SET state = 'applied', changed_entry = \(next), \(columns) WHERE id = \(pending.id)"
      }
      let attacks: [(sql: String, refusal: String)] = [
        (decide("decided_by = 'RITA@corp.example', decided = 1"), decided),
        (decide("decided_by = 'x', decided = expires"), decided), (decide("decided = 1"), decided),
        (decide("decided_by = 'x', decided = 1, payload = '{}'"), decided),
        (decide("decided_by = 'x', decided = 1, requester = 'y'"), decided),
        ("UPDATE pending_change SET expires = 9e15", decided),
        ("DELETE FROM pending_change", "the record of a request is kept"),
        ("REPLACE INTO pending_change SELECT * FROM pending_change", "a change is asked for by an act on the ledger"),
        ("UPDATE setting SET value = 'off' WHERE name = 'retention-approval'", twoPeople),
        ("DELETE FROM setting", twoPeople), ("REPLACE INTO setting VALUES ('retention-approval', 'off', 1)", twoPeople),
        ("UPDATE setting SET name = 'x' WHERE name = 'retention-approval'", twoPeople),
        ("UPDATE OR REPLACE setting SET name = 'retention-approval' WHERE name = 'organization'", twoPeople),
      ]
      let before = try shell.dump()
      for (sql, refusal) in attacks {
        let said = try shell.run("BEGIN; \(sql); COMMIT;")
        #expect(said.contains("holdfast: \(refusal)"), "\(sql) was answered: \(said)")
      }
      #expect(try shell.dump() == before)
    }
  }
}
