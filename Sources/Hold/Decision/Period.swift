public import Archive

/// How long something is kept: whole days, months or years of the organisation's calendar.
///
/// A period ends at the same time on the wall clock as it began, so many days, months or years later. Where
/// the calendar or the clock has no such time (29 February a year on, the hour skipped in spring) it ends at
/// the next time there is; where the clock shows it twice, at the second. It never ends early.
public struct Period: Hashable, Sendable {
  public enum Unit: String, Sendable, CaseIterable { case days, months, years }

  public let count: Int
  public let unit: Unit

  /// A century of days.
  ///
  /// The longest period any rule book asks for is a person's lifetime; more is a typing
  /// error, and a bound keeps the arithmetic below far from the ends of the calendar.
  public static let longestDays = 36_525
  /// The same century in months and in years.
  public static let longestMonths = 1200
  public static let longestYears = 100

  /// Throws ``InputError`` (`retention.period`) unless there is at least one, and at most a century.
  public init(_ count: Int, _ unit: Unit) throws {
    let longest =
      switch unit {
      case .days: Self.longestDays
      case .months: Self.longestMonths
      case .years: Self.longestYears
      }
    guard (1...longest).contains(count) else {
      throw InputError(
        "a period is 1 to \(longest) \(unit), not \(count); to keep without end, use --forever",
        code: "retention.period")
    }
    (self.count, self.unit) = (count, unit)
  }

  /// When the period that began at `start` ends.
  public func end(from start: Moment, in calendar: RetentionCalendar) -> Moment {
    switch length {
    case .days(let days): Self.end(days: days, from: calendar.local(start), in: calendar)
    case .months(let months): Self.end(months: months, from: calendar.local(start), in: calendar)
    }
  }

  /// A start after which no period of this length can have ended by `now`, whatever the time zone.
  ///
  /// For choosing candidates by an index on dates; each is then decided by ``end(from:in:)``.
  public func latestStart(endedBy now: Moment) -> Moment { length.latestStart(endedBy: now) }

  /// Whether it never ends before another that began with it, whatever the date.
  ///
  /// Of unlike units it is said only where the fewest days it can have are the most that the other can.
  public func neverEndsBefore(_ other: Period) -> Bool {
    switch (length, other.length) {
    case (.days(let count), .days(let others)), (.months(let count), .months(let others)): count >= others
    default: length.fewestDays >= other.length.mostDays
    }
  }

  /// The starts of which some have ended by `now` and some have not, whatever the time zone: all before them have, none
  /// after them has.
  func startsInDoubt(at now: Moment) -> ClosedRange<Moment> {
    now.adding(days: -Length.zoneSlackDays - length.mostDays)...latestStart(endedBy: now)
  }

  enum Length {
    case days(Int)
    case months(Int)

    /// No twelve months are shorter than 365 days, and no month than 28.
    var fewestDays: Int {
      switch self {
      case .days(let days): days
      case .months(let months): months / 12 * 365 + months % 12 * 28
      }
    }

    /// Nor longer than 366 and 31, also where the month it would end in is too short, so that it ends on the first of the
    /// next.
    var mostDays: Int {
      switch self {
      case .days(let days): days
      case .months(let months): months / 12 * 366 + months % 12 * 31
      }
    }

    func latestStart(endedBy now: Moment) -> Moment { now.adding(days: Self.zoneSlackDays - fewestDays) }

    /// Wall clocks lie between 12 hours behind and 14 ahead of UTC, so that a zone that jumps from one end to
    /// the other makes a period 26 hours shorter than its days.
    static let zoneSlackDays = 2
  }

  var length: Length {
    switch unit {
    case .days: .days(count)
    case .months: .months(count)
    case .years: .months(count * 12)
    }
  }

  /// As ``end(from:in:)``, from wall-clock time.
  static func end(days: Int, from local: Int64, in calendar: RetentionCalendar) -> Moment {
    calendar.moment(local: Moment(microseconds: local).adding(days: days).microseconds)
  }

  /// As ``end(from:in:)``, from wall-clock time.
  static func end(months: Int, from local: Int64, in calendar: RetentionCalendar) -> Moment {
    let day = RetentionCalendar.day(local: local)
    let date = CivilDate(daysSince1970: day)
    let month = date.year * 12 + (date.month - 1) + months
    let (year, index) = (month / 12, month % 12)
    let lastDay = CivilDate.daysInMonth(year: year, month: index + 1)
    // Past the month's last day the first of the next is meant, which is one day after the last.
    let target = CivilDate(year: year, month: index + 1, day: min(date.day, lastDay))
    guard let target else { return .distantFuture }
    let moved = target.daysSince1970 + (date.day > lastDay ? 1 : 0)
    return end(days: moved - day, from: local, in: calendar)
  }
}

extension Period: CustomStringConvertible {
  /// `2555 days`, `1 year`.
  public var description: String { "\(count) \(count == 1 ? unit.rawValue.dropLast() : unit.rawValue[...])" }
}
