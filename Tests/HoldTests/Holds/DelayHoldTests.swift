internal import Archive
internal import Hold
internal import Testing

@Suite("the delay after a release")
struct DelayHoldTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("48: keeps a mailbox for 30 days, then what was held is free")
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
        try world.explained(item).considered.filter { $0.kind != .recoverableItems }.map(\.why) == [
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

  @Test("is listed with what it follows and until when, a policy's too")
  func listed() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(["ann", "ben"], in: "Matter", query: "merger")
      try world.hold("ann")
      #expect(try world.delays() == [])
      try world.release("ann", at: "2024-06-01T12:00:00Z")
      try world.release(hold: "hold", of: "Matter", at: "2024-06-05T12:00:00Z")
      try world.policy("keep", .retain, days: 10, for: .mailboxes([HoldWorld.email("cat")]))
      try world.archive.perform(.retentionPolicyRemoved, by: world.session("2024-06-06T12:00:00Z")) {
        try PolicyChange.remove("keep", $0)
      }
      #expect(
        try world.delays(at: "2024-06-10T12:00:00Z") == [
          "Ann after hold until 2024-07-05T12:00:00Z", "Ann after litigation hold until 2024-07-01T12:00:00Z",
          "Ben after hold until 2024-07-05T12:00:00Z", "Cat after keep until 2024-07-06T12:00:00Z",
        ])
      #expect(try world.delays(at: "2024-07-05T12:00:00Z") == ["Cat after keep until 2024-07-06T12:00:00Z"])
    }
  }

  @Test("ends early for a reason, in the decision and in the database's own guard, and only what was released by then")
  func endedEarly() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent), .init(id: "2", sent: Self.sent, from: "ben")], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann", "ben"], in: "Matter")
      try world.release(hold: "hold", of: "Matter")
      #expect(
        refusal { try world.endDelay("ann", because: " ") }
          == "say why the delay ends early, in 1 to 2000 characters and no control characters")
      #expect(
        refusal { try world.endDelay("cat") }
          == "no hold has left a delay on 'cat@corp.example'; see 'holdfast hold delay list'")
      #expect(try world.endDelay("ann", because: "settled out of court", at: "2024-06-02T12:00:00Z") == ["hold"])
      let entry = try world.archive.read { try LedgerReader.entries(action: "DelayHoldEnded", $0) }.entries.last
      #expect(entry?.details["reason"] == "settled out of court")
      let (ann, ben) = (try world.item("1"), try world.item("2", of: "ben"))
      #expect(
        try world.explained(ann, at: "2024-06-02T12:00:00Z").considered.map(\.why).last
          == "\"hold\" ended on 1 June 2024; the delay hold after it ended on 2 June 2024")
      #expect(try world.verdict(ann, at: "2024-06-02T11:59:59Z") == .keep)
      #expect(try world.purge(ann, at: "2024-06-02T12:00:00Z")[0].isPurged)
      #expect(try world.purge(ben, at: "2024-06-02T12:00:00Z")[0].reasons.map(\.kind) == [.delayHold])
      // What is held and released afterwards has its own delay.
      try world.hold("ann", at: "2024-06-03T12:00:00Z")
      try world.release("ann", at: "2024-06-04T12:00:00Z")
      #expect(
        try world.delays(at: "2024-06-05T12:00:00Z") == [
          "Ann after litigation hold until 2024-07-04T12:00:00Z", "Ben after hold until 2024-07-01T12:00:00Z",
        ])
    }
  }

  @Test("that a removed policy left is not ended by who may release holds")
  func policysDelay() async throws {
    try await HoldWorld.with { world in
      try world.policy("keep", .retain, days: 10)
      try world.archive.perform(.retentionPolicyRemoved, by: world.session()) { try PolicyChange.remove("keep", $0) }
      #expect(
        refusal { try world.endDelay("ann") }
          == "no hold has left a delay on 'ann@corp.example'; see 'holdfast hold delay list'")
      try world.hold("ann")
      try world.release("ann")
      #expect(try world.endDelay("ann") == ["litigation hold"])
      #expect(try world.delays().contains("Ann after keep until 2024-07-01T12:00:00Z"))
    }
  }

  @Test("is ended early by an eDiscovery Administrator, and by nobody who only manages cases")
  func whoEnds() {
    #expect(Action.delayHoldEnded.allowed == [.eDiscoveryAdministrator])
  }
}
