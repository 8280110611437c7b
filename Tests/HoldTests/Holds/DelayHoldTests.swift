internal import Archive
internal import Hold
internal import Testing

@Suite("the delay after a release")
struct DelayHoldTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("keeps a mailbox for 30 days, then what was held is free")
  func thirtyDays() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      try world.release("ann", at: "2024-06-01T12:00:00Z")
      let item = try world.item("1")
      let outcome = try world.purge(item, at: "2024-07-01T11:59:59Z")[0]
      #expect(outcome.reasons.map(\.kind) == [.delayHold])
      #expect(outcome.reasons.map { $0.until?.description } == ["2024-07-01T12:00:00Z"])
      #expect(
        try world.explained(item).considered.map(\.why) == [
          "litigation hold placed on 1 June 2024 was released on 1 June 2024",
          "\"litigation hold\" ended on 1 June 2024; everything in the mailbox stays held until 1 July 2024",
        ])
      #expect(try world.purge(item, at: "2024-07-01T12:00:00Z")[0].isPurged)
    }
  }

  @Test("of 0 days, in a sandbox, is none")
  func noDelay() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      try world.release("ann")
      #expect(try world.purge(world.item("1"))[0].isPurged)
    }
  }

  @Test("is what the setting was at the release; changing the setting shortens none that runs")
  func settingAtRelease() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      try world.release("ann")
      try world.setDelay(days: 0)
      #expect(try world.verdict(world.item("1"), at: "2024-06-20T00:00:00Z") == .keep)
    }
  }

  @Test("follows a hold by a query for the whole mailbox")
  func queryHold() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "lunch")], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      let item = try world.item("1")
      #expect(try world.verdict(item) == .free)
      try world.onCase("Matter") { _ = try HoldPlacement.release("hold", in: $0, $1) }
      #expect(try world.verdict(item) == .keep)
      #expect(try world.verdict(item, at: "2024-07-01T12:00:00Z") == .free)
    }
  }

  @Test("keeps nothing longer than a new hold does, and a new hold ends when its own delay does")
  func heldAgain() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      try world.release("ann", at: "2024-06-01T12:00:00Z")
      try world.hold("ann", at: "2024-06-10T12:00:00Z")
      #expect(try world.verdict(world.item("1"), at: "2024-08-01T12:00:00Z") == .keep)
      try world.release("ann", at: "2024-08-01T12:00:00Z")
      #expect(try world.verdict(world.item("1"), at: "2024-08-31T11:59:59Z") == .keep)
      #expect(try world.verdict(world.item("1"), at: "2024-08-31T12:00:00Z") == .free)
    }
  }
}
