internal import Archive
internal import Foundation
internal import Testing

@Suite("Days of the calendar")
struct CivilDateTests {
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  @Test("a day number and its date are those of Foundation's calendar, over the years it agrees on")
  func agreesWithFoundation() throws {
    // Foundation's calendar turns Julian before 1582; ours is proleptic.
    let first = try #require(CivilDate("1600-01-01")).daysSince1970
    let last = try #require(CivilDate("9999-12-31")).daysSince1970
    for _ in 0..<5000 {
      let days = Int.random(in: first...last)
      let date = CivilDate(daysSince1970: days)
      let theirs = Self.calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      #expect([date.year, date.month, date.day] == [theirs.year, theirs.month, theirs.day])
      #expect(date.weekday == ((theirs.weekday ?? 0) + 5) % 7 + 1)
      #expect(date.daysSince1970 == days)
    }
  }

  @Test("every day from year 1 to 9999 follows the one before and reads back")
  func everyDay() throws {
    let first = try #require(CivilDate(year: 1, month: 1, day: 1))
    let last = try #require(CivilDate(year: 9999, month: 12, day: 31))
    var previous = first
    for days in stride(from: first.daysSince1970 + 1, through: last.daysSince1970, by: 1) {
      let date = CivilDate(daysSince1970: days)
      guard date > previous, date.daysSince1970 == days,
        CivilDate(year: date.year, month: date.month, day: date.day) == date
      else {
        Issue.record("day \(days) is \(date)")
        return
      }
      previous = date
    }
    #expect(previous == last)
  }

  @Test(
    "what is no day of the calendar is refused",
    arguments: [
      "2023-02-29", "1900-02-29", "2024-00-10", "2024-13-01", "2024-04-31", "2024-01-00", "0000-01-01", "2024-1-01",
      "2024-01-1", "+024-01-01", "20240101", "2024-01-01Z", "2024/01/01", "", "２０２４-01-01",
    ])
  func refused(_ text: String) { #expect(CivilDate(text) == nil) }

  @Test("leap days are days")
  func leapDays() {
    #expect(CivilDate("2024-02-29")?.description == "2024-02-29")
    #expect(CivilDate("2000-02-29")?.adding(days: 366).description == "2001-03-01")
  }
}
