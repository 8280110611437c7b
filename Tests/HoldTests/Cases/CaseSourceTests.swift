internal import Archive
internal import Hold
internal import Testing

@Suite("a non-custodial mailbox of a case")
struct CaseSourceTests {
  static let sent = "2024-02-01T09:00:00Z"

  private func add(_ people: [String], hold: Bool, as role: CaseMailbox.Role = .source, _ world: HoldWorld) throws {
    try world.onCase("Matter") { try CaseMailbox.add(people.map(HoldWorld.email), to: $0, as: role, hold: hold, $1) }
  }

  /// `Ann active: Non-custodial hold` for each.
  private func sources(_ world: HoldWorld) throws -> [String] {
    try world.onCase("Matter") { legalCase, act in
      try CaseMailbox.all(of: legalCase, as: .source, act.db).map {
        "\($0.mailbox.displayName) \($0.status.rawValue): \($0.holds.joined(separator: ", "))"
      }
    }
  }

  @Test("shares one hold of the case with the others, and stays listed when it is released from it")
  func oneHold() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, to: ["ben"])], on: "2024-02-01")
      try world.legalCase("Matter")
      try add(["ann", "ben"], hold: true, world)
      #expect(try sources(world) == ["Ann active: Non-custodial hold", "Ben active: Non-custodial hold"])
      #expect(try world.count("hold") == 1)
      try world.onCase("Matter") { try CaseMailbox.release(HoldWorld.email("ann"), from: $0, as: .source, $1) }
      #expect(try sources(world) == ["Ann released: ", "Ben active: Non-custodial hold"])
      #expect(try world.purge(world.item("1", of: "ann"))[0].reasons.map(\.kind) == [.delayHold])
      #expect(try world.purge(world.item("1", of: "ben"))[0].reasons.map(\.kind) == [.caseHold])
      try world.onCase("Matter") { try CaseMailbox.reactivate(HoldWorld.email("ann"), in: $0, as: .source, $1) }
      #expect(try sources(world) == ["Ann active: ", "Ben active: Non-custodial hold"])
    }
  }

  @Test("is not a custodian of the same case, nor a custodian such a mailbox")
  func oneRole() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try add(["ann"], hold: false, world)
      try add(["ben"], hold: false, as: .custodian, world)
      #expect(
        refusal { try add(["ann"], hold: false, as: .custodian, world) }
          == "'ann@corp.example' is a non-custodial mailbox of the case 'Matter' already")
      #expect(
        refusal { try add(["ben"], hold: false, world) }
          == "'ben@corp.example' is a custodian of the case 'Matter' already")
      #expect(
        refusal {
          try world.onCase("Matter") { try CaseMailbox.release(HoldWorld.email("ben"), from: $0, as: .source, $1) }
        }
          == "'ben@corp.example' is not an active non-custodial mailbox of the case 'Matter'")
    }
  }

  @Test("comes under the shared hold by being added to the case, not by the hold's name")
  func heldByBeingAdded() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try add(["ann"], hold: true, world)
      #expect(
        refusal { try world.apply(hold: "Non-custodial hold", of: "Matter", to: ["ben"]) }
          == "'ben@corp.example' is not among those the hold 'Non-custodial hold' is for; add it with "
          + "'holdfast case source add --hold'")
      #expect(
        refusal { try world.hold(["ben"], in: "Matter", name: "Non-custodial hold", query: "merger") }
          == "'Non-custodial hold' is the hold that 'holdfast case source add --hold' places; choose another name")
    }
  }
}
