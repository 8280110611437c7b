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

  @Test(
    "59: the longest keeping wins; 61 to 63: chosen mailboxes before everyone, then the shortest; 67, 68",
    arguments: [
      ("59", [("all", "retain", 5), ("all", "retain", 10)], "2024-01-02", "2030-01-01", "keep", "2034-01-02"),
      ("61", [("all", "delete", 10), ("ann", "delete", 5)], "2024-01-02", "2029-01-02", "expired", "2029-01-02"),
      ("62", [("all", "delete", 5), ("ann", "delete", 10)], "2024-01-02", "2033-12-31", "free", "2034-01-02"),
      ("63", [("ann", "delete", 10), ("ann", "delete", 7)], "2024-01-02", "2031-01-02", "expired", "2031-01-02"),
      ("67", [("all", "retain", 1)], "2024-01-02", "2026-01-02", "free", ""),
      ("68", [("all", "retain-then-delete", 7)], "2018-01-02", "2024-01-02", "keep", "2025-01-02"),
    ])
  func cases(
    number: String, policies: [(String, String, Int)], sent: String, on: String, verdict: String, end: String
  ) async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: "\(sent)T00:00:00Z")], on: "2024-01-02")
      for (index, (whom, action, years)) in policies.enumerated() {
        let action = try #require(Retention.Action(rawValue: action))
        try world.policy(
          "\(index)", action, try Period(years, .years),
          for: whom == "all" ? .all(excluding: []) : .mailboxes([HoldWorld.email(whom)]), at: "2024-01-03")
      }
      let item = try world.item("1")
      let decision = try world.explained(item, at: on)
      #expect(decision.verdict.rawValue == verdict, "case \(number)")
      let told = verdict == "keep" ? decision.keptUntil : decision.deleteAt
      #expect(try told == (end.isEmpty ? nil : moment(end)), "case \(number)")
      #expect(try world.sweep(at: on).removed == (verdict == "expired" ? 1 : 0), "case \(number)")
      guard verdict != "expired" else { return }
      #expect(try world.purge(item, at: on)[0].isPurged == (verdict == "free"), "case \(number)")
    }
  }
}
