internal import Archive
internal import Hold
internal import Testing

@Suite("A hold by dates")
struct DayRangeTests {
  private func verdict(_ facts: ItemFacts, _ from: String?, _ to: String?, zone: String = "UTC") throws
    -> Verdict
  {
    var rules = Rules(calendar: try RetentionCalendar(zone: zone))
    let days = try #require(
      try DayRange(from: from.flatMap { CivilDate($0) }, to: to.flatMap { CivilDate($0) }))
    rules.caseHolds = [
      CaseHold(
        id: 1, caseName: "Acme", name: "spring", mailboxes: [alice], placedAt: try moment("2025-01-01"),
        days: days)
    ]
    return Decision.decide(facts, rules: rules, at: try moment("2025-06-01"), matching: unanswered).verdict
  }

  @Test(
    "covers both its days whole, by the organisation's clock",
    arguments: [
      ("2024-02-29T23:59:59Z", "UTC", Verdict.free), ("2024-03-01T00:00:00Z", "UTC", .keep),
      ("2024-03-31T23:59:59Z", "UTC", .keep), ("2024-04-01T00:00:00Z", "UTC", .free),
      // In London the last day ends at 23:00 UTC, summer time having begun.
      ("2024-03-31T22:59:59Z", "Europe/London", .keep), ("2024-03-31T23:00:00Z", "Europe/London", .free),
      ("2024-03-01T04:59:59Z", "America/New_York", .free),
      ("2024-03-01T05:00:00Z", "America/New_York", .keep),
    ])
  func edges(_ date: String, _ zone: String, _ expected: Verdict) throws {
    #expect(try verdict(text(date), "2024-03-01", "2024-03-31", zone: zone) == expected)
  }

  @Test("may be open at either end")
  func openEnds() throws {
    #expect(try verdict(text("2031-01-01"), "2024-03-01", nil) == .keep)
    #expect(try verdict(text("2024-02-29"), "2024-03-01", nil) == .free)
    #expect(try verdict(text("1999-01-01"), nil, "2024-03-31") == .keep)
    #expect(try verdict(text("2024-04-01"), nil, "2024-03-31") == .free)
  }

  @Test("covers an item of which either date lies within")
  func eitherDate() throws {
    var facts = try text("2024-03-15")
    facts.sent = try moment("2024-05-01")
    #expect(try verdict(facts, "2024-03-01", "2024-03-31") == .keep)
    (facts.sent, facts.received) = (facts.received, facts.sent)
    #expect(try verdict(facts, "2024-03-01", "2024-03-31") == .keep)
    facts.sent = nil
    #expect(try verdict(facts, "2024-03-01", "2024-03-31") == .free)
  }

  @Test("is refused where it would hold nothing")
  func backwards() throws {
    let (early, late) = (CivilDate("2024-03-01"), CivilDate("2024-03-31"))
    let error = #expect(throws: InputError.self) { try DayRange(from: late, to: early) }
    #expect(error?.description == "a hold from 2024-03-31 to 2024-03-01 would hold nothing; swap the dates")
    #expect(error?.code == "hold.dates")
    #expect(try DayRange(from: early, to: early) != nil)
    #expect(try DayRange(from: nil, to: nil) == nil)
  }
}
