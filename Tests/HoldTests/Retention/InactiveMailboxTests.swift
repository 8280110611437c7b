internal import Archive
internal import GRDB
internal import Hold
internal import Testing

@Suite("the mailbox of someone who left")
struct InactiveMailboxTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  /// What keeps it; from when it may be emptied.
  private func told(_ world: HoldWorld, _ person: String = "ann", at time: String = HoldWorld.noon) throws -> String {
    guard let report = try world.inactive(person, at: time) else { return "active" }
    let keepers = report.keptBy.map(\.kind.rawValue).joined(separator: ", ")
    return "\(keepers); \(report.purgeableFrom?.description ?? "-")"
  }

  @Test("72: that only a deleting policy covers is not kept, and is emptied 30 days later, not a second before")
  func deleteOnly() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.policy("ten years", .delete, days: 3_650)
      try world.leaves("ann", at: "2024-06-01T12:00:00Z")
      #expect(try told(world) == "; 2024-07-01T12:00:00Z")
      let item = try world.item("1")
      #expect(try world.sweep(at: "2024-07-01T11:59:59Z").removed == 0)
      #expect(try world.explained(item, at: "2024-06-15").deleteAt == (try moment("2024-07-01T12:00:00Z")))
      let swept = try world.sweep(at: "2024-07-01T12:00:00Z")
      #expect(swept.byPolicy == ["inactive mailbox": 1])
      #expect(try world.count("item") == 1, "Ben's copy stays")
      let rules = try world.archive.read { try String.fetchAll($0, sql: "SELECT rule FROM certificate") }
      #expect(rules == ["inactive mailbox"])
    }
  }

  @Test("that a hold keeps is searched and held, and is emptied 183 days after the last of it ended")
  func held() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.hold("ann")
      try world.leaves("ann")
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "absent")
      #expect(try told(world) == "litigationHold, caseHold; -")
      #expect(try world.found("special") == 1)
      #expect(try world.sweep(at: "2034-01-01").removed == 0)
      try world.release("ann", at: "2024-06-10T12:00:00Z")
      #expect(try told(world, at: "2024-06-11") == "caseHold, delayHold; -")
      #expect(
        try world.explained(world.item("1"), at: "2024-09-01").considered.map(\.why).last
          == "the mailbox is inactive since 1 June 2024, and is not emptied while a hold, a policy or a label "
          + "keeps it")
      try world.release(hold: "hold", of: "Matter", at: "2025-01-01T12:00:00Z")
      // 30 days of delay, then 183.
      #expect(try told(world, at: "2025-01-02") == "delayHold; 2025-08-02T12:00:00Z")
      #expect(try told(world, at: "2025-03-01") == "; 2025-08-02T12:00:00Z")
      #expect(
        try world.explained(world.item("1"), at: "2025-03-01").considered.map(\.why).last
          == "the mailbox is inactive since 1 June 2024 and nothing keeps it without end: from 2 August 2025 on a sweep "
          + "empties it")
      #expect(try world.sweep(at: "2025-08-02T11:59:59Z").removed == 0)
      #expect(try world.rehearse(at: "2025-08-02T12:00:00Z").byPolicy == ["inactive mailbox": 1])
      #expect(try world.sweep(at: "2025-08-02T12:00:00Z").removed == 1)
    }
  }

  @Test("is kept by a policy that retains as long as that stands, and 183 days on")
  func retained() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.setDelay(days: 0)
      try world.policy("a year", .retain, days: 365)
      try world.leaves("ann")
      #expect(try told(world, at: "2034-01-01") == "policy; -")
      #expect(try world.sweep(at: "2034-01-01").removed == 0)
      try world.archive.perform(.retentionPolicyRemoved, by: world.session("2034-01-01T00:00:00Z")) {
        try PolicyChange.remove("a year", $0)
      }
      #expect(try told(world, at: "2034-01-02") == "; 2034-07-03T00:00:00Z")
    }
  }

  @Test("is reached by no policy made later, whether it keeps or deletes")
  func noNewPolicies() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.hold("ann", days: 3_650)
      try world.leaves("ann")
      try world.policy("a day", .delete, days: 1)
      try world.policy("for ever", .retain, days: nil, for: .mailboxes([HoldWorld.email("ann")]))
      #expect(try told(world) == "litigationHold; -")
      #expect(
        try world.explained(world.item("1")).considered.filter { $0.kind == .policy }.map(\.why) == [
          "the mailbox was inactive before the policy was made, and no new policy reaches it",
          "the mailbox was inactive before the policy was made, and no new policy reaches it",
        ])
      #expect(try world.verdict(world.item("1", of: "ben")) == .expired)
      // Who comes back has every policy again.
      try world.directoryNames("ann")
      #expect(try told(world) == "active")
      #expect(try world.explained(world.item("1")).blocking.map(\.name) == ["litigation hold", "for ever"])
    }
  }

  @Test("that is active again is not emptied, and leaving again begins anew")
  func back() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.leaves("ann")
      try world.directoryNames("ann", at: "2024-06-20T12:00:00Z")
      #expect(try world.sweep(at: "2024-07-20T12:00:00Z").removed == 0)
      try world.leaves("ann", at: "2024-08-01T12:00:00Z")
      #expect(try told(world, at: "2024-08-02") == "; 2024-08-31T12:00:00Z")
      #expect(try world.sweep(at: "2024-08-31T11:59:59Z").removed == 0)
      #expect(try world.sweep(at: "2024-08-31T12:00:00Z").removed == 1)
    }
  }

  @Test("stays whole while a label keeps one item in it, and is emptied 183 days after the last of them let go")
  func labelled() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, to: ["ben"]), .init(id: "2", sent: Self.sent)], on: Self.day)
      try world.label("a year", .retain, years(1))
      try world.label("half", .retainThenDelete, Period(500, .days))
      try world.apply("a year", to: world.item("1"))
      try world.apply("half", to: world.item("1", of: "ben"))
      for person in ["ann", "ben"] { try world.leaves(person) }
      #expect(try told(world) == "label; 2025-08-03T09:00:00Z")
      #expect(
        try world.explained(world.item("2"), at: "2024-09-01").considered.map(\.why).last
          == "the mailbox is inactive since 1 June 2024 and nothing keeps it without end: from 3 August 2025 on a sweep "
          + "empties it")
      #expect(try world.sweep(at: "2025-08-03T08:59:59Z").removed == 1, "Ben's labelled copy, which its label deletes")
      #expect(try told(world, at: "2025-08-03") == "; 2025-08-03T09:00:00Z")
      #expect(try world.sweep(at: "2025-08-03T09:00:00Z").removed == 2)
      // What went with its label keeps the rest as long as if it were still there.
      #expect(try told(world, "ben", at: "2025-08-03") == "; 2025-12-15T09:00:00Z")
    }
  }

  @Test(
    "stays without end for a record, a label that waits for an event, and a disposal that is not approved",
    arguments: ["record", "event", "review", "forever", "query"])
  func labelledWithoutEnd(how: String) async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent), .init(id: "2", sent: Self.sent)], on: Self.day)
      let year = try years(1)
      switch how {
      case "record": try world.label("kept", .retain, year, record: .record)
      case "event": try world.label("kept", .retain, year, start: .event, eventType: "leaving")
      case "review": try world.label("kept", .retainThenDelete, year, stages: [[HoldWorld.user]])
      default: try world.label("kept", .retain, nil)
      }
      if how == "query" {
        try world.auto("kept", "special")
      } else {
        try world.apply("kept", to: world.item("1"))
      }
      try world.leaves("ann")
      #expect(try told(world, at: "2034-01-01") == "label; -")
      #expect(
        try world.explained(world.item("2"), at: "2034-01-01").considered.map(\.why).last
          == "the mailbox is inactive since 1 June 2024, and is not emptied while a hold, a policy or a label keeps it")
      #expect(try world.sweep(at: "2034-01-01").removed == 0)
      guard how == "review" else { return }
      try world.archive.perform(.roleGranted, by: world.session()) {
        try Accounts.grant(HoldWorld.user, .recordsManagement, $0)
      }
      _ = try DispositionReview.decide(
        .approve, on: [world.item("1")], comment: "done", in: world.archive, by: world.session("2034-01-01"))
      #expect(try told(world, at: "2034-01-02") == "; 2025-08-03T09:00:00Z")
      #expect(try world.sweep(at: "2034-01-02").removed == 2)
    }
  }

  @Test("is not kept by a label that only deletes, and stays for the delay and 183 days after a label is taken off")
  func labelTakenOff() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.label("soon", .delete, years(30))
      try world.label("ever", .retain, nil)
      try world.apply("soon", to: world.item("1", of: "ben"))
      try world.apply("ever", to: world.item("1"))
      for person in ["ann", "ben"] { try world.leaves(person) }
      #expect(try told(world, "ben") == "; 2024-07-01T12:00:00Z")
      try world.apply(nil, to: world.item("1"), at: "2024-06-10T12:00:00Z")
      #expect(try told(world, at: "2024-06-11") == "label; 2025-01-09T12:00:00Z")
    }
  }

  @Test("stays while nobody can tell which labels its items carry")
  func indexBroken() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.label("soon", .delete, years(30))
      try world.leaves("ann")
      try world.archive.maintain { try $0.execute(sql: "UPDATE search_state SET value = 'x' WHERE name = 'version'") }
      #expect(try told(world, at: "2034-01-01") == "label; -")
    }
  }

  @Test("counts its days in the organisation's time zone")
  func timeZone() async throws {
    try await HoldWorld.with { world in
      try world.archive.perform(.settingChanged, by: world.session()) {
        try Setting.timeZone.change(to: "Europe/London", $0)
      }
      try world.leaves("ann", at: "2024-10-10T12:00:00Z")
      // The clock went back on 27 October.
      #expect(try told(world, at: "2024-10-11") == "; 2024-11-09T13:00:00Z")
    }
  }

  @Test("of which there is no record is never emptied, and every policy reaches it")
  func noRecord() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.archive.maintain { try $0.execute(sql: "UPDATE mailbox SET status = 'inactive' WHERE id = 1") }
      #expect(try told(world) == "; -")
      #expect(try world.sweep(at: "2090-01-01").removed == 0)
      try world.policy("a day", .delete, days: 1)
      #expect(try world.verdict(world.item("1")) == .expired)
    }
  }
}
