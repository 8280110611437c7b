internal import Archive
internal import Hold
internal import Testing

@Suite("a hold that is there")
struct HoldApplyTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("takes in another mailbox at once, with what is in it and what arrives later")
  func anotherMailbox() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, from: "ben")], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      #expect(try world.verdict(world.item("1", of: "ben")) == .free)
      #expect(try world.apply(hold: "hold", of: "Matter", to: ["ben", "ann", "ben"]) == ["Ben"])
      try await world.deliver([.init(id: "2", sent: "2024-02-02T09:00:00Z", from: "ben")], on: "2024-02-02")
      #expect(try world.verdict(world.item("1", of: "ben")) == .keep)
      #expect(try world.verdict(world.item("2", of: "ben")) == .keep)
      #expect(
        refusal { try world.apply(hold: "hold", of: "Matter", to: ["ben"]) }
          == "the hold 'hold' covers what you named already")
    }
  }

  @Test("lets one mailbox go and stays on the others")
  func releaseOne() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann", "ben"], in: "Matter")
      #expect(
        refusal { try world.release(hold: "hold", of: "Matter", from: ["ann", "cat"]) }
          == "the hold 'hold' does not cover 'cat@corp.example'")
      try world.release(hold: "hold", of: "Matter", from: ["ann"])
      #expect(try world.purge(world.item("1", of: "ann"))[0].reasons.map(\.kind) == [.delayHold])
      #expect(try world.purge(world.item("1", of: "ben"))[0].reasons.map(\.kind) == [.caseHold])
    }
  }

  @Test("52: and went off when its case was closed goes back where it was when it is applied, and not before")
  func backAgain() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann", "ben", "cat"], in: "Matter")
      try world.release(hold: "hold", of: "Matter", from: ["cat"])
      try world.onCase("Matter") { try $0.close($1) }
      #expect(
        refusal { try world.apply(hold: "hold", of: "Matter") }
          == "the case 'Matter' is closed; reopen it with 'holdfast case reopen' first")
      try world.onCase("Matter") { try $0.reopen($1) }
      #expect(try world.verdict(world.item("1", of: "ann")) == .free)
      // Cat had been let go before.
      #expect(try world.apply(hold: "hold", of: "Matter") == ["Ann", "Ben"])
      #expect(try world.verdict(world.item("1", of: "ann")) == .keep)
      #expect(
        refusal { try world.apply(hold: "hold", of: "Matter") }
          == "the hold 'hold' has no mailbox to go back to; name one with --mailbox")
    }
  }

  @Test("does not go back to a custodian whom the case has released since")
  func notToTheReleased() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.onCase("Matter") {
        try Custodian.add(["ann", "ben"].map(HoldWorld.email), to: $0, hold: true, $1)
      }
      try world.onCase("Matter") { try $0.close($1) }
      try world.onCase("Matter") { try Custodian.release(HoldWorld.email("ann"), from: $0, $1) }
      try world.onCase("Matter") { try $0.reopen($1) }
      #expect(try world.apply(hold: "Custodian hold", of: "Matter") == ["Ben"])
    }
  }

  @Test("53: is deleted from its case when it is off, which the ledger knows, and its delay goes on")
  func deleting() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      #expect(
        refusal { try world.delete(hold: "hold", of: "Matter") }
          == "the hold 'hold' is on; release it with 'holdfast hold release', which deletes it too")
      try world.release(hold: "hold", of: "Matter", from: ["ann"])
      #expect(refusal { try world.onCase("Matter") { try $0.delete($1) } } != nil)
      try world.archive.perform(.holdRemoved, on: "Matter", by: world.session()) { act in
        _ = try HoldPlacement.delete(
          "hold", in: LegalCase.require("Matter", for: HoldWorld.user, act.db), act)
      }
      let entry = try world.archive.read { try LedgerReader.entries(action: "HoldRemoved", $0) }.entries.last
      #expect(entry?.details["hold"] == "hold")
      try world.onCase("Matter") { try $0.delete($1) }
      #expect(try world.purge(world.item("1"))[0].reasons.map(\.kind) == [.delayHold])
    }
  }

  @Test("54: covers the mailboxes that were named, and none that come later")
  func laterMembers() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(HoldWorld.people, in: "Matter")
      try world.directoryNames("dan")
      let covered = try world.archive.read { db in try HoldRecord.all(db)[0].covered(db) }
      #expect(covered == Set(try HoldWorld.people.map(world.mailbox)))
    }
  }

  @Test("may be on more mailboxes than the market leader's thousand")
  func manyMailboxes() async throws {
    try await HoldWorld.with { world in
      let lines = (0..<1_500).map { "p\($0)@corp.example,P\($0),,\n" }.joined()
      try world.archive.perform(.directoryImported, by: world.session()) { act in
        _ = try DirectoryImport.run(Array("Email,DisplayName,MobileNumber,Department\n\(lines)".utf8), act)
      }
      try world.legalCase("Matter")
      try world.onCase("Matter") { legalCase, act in
        _ = try HoldPlacement.place(
          "all", on: (0..<1_500).map { "p\($0)@corp.example" }, in: legalCase, query: nil, days: nil, act)
      }
      #expect(try world.count("hold_location") == 1_500)
    }
  }
}
