internal import Archive
internal import Hold
internal import Testing

@Suite("a retention policy's dates, through the gate")
struct PolicyDatesTests {
  /// One text of Ann's, and from when each act lets it go.
  private func expect(
    sent: String, _ period: Period, in zone: String = "UTC", keptUntil end: String
  ) async throws {
    try await HoldWorld.with { world in
      try world.setTimeZone(zone)
      try await world.deliver([.init(id: "1", sent: sent)], on: "2024-06-01")
      try world.policy("keep", .retainThenDelete, period)
      let item = try world.item("1")
      let last = try moment(end).adding(microseconds: -1).description
      let reasons = try world.purge(item, at: last)[0].reasons
      #expect(reasons.map(\.until) == [try moment(end)], "\(sent) \(period) \(zone)")
      #expect(try world.sweep(at: last).removed == 0)
      #expect(try world.rehearse(at: last).wouldRemove == 0)
      #expect(try world.rehearse(at: end).wouldRemove == 1)
      #expect(try world.sweep(at: end).removed == 1)
    }
  }

  @Test("are days, months and years of the calendar, 29 February included")
  func calendar() async throws {
    try await expect(sent: "2024-02-29T08:00:00Z", Period(1, .years), keptUntil: "2025-03-01T08:00:00Z")
    try await expect(sent: "2024-02-29T08:00:00Z", Period(4, .years), keptUntil: "2028-02-29T08:00:00Z")
    try await expect(sent: "2024-01-31T08:00:00Z", Period(1, .months), keptUntil: "2024-03-01T08:00:00Z")
    try await expect(sent: "2024-02-29T08:00:00Z", Period(365, .days), keptUntil: "2025-02-28T08:00:00Z")
  }

  @Test("are those of the organisation's time zone, its clock changes included")
  func timeZone() async throws {
    // 23:30 on 29 February in London is 1 March in Berlin.
    try await expect(
      sent: "2024-02-29T23:30:00Z", Period(1, .years), in: "Europe/Berlin", keptUntil: "2025-02-28T23:30:00Z")
    try await expect(
      sent: "2024-03-30T01:30:00Z", Period(1, .days), in: "Europe/London", keptUntil: "2024-03-31T01:30:00Z")
    try await expect(
      sent: "2024-10-26T00:30:00Z", Period(1, .days), in: "Europe/London", keptUntil: "2024-10-27T01:30:00Z")
  }

  /// One of the market leader's worked cases, for an item of Ann's.
  struct Worked: Sendable {
    struct Rule: Sendable {
      var person: String?
      var action: Retention.Action
      var years: Int
    }

    var number: Int
    var rules: [Rule]
    var sent = "2024-01-02"
    var on: String
    var verdict: Verdict
    /// Until when it is kept, or from when it is deleted.
    var end: String?
  }

  static let worked: [Worked] = [
    Worked(
      number: 59, rules: [.init(action: .retain, years: 5), .init(action: .retain, years: 10)], on: "2030-01-01",
      verdict: .keep, end: "2034-01-02"),
    Worked(
      number: 61, rules: [.init(action: .delete, years: 10), .init(person: "ann", action: .delete, years: 5)],
      on: "2029-01-02", verdict: .expired, end: "2029-01-02"),
    Worked(
      number: 62, rules: [.init(action: .delete, years: 5), .init(person: "ann", action: .delete, years: 10)],
      on: "2033-12-31", verdict: .free, end: "2034-01-02"),
    Worked(
      number: 63,
      rules: [.init(person: "ann", action: .delete, years: 10), .init(person: "ann", action: .delete, years: 7)],
      on: "2031-01-02", verdict: .expired, end: "2031-01-02"),
    Worked(number: 67, rules: [.init(action: .retain, years: 1)], on: "2026-01-02", verdict: .free),
    Worked(
      number: 68, rules: [.init(action: .retainThenDelete, years: 7)], sent: "2018-01-02", on: "2024-01-02",
      verdict: .keep, end: "2025-01-02"),
  ]

  @Test(
    "59: the longest keeping wins; 61 to 63: chosen mailboxes before everyone, then the shortest; 67, 68",
    arguments: worked)
  func cases(_ worked: Worked) async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: "\(worked.sent)T00:00:00Z")], on: "2024-01-02")
      for (index, rule) in worked.rules.enumerated() {
        try world.policy(
          "\(index)", rule.action, try Period(rule.years, .years),
          for: rule.person.map { .mailboxes([HoldWorld.email($0)]) } ?? .all(excluding: []), at: "2024-01-03")
      }
      let item = try world.item("1")
      let decision = try world.explained(item, at: worked.on)
      #expect(decision.verdict == worked.verdict, "case \(worked.number)")
      let told = worked.verdict == .keep ? decision.keptUntil : decision.deleteAt
      #expect(try told == worked.end.map { try moment($0) }, "case \(worked.number)")
      let removed = try world.sweep(at: worked.on).removed
      #expect(removed == (worked.verdict == .expired ? 1 : 0), "case \(worked.number)")
      guard worked.verdict != .expired else { return }
      #expect(try world.purge(item, at: worked.on)[0].isPurged == (worked.verdict == .free), "case \(worked.number)")
    }
  }
}
