/// What a wall clock showed at a moment, at a fixed offset from UTC.
public struct CivilTime: Hashable, Sendable {
  public let date: CivilDate
  public let hour: Int
  public let minute: Int
  public let second: Int
  public let microsecond: Int

  private static let first = Moment(seconds: -62_135_596_800)
  private static let last = Moment(microseconds: 253_402_300_799_999_999)

  public init(_ zoned: ZonedMoment) {
    // Past the calendar's own ends (years 1 and 9999) there is nothing to show; the ends stand for it.
    let shifted = zoned.moment.adding(microseconds: Int64(zoned.offsetMinutes) * 60 * Moment.perSecond)
    let local = min(max(shifted, Self.first), Self.last)
    let day = local.microseconds.flooredQuotient(by: Moment.perDay)
    let rest = local.microseconds - day * Moment.perDay
    date = CivilDate(daysSince1970: Int(day))
    let seconds = Int(rest / Moment.perSecond)
    (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    microsecond = Int(rest % Moment.perSecond)
  }
}

extension Int64 {
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}
