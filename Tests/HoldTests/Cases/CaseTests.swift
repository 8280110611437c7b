internal import Archive
internal import Hold
internal import Testing

@Suite("a case")
struct CaseTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("51: that is closed lets go of what it held after the delay, and of nothing else's")
  func closing() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann", "ben"], in: "Matter")
      try world.hold("ben")
      try world.onCase("Matter") { try $0.close($1) }
      let (ann, ben) = (try world.item("1", of: "ann"), try world.item("1", of: "ben"))
      #expect(try world.purge(ann)[0].reasons.map(\.kind) == [.delayHold])
      #expect(try world.purge(ben)[0].reasons.map(\.kind) == [.litigationHold, .delayHold])
      let later = "2024-07-01T12:00:00Z"
      #expect(try world.purge(ann, at: later)[0].isPurged)
      #expect(try world.purge(ben, at: later)[0].reasons.map(\.kind) == [.litigationHold])
    }
  }

  @Test("that is closed takes no new hold or custodian, and is closed once")
  func closedRefuses() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.onCase("Matter") { try $0.close($1) }
      let said = "the case 'Matter' is closed; reopen it with 'holdfast case reopen' first"
      #expect(refusal { try world.hold(["ann"], in: "Matter") } == said)
      #expect(
        refusal { try world.onCase("Matter") { try Custodian.add([HoldWorld.email("ann")], to: $0, hold: true, $1) } }
          == said)
      #expect(refusal { try world.onCase("Matter") { try $0.close($1) } } == said)
    }
  }

  @Test("52: that is reopened leaves its holds off until they are placed again")
  func reopening() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      #expect(refusal { try world.onCase("Matter") { try $0.reopen($1) } } == "the case 'Matter' is not closed")
      try world.onCase("Matter") { try $0.close($1) }
      try world.onCase("Matter") { try $0.reopen($1) }
      let item = try world.item("1")
      #expect(try world.verdict(item) == .free)
      try world.hold(["ann"], in: "Matter", name: "again")
      #expect(try world.verdict(item) == .keep)
    }
  }

  @Test("53: with a hold left, though it is off, is not deleted")
  func deleting() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      try world.onCase("Matter") { try $0.close($1) }
      #expect(
        refusal { try world.onCase("Matter") { try $0.delete($1) } }
          == "the case 'Matter' still has the hold 'hold', on or off; release what is on with 'holdfast hold release', "
          + "delete what is off with 'holdfast hold delete'")
      try world.onCase("Matter") { _ = try HoldPlacement.delete("hold", in: $0, $1) }
      try world.onCase("Matter") { try $0.delete($1) }
      #expect(
        refusal { try world.onCase("Matter") { try $0.reopen($1) } }
          == "there is no case 'Matter'; see 'holdfast case list'")
      #expect(refusal { try world.legalCase("matter") } == "there is, or was, a case 'matter'; choose another name")
    }
  }

  @Test("that was deleted leaves the delay hold of its holds in force")
  func deletedCaseStillDelays() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      try world.onCase("Matter") { _ = try HoldPlacement.release("hold", in: $0, $1) }
      try world.onCase("Matter") { try $0.delete($1) }
      #expect(try world.verdict(world.item("1")) == .keep)
      #expect(try world.verdict(world.item("1"), at: "2024-07-01T12:00:00Z") == .free)
    }
  }

  @Test("has a name a person can read")
  func names() async throws {
    try await HoldWorld.with { world in
      let said = "a case's name has 1 to 200 characters and no control characters"
      for name in ["", "   ", "a\nb", "a\u{0}", String(repeating: "x", count: 201)] {
        #expect(refusal { try world.legalCase(name) } == said)
      }
      try world.legalCase(String(repeating: "é", count: 200))
    }
  }
}
