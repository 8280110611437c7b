/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
///
/// The archive orders, stores and compares by this alone; the offset a phone reported is kept beside it
/// (``ZonedMoment``), and calendars come in only where a person's day or month is meant.
public struct Moment: Hashable, Comparable, Sendable, Codable {
  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }
  public init(seconds: Int64) { microseconds = seconds * Self.perSecond }

  public static let perSecond: Int64 = 1_000_000
  public static let perDay: Int64 = 86_400 * perSecond

  public static func < (a: Moment, b: Moment) -> Bool { a.microseconds < b.microseconds }

  /// This moment moved by whole days of 24 hours.
  public func adding(days: Int) -> Moment {
    let (shift, overflowed) = Int64(days).multipliedReportingOverflow(by: Self.perDay)
    if overflowed { return days < 0 ? .distantPast : .distantFuture }
    let (sum, over) = microseconds.addingReportingOverflow(shift)
    if over { return days < 0 ? .distantPast : .distantFuture }
    return Moment(microseconds: sum)
  }

  public func adding(microseconds delta: Int64) -> Moment {
    let (sum, over) = microseconds.addingReportingOverflow(delta)
    return over ? (delta < 0 ? .distantPast : .distantFuture) : Moment(microseconds: sum)
  }

  public static let distantPast = Moment(microseconds: .min)
  public static let distantFuture = Moment(microseconds: .max)

  /// The earliest and latest times a carrier item can believably bear: before 1990 there were no texts, and a date
  /// past 2100 is a defect.
  ///
  /// Outside it a date is "absurd": kept, shown, and never a reason to delete.
  public static let believable = Moment(seconds: 631_152_000)...Moment(seconds: 4_102_444_800)
}

/// A moment with the offset from UTC its source wrote beside it.
public struct ZonedMoment: Hashable, Sendable, Codable {
  public var moment: Moment
  /// Minutes east of UTC, -1439...1439.
  public var offsetMinutes: Int

  public init(_ moment: Moment, offsetMinutes: Int = 0) {
    self.moment = moment
    self.offsetMinutes = offsetMinutes
  }
}
