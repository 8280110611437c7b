internal import Archive
internal import Foundation
internal import Testing

@testable internal import Service

@Suite("A time of day")
struct DailyPlanTests {
  private static func plan(_ time: String, _ zone: String) throws -> DailyPlan {
    DailyPlan(try #require(TimeOfDay(time)), in: try #require(TimeZone(identifier: zone)))
  }

  private static func moment(_ text: String) throws -> Moment { try #require(RFC3339.parse(text)).moment }

  @Test(
    "it is due at that time of the organisation's day, through the changes of its clocks",
    arguments: [
      ("06:00", "UTC", "2024-01-02T05:59:59Z", "2024-01-01T06:00:00Z", "2024-01-02T06:00:00Z"),
      ("06:00", "UTC", "2024-01-02T06:00:00Z", "2024-01-02T06:00:00Z", "2024-01-03T06:00:00Z"),
      ("06:00", "Europe/London", "2024-07-02T12:00:00Z", "2024-07-02T05:00:00Z", "2024-07-03T05:00:00Z"),
      // Clocks go forward at 01:00: 01:30 is not shown that day, and comes as 02:30.
      ("01:30", "Europe/London", "2024-03-31T12:00:00Z", "2024-03-31T01:30:00Z", "2024-04-01T00:30:00Z"),
      // They go back: 01:30 is shown twice, and the first counts.
      ("01:30", "Europe/London", "2024-10-27T12:00:00Z", "2024-10-27T00:30:00Z", "2024-10-28T01:30:00Z"),
      ("23:30", "Asia/Tokyo", "2024-01-02T20:00:00Z", "2024-01-02T14:30:00Z", "2024-01-03T14:30:00Z"),
    ])
  func times(time: String, zone: String, now: String, latest: String, next: String) throws {
    let plan = try Self.plan(time, zone)
    #expect(plan.latest(by: try Self.moment(now)) == (try Self.moment(latest)))
    #expect(plan.next(after: try Self.moment(now)) == (try Self.moment(next)))
  }

  @Test(
    "it is due once a day, however the clocks go", arguments: ["Europe/London", "America/St_Johns", "Pacific/Apia"])
  func daily(zone: String) throws {
    let plan = try Self.plan("02:30", zone)
    var now = try Self.moment("2011-01-01T00:00:00Z")
    let end = try Self.moment("2012-02-01T00:00:00Z")
    while now < end {
      let (latest, next) = (plan.latest(by: now), plan.next(after: now))
      #expect(latest <= now && now < next)
      #expect(plan.latest(by: next) == next)
      // Apia left out a whole day.
      let hours = (next.microseconds - latest.microseconds) / 3_600 / Moment.perSecond
      #expect((23...25).contains(hours) || zone == "Pacific/Apia" && hours == 48)
      now = now.adding(microseconds: 7 * 3_600 * Moment.perSecond)
    }
  }

  @Test("what is no time of day is refused", arguments: ["", "6:00", "24:00", "06:60", "06:00:00", "0600", "-1:00"])
  func notTimes(text: String) { #expect(TimeOfDay(text) == nil) }
}
