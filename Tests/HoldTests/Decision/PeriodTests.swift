internal import ArchiveTesting
internal import Archive
internal import Hold
internal import Testing

@Suite("A period")
struct PeriodTests {
  @Test(
    "ends at the same time of day, that many days, months or years later",
    arguments: [
      ("2024-01-02T08:15:03Z", 2555, Period.Unit.days, "2030-12-31T08:15:03Z"),
      ("2024-01-02T08:15:03Z", 1, .days, "2024-01-03T08:15:03Z"),
      ("2024-01-02T08:15:03Z", 7, .years, "2031-01-02T08:15:03Z"),
      ("2023-02-28T23:59:59Z", 1, .years, "2024-02-28T23:59:59Z"),
      ("2024-12-31T00:00:00Z", 2, .months, "2025-03-01T00:00:00Z"),
      ("2024-01-31T12:00:00Z", 1, .months, "2024-03-01T12:00:00Z"),
      ("2024-01-31T12:00:00Z", 2, .months, "2024-03-31T12:00:00Z"),
      ("2024-02-29T10:00:00Z", 1, .years, "2025-03-01T10:00:00Z"),
      ("2024-02-29T10:00:00Z", 4, .years, "2028-02-29T10:00:00Z"),
      ("2096-02-29T10:00:00Z", 4, .years, "2100-03-01T10:00:00Z"),
    ])
  func ends(_ start: String, _ count: Int, _ unit: Period.Unit, _ end: String) throws {
    #expect(try Period(count, unit).end(from: moment(start), in: .utc) == moment(end))
  }

  @Test(
    "follows the organisation's wall clock when it changes",
    arguments: [
      // Summer time lasts 23 hours on its first day and 25 on its last.
      ("2024-03-30T12:00:00Z", "Europe/London", 1, "2024-03-31T11:00:00Z"),
      ("2024-10-26T11:00:00Z", "Europe/London", 1, "2024-10-27T12:00:00Z"),
      // 01:30 does not exist on 31 March; half an hour into the gap becomes half an hour after it.
      ("2024-03-30T01:30:00Z", "Europe/London", 1, "2024-03-31T01:30:00Z"),
      // The first time of day after the gap is the moment of the change itself.
      ("2024-03-30T02:00:00Z", "Europe/London", 1, "2024-03-31T01:00:00Z"),
      // 01:30 comes twice on 27 October; the second counts.
      ("2024-10-26T00:30:00Z", "Europe/London", 1, "2024-10-27T01:30:00Z"),
      // Samoa had no 30 December 2011.
      ("2011-12-29T22:00:00Z", "Pacific/Apia", 1, "2011-12-30T22:00:00Z"),
      ("2011-12-29T22:00:00Z", "Pacific/Apia", 2, "2011-12-30T22:00:00Z"),
    ])
  func clockChanges(_ start: String, _ zone: String, _ days: Int, _ end: String) throws {
    let calendar = try RetentionCalendar(zone: zone)
    #expect(try Period(days, .days).end(from: moment(start), in: calendar) == moment(end))
  }

  @Test("never ends before its start, nor a longer one before a shorter")
  func longerEndsLater() throws {
    var random = SplitMix(seed: UInt64(1))
    for _ in 0..<5000 {
      let start = RandomWorld.believable(&random)
      let calendar = RandomWorld.calendars[Int.random(in: 0..<4, using: &random)]
      let unit = Period.Unit.allCases[Int.random(in: 0..<3, using: &random)]
      let count = Int.random(in: 1...99, using: &random)
      let (short, long) = try (Period(count, unit), Period(count + 1, unit))
      let end = short.end(from: start, in: calendar)
      #expect(start < end)
      #expect(end <= long.end(from: start, in: calendar))
      #expect(start <= short.latestStart(endedBy: end))
    }
  }

  @Test(
    "is one at least and a century at most", arguments: [(0, Period.Unit.days), (-1, .months), (101, .years)])
  func bounds(_ count: Int, _ unit: Period.Unit) {
    #expect(throws: InputError.self) { try Period(count, unit) }
  }

  @Test("says what it may be when it is refused")
  func refusal() throws {
    #expect(try Period(36_525, .days).count == 36_525)
    #expect(try Period(1200, .months).count == 1200)
    let error = #expect(throws: InputError.self) { try Period(36_526, .days) }
    #expect(
      error?.description == "a period is 1 to 36525 days, not 36526; to keep without end, use --forever")
    #expect(error?.code == "retention.period")
  }

  @Test("reads as people say it")
  func wording() throws {
    #expect(try Period(2555, .days).description == "2555 days")
    #expect(try Period(1, .days).description == "1 day")
    #expect(try Period(1, .months).description == "1 month")
    #expect(try Period(7, .years).description == "7 years")
  }

  @Test("bears the ends of time")
  func extremes() throws {
    for count in [1, 100] {
      for unit in Period.Unit.allCases {
        for calendar in RandomWorld.calendars {
          #expect(try Period(count, unit).end(from: .distantFuture, in: calendar) >= Moment(seconds: 0))
          #expect(try Period(count, unit).end(from: .distantPast, in: calendar) >= .distantPast)
        }
      }
    }
  }

  @Test("is needed for whatever deletes")
  func deletionNeedsAPeriod() throws {
    #expect(try Retention(.retain, nil).period == nil)
    for action in [Retention.Action.delete, .retainThenDelete] {
      let error = #expect(throws: InputError.self) { try Retention(action, nil) }
      #expect(
        error?.description
          == "'\(action.rawValue)' needs a period after which to delete; only 'retain' can be forever")
    }
  }
}
