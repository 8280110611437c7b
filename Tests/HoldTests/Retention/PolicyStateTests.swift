internal import Archive
internal import Hold
internal import Testing

@Suite("a retention policy that is switched off")
struct PolicyStateTests {
  static let sent = "2024-02-01T09:00:00Z"

  @Test("goes on holding what it retained for the delay, then lets the others decide, and keeps again once it is on")
  func retaining() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: "2024-02-01")
      try world.policy("keep", .retain, nil)
      try world.policy("go", .delete, days: 10)
      try world.edit("keep", .disable)
      #expect(try world.reasons("1") == ["delayHold keep"])
      #expect(try world.explained(world.item("1")).considered.map(\.why).contains("the policy is switched off"))
      #expect(try world.verdict(world.item("1"), at: "2024-07-01T12:00:00Z") == .expired)
      #expect(refusal { try world.edit("keep", .disable) } == "'keep' is off already")
      try world.edit("keep", .enable)
      #expect(try world.reasons("1") == ["policy keep"])
      #expect(refusal { try world.edit("keep", .enable) } == "'keep' is on already")
    }
  }

  @Test("and only deleted, leaves nothing behind")
  func deleting() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: "2024-02-01")
      try world.policy("go", .delete, days: 10)
      try world.edit("go", .disable)
      #expect(try world.verdict(world.item("1")) == .free)
      #expect(try world.sweep().removed == 0)
      try world.edit("go", .enable)
      #expect(try world.sweep().removed == 1)
    }
  }

  @Test("and then removed or narrowed, still holds what it held until the last delay is over")
  func thenRemoved() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: "2024-02-01")
      try world.policy("keep", .retain, nil, for: .mailboxes([HoldWorld.email("ann"), HoldWorld.email("ben")]))
      try world.edit("keep", .disable, at: "2024-06-01T12:00:00Z")
      try world.edit("keep", .places(add: [], remove: [HoldWorld.email("ann")]), at: "2024-06-11T12:00:00Z")
      #expect(try world.verdict(world.item("1"), at: "2024-07-11T11:59:59Z") == .keep)
      #expect(try world.verdict(world.item("1"), at: "2024-07-11T12:00:00Z") == .free)
      try world.edit("keep", .remove, at: "2024-06-21T12:00:00Z")
      #expect(try world.verdict(world.item("1"), at: "2024-07-11T11:59:59Z") == .keep)
      #expect(try world.verdict(world.item("1"), at: "2024-07-11T12:00:00Z") == .free)
    }
  }
}
