internal import Archive
internal import Hold
internal import Testing

@Suite("a retention policy")
struct PolicyTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"
  static let ann = HoldWorld.email("ann")

  @Test("that retains keeps for its days and then lets people delete; nothing goes by itself")
  func retain() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.policy("keep", .retain, days: 100)
      let item = try world.item("1")
      #expect(try world.explained(item, at: "2024-05-11T08:59:59Z").blocking.map(\.name) == ["keep"])
      #expect(try world.verdict(item, at: "2024-05-11T09:00:00Z") == .free)
      #expect(try world.sweep(at: "2030-01-01").removed == 0)
      #expect(try world.purge(item)[0].isPurged)
    }
  }

  @Test("that deletes takes an item when its days are over, and lets people delete it before")
  func delete() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent), .init(id: "2", sent: Self.sent)], on: Self.day)
      try world.policy("go", .delete, days: 100)
      let item = try world.item("1")
      #expect(try world.verdict(item, at: "2024-05-11T08:59:59Z") == .free)
      #expect(try world.verdict(item, at: "2024-05-11T09:00:00Z") == .expired)
      #expect(try world.sweep(at: "2024-05-11T08:59:59Z").removed == 0)
      #expect(try world.purge(world.item("2"), at: "2024-03-01")[0].isPurged)
      let report = try world.sweep(at: "2024-05-11T09:00:00Z")
      #expect(report.removed == 1)
      #expect(report.byPolicy == ["go": 1])
      #expect(try world.count("item") == 0)
    }
  }

  @Test("that retains and then deletes does both")
  func retainThenDelete() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.policy("both", .retainThenDelete, days: 100)
      let item = try world.item("1")
      #expect(try world.verdict(item, at: "2024-05-11T08:59:59Z") == .keep)
      #expect(try world.verdict(item, at: "2024-05-11T09:00:00Z") == .expired)
    }
  }

  @Test("counts from an item's own date, not from when it was filed or when the policy was made")
  func clock() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: "2018-06-01T12:00:00Z")], on: Self.day)
      // Seven years of a six-year-old text leave one.
      try world.policy("seven years", .retain, days: 2557)
      let reason = try #require(try world.purge(world.item("1"))[0].reasons.first)
      #expect(reason.until?.description == "2025-06-01T12:00:00Z")
    }
  }

  @Test("covers everyone, everyone but some, or those it names")
  func scopes() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben", "cat"])], on: Self.day)
      let items = try HoldWorld.people.map { try world.item("1", of: $0) }
      func kept() throws -> [Bool] { try items.map { try world.verdict($0) == .keep } }
      try world.policy("all", .retain, days: 1000)
      #expect(try kept() == [true, true, true])
      try world.setDelay(days: 0)
      try remove("all", world)
      #expect(try kept() == [false, false, false])
      try world.policy("all but one", .retain, days: 1000, for: .all(excluding: [HoldWorld.email("ben")]))
      #expect(try kept() == [true, false, true])
      try remove("all but one", world)
      try world.policy("one", .retain, days: 1000, for: .mailboxes([HoldWorld.email("ben"), "BEN@corp.example"]))
      #expect(try kept() == [false, true, false])
    }
  }

  @Test("for everyone covers who joins later; one that names mailboxes does not")
  func joiners() async throws {
    try await HoldWorld.with { world in
      try world.policy("everyone", .retain, days: 1000, for: .all(excluding: [Self.ann]), at: "2024-01-15")
      try world.archive.perform(.directoryImported, by: world.session()) { act in
        let csv = "Email,DisplayName,MobileNumber,Department\ndan@corp.example,Dan,,\n"
        _ = try DirectoryImport.run(Array(csv.utf8), act)
      }
      let line = #"""
        {"id":"1","type":"sms","direction":"outbound","sent":"2024-02-01T09:00:00Z",\#
        "from":{"email":"dan@corp.example"},"to":[{"email":"ann@corp.example"}],"body":"hi","attachments":[]}
        """#
      try await world.deliver(lines: [line], on: Self.day)
      #expect(try world.verdict(world.item("1", of: "dan")) == .keep)
      #expect(try world.verdict(world.item("1", of: "ann")) == .free)
    }
  }

  @Test("for chosen mailboxes decides before one for everyone; the soonest of equals; keeping before deleting")
  func precedence() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.policy("ten", .delete, days: 10)
      try world.policy("fifty", .delete, days: 50, for: .mailboxes([Self.ann]))
      try world.policy("forty", .delete, days: 40, for: .mailboxes([Self.ann]))
      let (ann, ben) = (try world.item("1", of: "ann"), try world.item("1", of: "ben"))
      #expect(try world.explained(ann).deleteAt?.description == "2024-03-12T09:00:00Z")
      #expect(try world.explained(ben).deleteAt?.description == "2024-02-11T09:00:00Z")
      try world.policy("keep", .retain, days: 60, for: .mailboxes([Self.ann]))
      #expect(try world.explained(ann).deleteAt?.description == "2024-04-01T09:00:00Z")
      #expect(try world.sweep(at: "2024-03-31").byPolicy == ["ten": 1])
      #expect(try world.sweep(at: "2024-04-01T09:00:00Z").byPolicy == ["forty": 1])
    }
  }

  @Test("that is removed goes on keeping for 30 days; one that only deletes ends at once")
  func removal() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.policy("keep", .retain, days: nil)
      try world.policy("go", .delete, days: 10)
      let item = try world.item("1")
      try remove("keep", world)
      #expect(try world.purge(item)[0].reasons.map { "\($0.kind.rawValue) \($0.name)" } == ["delayHold keep"])
      #expect(try world.sweep().removed == 0)
      #expect(try world.verdict(item, at: "2024-07-01T12:00:00Z") == .expired)
      try remove("go", world)
      // Nothing asks for it but that somebody wanted it purged, and its days in Recoverable Items are over.
      #expect(try world.verdict(item, at: "2024-07-01T12:00:00Z") == .expired)
      #expect(
        refusal { try remove("go", world) } == "there is no retention policy 'go'; see 'holdfast retention policy list'"
      )
      // The name is free again.
      try world.policy("go", .delete, days: 10)
    }
  }

  @Test("may change its period, and then decides by the new one at once")
  func change() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.policy("both", .retainThenDelete, days: 1000)
      let item = try world.item("1")
      func change(_ days: Int?) throws {
        try world.archive.perform(.retentionPolicyChanged, by: world.session()) {
          _ = try PolicyChange.change("both", days: days, start: nil, $0)
        }
      }
      try change(100)
      #expect(try world.verdict(item) == .expired)
      try change(2000)
      #expect(try world.verdict(item) == .keep)
      #expect(
        refusal { try change(nil) }
          == "'retain-then-delete' needs a period after which to delete; only 'retain' can be forever")
      let entries = try world.archive.read { try LedgerReader.entries(action: "RetentionPolicyChanged", $0) }.entries
      #expect(entries.map { $0.details["days"] } == [100, 2000])
      #expect(entries.map { $0.details["daysBefore"] } == [1000, 100])
    }
  }

  @Test("has terms that make one, and a name of its own")
  func refusals() async throws {
    try await HoldWorld.with { world in
      try world.policy("one", .retain, days: nil)
      #expect(refusal { try world.policy("ONE", .retain, days: 1) } == "there is a retention policy 'ONE' already")
      #expect(
        refusal { try world.policy("two", .delete, days: nil) }
          == "'delete' needs a period after which to delete; only 'retain' can be forever")
      for days in [0, -1, 36_526, .max] {
        #expect(
          refusal { try world.policy("two", .delete, days: days) }
            == "a period is 1 to 36525 days, not \(days); to keep without end, use --forever")
      }
      #expect(
        refusal { try world.policy("two", .retain, days: 1, for: .mailboxes([])) }
          == "a policy for no mailbox does nothing; give --all, --mailbox or --adaptive")
      #expect(
        refusal { try world.policy("two", .retain, days: 1, for: .mailboxes(["zoe@corp.example"])) }
          == "there is no mailbox 'zoe@corp.example'; see 'holdfast directory list'")
      #expect(
        refusal { try world.policy("", .retain, days: 1) }
          == "a policy's name has 1 to 200 characters and no control characters")
      #expect(try world.count("retention_policy") == 1)
      #expect(try world.count("retention_location") == 0)
    }
  }

  private func remove(_ name: String, _ world: HoldWorld) throws {
    try world.archive.perform(.retentionPolicyRemoved, by: world.session()) { try PolicyChange.remove(name, $0) }
  }
}
