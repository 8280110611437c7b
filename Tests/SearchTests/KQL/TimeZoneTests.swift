internal import Archive
internal import Testing

@testable internal import Search

/// Days where people live, clock changes included.
@Suite("a query's days")
struct TimeZoneTests {
  @Test(
    "a day is as long as its clocks make it",
    arguments: [
      ("Europe/London", "2024-03-31", 23), ("Europe/London", "2024-10-27", 25),
      ("Europe/London", "2024-07-01", 24), ("UTC", "2024-03-31", 24),
      // Clocks skip midnight itself.
      ("America/Sao_Paulo", "2018-11-04", 23), ("Asia/Beirut", "2022-03-27", 23),
      // Back across midnight: the hour belongs to the day before.
      ("America/Sao_Paulo", "2018-02-17", 25), ("Asia/Kolkata", "2024-01-01", 24),
      // Samoa crossed the date line.
      ("Pacific/Apia", "2011-12-30", 0), ("Pacific/Apia", "2011-12-29", 24),
      ("Pacific/Apia", "2011-12-31", 24),
    ])
  func lengths(name: String, day: String, hours: Int64) throws {
    let zone = try zone(name)
    let date = try #require(CivilDate(day))
    let (start, end) = (zone.moment(of: date), zone.moment(of: date.adding(days: 1)))
    #expect(end.microseconds - start.microseconds == hours * 3600 * Moment.perSecond)
  }

  @Test(
    "every day starts with its date on the clock, and the second before bears an earlier one",
    arguments: [
      "Europe/London", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
      "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns", "Asia/Manila", "Asia/Gaza",
    ])
  func everyDay(name: String) throws {
    let zone = try zone(name)
    let first = try #require(CivilDate("2010-01-01")).daysSince1970
    var wrong: [CivilDate] = []
    for day in first..<(first + 10 * 366) {
      let date = CivilDate(daysSince1970: day)
      let start = zone.moment(of: date)
      // A zone that left the day out shows the one after it.
      let isFirst = zone.date(of: start) >= date && zone.date(of: start.adding(microseconds: -1)) < date
      if !isFirst || zone.moment(of: date.adding(days: 1)) < start { wrong.append(date) }
    }
    #expect(wrong.isEmpty)
  }

  @Test("a time that clocks skip is when they skip it, one they show twice is the first")
  func odd() throws {
    let london = try zone("Europe/London")
    #expect(
      try meaning("sent>=2024-03-31T01:30:00", zone: london) == "sent>=2024-03-31T01:00:00Z")
    #expect(
      try meaning("sent>=2024-10-27T01:30:00", zone: london) == "sent>=2024-10-27T00:30:00Z")
  }

  @Test("today is the day of the zone, not of UTC")
  func today() throws {
    let late = KQLContext(now: Moment(seconds: 1_715_767_200), zone: try zone("Pacific/Kiritimati"))
    #expect(
      try KQL.parse("sent:today", context: late).query.description
        == "sent:2024-05-15T10:00:00Z..2024-05-16T09:59:59Z")
  }

  @Test("weeks start on Monday; months and years are whole")
  func intervals() throws {
    for (now, interval, expected) in [
      ("2024-01-01T00:00:00Z", "this week", "2024-01-01T00:00:00Z..2024-01-07T23:59:59Z"),
      ("2023-12-31T23:59:59Z", "this week", "2023-12-25T00:00:00Z..2023-12-31T23:59:59Z"),
      ("2024-03-31T12:00:00Z", "last month", "2024-02-01T00:00:00Z..2024-02-29T23:59:59Z"),
      ("2024-01-15T12:00:00Z", "last month", "2023-12-01T00:00:00Z..2023-12-31T23:59:59Z"),
      ("2024-12-31T12:00:00Z", "this month", "2024-12-01T00:00:00Z..2024-12-31T23:59:59Z"),
      ("2024-12-31T12:00:00Z", "this year", "2024-01-01T00:00:00Z..2024-12-31T23:59:59Z"),
      ("2025-01-01T00:00:00Z", "last year", "2024-01-01T00:00:00Z..2024-12-31T23:59:59Z"),
      ("2024-03-01T00:00:00Z", "yesterday", "2024-02-29T00:00:00Z..2024-02-29T23:59:59Z"),
    ] {
      let context = KQLContext(now: try #require(RFC3339.parse(now)).moment)
      let result = try KQL.parse("sent:\"\(interval)\"", context: context)
      #expect(result.query.description == "sent:" + expected, "\(now)")
    }
  }

  @Test(
    "an unknown zone is refused",
    arguments: [
      "", "Mars/Olympus", "../../etc/passwd", "Europe/London\u{0}", String(repeating: "A", count: 65),
    ])
  func unknown(name: String) { #expect(KQLTimeZone(name) == nil) }

  @Test(
    "the ends of the calendar hold",
    arguments: [
      "sent:0001-01-01", "sent:9999-12-31", "sent>9999-12-31", "sent<0001-01-01", "sent<=9999-12-31",
      "sent>=0001-01-01", "sent<>9999-12-31", "sent:0001-01-01..9999-12-31",
      "sent:9999-12-31T23:59:59.9999999Z",
    ])
  func calendarEnds(query: String) throws {
    for name in ["UTC", "Asia/Tokyo", "America/New_York"] {
      let result = try parsed(query, zone: zone(name))
      #expect(try parsed(result.query.description).query == result.query, "\(name)")
    }
  }

  @Test(
    "what is not quite a date is refused",
    arguments: [
      "2024-13-01", "2023-02-29", "2024-1-1", "24-01-01", "2024-01-01T", "2024-01-01T08:30",
      "2024-01-01T24:00:00", "2024-01-01T08:60:00", "2024-01-01T08:30:60", "2024-01-01T08:30:00.",
      "2024-01-01T08:30:00.12345678", "2024-01-01T08:30:00Zebra", "2024-01-01T08:30:00+1",
      "2024-01-01 08:30:00", "٢٠٢٤-٠١-٠١", "2024-01-01..", "..2024-01-01",
      "2024-01-01..2024-01-02..2024-01-03",
    ])
  func badDates(value: String) { #expect(errors("sent:\"\(value)\"").count == 1) }
}
