internal import Archive
internal import Foundation
internal import Testing

@testable internal import Service

@Suite("When a connector is due")
struct ImportScheduleTests {
  private static func moment(_ text: String) throws -> Moment { try #require(RFC3339.parse(text)).moment }

  private static func due(
    _ outcome: JobRecord.Outcome?, _ code: String? = nil, started: String = "2024-01-05T06:00:00Z",
    ended: String? = "2024-01-05T06:10:00Z", isOpen: Bool = true, at now: String = "2024-01-05T07:00:00Z"
  ) throws -> String {
    let record = try outcome.map { outcome in
      JobRecord(
        job: .imports, subject: "o2", started: try moment(started), ended: try ended.map(moment), outcome: outcome,
        code: code, succeeded: nil, failures: 0, runs: 1)
    }
    let daily = DailyPlan(try #require(TimeOfDay("06:00")), in: .gmt)
    return ImportSchedule.due(record, isOpen: isOpen, daily, at: try moment(now)).description
  }

  @Test("one that never ran runs at once; one with nothing open, the next day")
  func ends() throws {
    #expect(try Self.due(nil) == "2024-01-05T07:00:00Z")
    #expect(try Self.due(nil, isOpen: false) == "2024-01-06T06:00:00Z")
    #expect(try Self.due(.done, isOpen: false) == "2024-01-06T06:00:00Z")
  }

  @Test("days that were missed are caught up as soon as anything runs")
  func catchUp() throws {
    #expect(try Self.due(.done, started: "2024-01-01T06:00:00Z") == "2024-01-05T06:00:00Z")
    #expect(
      try Self.due(.done, started: "2024-01-01T06:00:00Z", at: "2024-01-05T03:00:00Z") == "2024-01-04T06:00:00Z")
  }

  @Test("a day that is not ready is asked for again on the same day, and a refused sign-in is not")
  func retries() throws {
    #expect(try Self.due(.failed, "site.not-ready") == "2024-01-05T06:40:00Z")
    #expect(try Self.due(.failed, "site.unavailable") == "2024-01-05T06:40:00Z")
    #expect(try Self.due(.attention, "day.incomplete") == "2024-01-05T08:10:00Z")
    #expect(try Self.due(.failed, "storage.full") == "2024-01-05T07:10:00Z")
    #expect(try Self.due(.failed, "site.sign-in") == "2024-01-06T06:00:00Z")
    #expect(
      try Self.due(
        .attention, "day.incomplete", started: "2024-01-06T04:30:00Z", ended: "2024-01-06T05:30:00Z",
        at: "2024-01-06T05:40:00Z") == "2024-01-06T06:00:00Z", "never later than the next day's run")
  }

  @Test("a run that was ended in the middle goes on at once, and a clock that was wrong keeps none waiting")
  func interrupted() throws {
    #expect(try Self.due(.stopped) == "2024-01-05T06:00:00Z")
    #expect(try Self.due(.running, ended: nil) == "2024-01-05T06:00:00Z")
    #expect(try Self.due(.done, started: "2031-01-01T06:00:00Z") == "2024-01-05T07:00:00Z")
  }
}
