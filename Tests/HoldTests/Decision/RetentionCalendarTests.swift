internal import ArchiveTesting
internal import Archive
internal import Foundation
internal import Hold
internal import Testing

@Suite("The organisation's calendar")
struct RetentionCalendarTests {
  @Test(
    "shows the day that the system's time zone data gives, from 1990 to 2200",
    arguments: [
      "UTC", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Asia/Tehran",
      "Pacific/Apia", "Pacific/Kwajalein", "Africa/Casablanca", "Australia/Lord_Howe", "Europe/Moscow",
    ])
  func agreesWithFoundation(_ name: String) throws {
    let calendar = try RetentionCalendar(zone: name)
    let zone = try #require(TimeZone(identifier: name))
    var random = SplitMix(seed: UInt64(7))
    for _ in 0..<5000 {
      let seconds = Int64.random(in: 631_152_000..<7_258_118_400, using: &random)
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
      let day = (seconds + Int64(offset)) / 86_400
      #expect(
        calendar.date(of: Moment(seconds: seconds)) == CivilDate(daysSince1970: Int(day)),
        "\(name) \(seconds)")
    }
  }

  @Test("has the new time from the very moment of a change")
  func exactChange() throws {
    // At midnight of 18 February 2018 São Paulo's clock went back to 23:00 of the 17th.
    let calendar = try RetentionCalendar(zone: "America/Sao_Paulo")
    let change = try moment("2018-02-18T02:00:00Z")
    #expect(calendar.date(of: change).description == "2018-02-17")
    #expect(calendar.date(of: change.adding(microseconds: -1)).description == "2018-02-17")
    #expect(calendar.date(of: try moment("2018-02-18T02:59:59Z")).description == "2018-02-17")
    #expect(calendar.date(of: try moment("2018-02-18T03:00:00Z")).description == "2018-02-18")
  }

  @Test("refuses a zone that there is none of")
  func unknownZone() {
    let error = #expect(throws: InputError.self) { try RetentionCalendar(zone: "Europe/Atlantis") }
    #expect(
      error?.description
        == "there is no time zone 'Europe/Atlantis'; give an IANA name such as Europe/London")
    #expect(error?.code == "retention.time-zone")
  }

  @Test("shows a day also at the ends of time")
  func extremes() {
    for calendar in RandomWorld.calendars {
      #expect(calendar.date(of: .distantPast) < calendar.date(of: .distantFuture))
    }
  }
}
