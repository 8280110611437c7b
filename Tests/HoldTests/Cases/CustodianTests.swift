internal import Archive
internal import Hold
internal import Testing

@Suite("a custodian of a case")
struct CustodianTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  private func add(_ people: [String], hold: Bool, _ world: HoldWorld) throws {
    try world.onCase("Matter") { try Custodian.add(people.map(HoldWorld.email), to: $0, hold: hold, $1) }
  }

  private func release(_ person: String, _ world: HoldWorld) throws {
    try world.onCase("Matter") { try Custodian.release(HoldWorld.email(person), from: $0, $1) }
  }

  /// `ann active held` for each.
  private func custodians(_ world: HoldWorld) throws -> [String] {
    try world.onCase("Matter") { legalCase, act in
      try Custodian.all(of: legalCase, act.db).map {
        "\($0.mailbox.displayName) \($0.status.rawValue)\($0.isHeld ? " held" : "")"
      }
    }
  }

  @Test("is held on request, once however often it is added, and let go of after the delay")
  func life() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.legalCase("Matter")
      try add(["ann", "ann"], hold: true, world)
      try add(["ann"], hold: true, world)
      try add(["ben"], hold: false, world)
      #expect(try custodians(world) == ["Ann active held", "Ben active"])
      #expect(try world.count("hold_location") == 1)
      let (ann, ben) = (try world.item("1", of: "ann"), try world.item("1", of: "ben"))
      #expect(try world.purge(ann)[0].reasons.map(\.name) == ["Custodian hold"])
      #expect(try world.verdict(ben) == .free)
      try release("ann", world)
      #expect(try custodians(world) == ["Ann released", "Ben active"])
      #expect(try world.purge(ann)[0].reasons.map(\.kind) == [.delayHold])
      // Somebody wanted it purged, so that it lay in Recoverable Items all the while.
      #expect(try world.verdict(ann, at: "2024-07-01T11:59:59Z") == .keep)
      #expect(try world.verdict(ann, at: "2024-07-01T12:00:00Z") == .expired)
      #expect(
        refusal { try release("ann", world) } == "'ann@corp.example' is not an active custodian of the case 'Matter'")
    }
  }

  @Test("who is taken up again is not held until that is asked for")
  func addedAgain() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try add(["ann"], hold: true, world)
      try release("ann", world)
      try add(["ann"], hold: false, world)
      #expect(try custodians(world) == ["Ann active"])
      #expect(try world.verdict(world.item("1")) == .free)
      try add(["ann"], hold: true, world)
      #expect(try custodians(world) == ["Ann active held"])
      #expect(try world.verdict(world.item("1")) == .keep)
    }
  }

  @Test("who was released comes back to the case by being taken up again, and nobody else does")
  func reactivated() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try add(["ann"], hold: true, world)
      func reactivate(_ person: String) throws {
        try world.onCase("Matter") { try Custodian.reactivate(HoldWorld.email(person), in: $0, $1) }
      }
      #expect(
        refusal { try reactivate("ann") } == "'ann@corp.example' is not a released custodian of the case 'Matter'")
      #expect(
        refusal { try reactivate("ben") } == "'ben@corp.example' is not a released custodian of the case 'Matter'")
      try release("ann", world)
      let released = try world.onCase("Matter") { try Custodian.all(of: $0, $1.db)[0] }
      #expect(released.changed == (try moment(HoldWorld.noon)))
      #expect(released.delayedUntil == (try moment("2024-07-01T12:00:00Z")))
      try reactivate("ann")
      #expect(try custodians(world) == ["Ann active"])
    }
  }

  @Test("56: who never had a notice is released from the hold all the same, and other cases are not touched")
  func silentHold() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.legalCase("Other")
      try world.onCase("Other") { try Custodian.add([HoldWorld.email("ann")], to: $0, hold: true, $1) }
      try add(["ann"], hold: true, world)
      try release("ann", world)
      #expect(try custodians(world) == ["Ann released"])
      let kept = try world.explained(world.item("1")).considered.filter(\.applies)
      #expect(
        kept.map(\.why) == [
          "held for the case \"Other\" since 1 June 2024, without end: everything in the mailbox"
        ])
    }
  }

  @Test("who is released leaves the holds of other cases as they are")
  func otherCases() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.legalCase("Other")
      try world.hold(["ann"], in: "Other")
      try world.hold(["ann", "ben"], in: "Matter", query: "special")
      try add(["ann"], hold: true, world)
      #expect(try world.purge(world.item("1"))[0].reasons.count == 3)
      try release("ann", world)
      #expect(try world.purge(world.item("1"))[0].reasons.map(\.name) == ["hold"])
      // The hold by query goes on for the mailbox that was not released.
      let locations = try world.archive.read { db in
        try HoldRecord.all(db).flatMap { try $0.locations(db) }.filter { $0.releasedAt == nil }.map(\.mailbox)
      }
      #expect(locations == [try world.mailbox("ann"), try world.mailbox("ben")])
    }
  }

  @Test("is never held by a query: nobody else's hold can take the name of the custodians' hold")
  func reservedName() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "lunch")], on: Self.day)
      try world.legalCase("Matter")
      #expect(
        refusal { try world.hold(["ben"], in: "Matter", name: "Custodian hold", query: "merger") }
          == "'Custodian hold' is the hold that 'holdfast case custodian add --hold' places; choose another name")
      try add(["ann"], hold: true, world)
      #expect(try world.verdict(world.item("1")) == .keep)
    }
  }

  @Test("who left the company can be added, someone the directory never had can't")
  func leavers() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.archive.perform(.mailboxRemoved, by: world.session()) {
        try MailboxRemoval.run(HoldWorld.email("cat"), $0)
      }
      try add(["cat"], hold: true, world)
      #expect(try custodians(world) == ["Cat active held"])
      #expect(
        refusal { try add(["ann", "zoe"], hold: true, world) }
          == "there is no mailbox 'zoe@corp.example'; see 'holdfast directory list'")
      #expect(try custodians(world) == ["Cat active held"])
    }
  }
}
