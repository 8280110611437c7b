internal import Archive

/// The ends of what a query can say about time.
enum KQLMoments {
  /// The first instant of the year 1 and the last second of the year 9999, UTC.
  static let first = Moment(seconds: -62_135_596_800)
  static let last = Moment(seconds: 253_402_300_799)
}

/// A date, a time or an interval as a query writes it: the stretch of time that it covers.
enum KQLDate {
  enum Failure: Error, Hashable {
    /// `last week`: not one of ``intervals``.
    case interval
    /// Not a date; with the date probably meant, if it is clear.
    case date(meant: String?)
  }

  static let intervals = [
    "today", "yesterday", "this week", "this month", "last month", "this year", "last year",
  ]

  /// What a value covers: a whole day, a second, a fraction's last digit, an interval; it may be empty.
  static func span(_ text: String, _ context: KQLContext) throws(Failure) -> Range<Moment> {
    let text = text.lowercased()
    guard text.unicodeScalars.contains(where: \.isASCIIDigit) else {
      guard let days = days(of: text, today: context.zone.date(of: context.now)) else {
        throw .interval
      }
      return covering(days, context.zone)
    }
    if let date = CivilDate(text) { return covering(date..<date.adding(days: 1), context.zone) }
    guard let (start, length) = instant(text, context.zone) else { throw .date(meant: rewritten(text)) }
    return clamp(start, start.adding(microseconds: length))
  }

  // MARK: Days

  /// From the first day to the one after the last.
  private static func days(of interval: String, today: CivilDate) -> Range<CivilDate>? {
    let month = firstOfMonth(today)
    let year = firstOfYear(today)
    switch interval {
    case "today": return today..<today.adding(days: 1)
    case "yesterday": return today.adding(days: -1)..<today
    case "this week":
      let monday = today.adding(days: 1 - today.weekday)
      return monday..<monday.adding(days: 7)
    case "this month": return month..<firstOfMonth(month.adding(days: 31))
    case "last month": return firstOfMonth(month.adding(days: -1))..<month
    case "this year": return year..<firstOfYear(year.adding(days: 366))
    case "last year": return firstOfYear(year.adding(days: -1))..<year
    default: return nil
    }
  }

  private static func firstOfMonth(_ date: CivilDate) -> CivilDate { date.adding(days: 1 - date.day) }

  private static func firstOfYear(_ date: CivilDate) -> CivilDate {
    var first = firstOfMonth(date)
    while first.month > 1 { first = firstOfMonth(first.adding(days: -1)) }
    return first
  }

  private static func covering(_ days: Range<CivilDate>, _ zone: KQLTimeZone) -> Range<Moment> {
    clamp(zone.moment(of: days.lowerBound), zone.moment(of: days.upperBound))
  }

  private static func clamp(_ start: Moment, _ end: Moment) -> Range<Moment> {
    let (first, past) = (KQLMoments.first, KQLMoments.last.adding(microseconds: Moment.perSecond))
    let low = min(max(start, first), past)
    return low..<max(low, min(end, past))
  }

  // MARK: Times

  /// `2021-04-15t08:30:00`, with up to seven digits of fraction, with `z` or an offset or in the zone.
  ///
  /// With it, how many microseconds its last digit covers.
  private static func instant(_ text: String, _ zone: KQLTimeZone) -> (Moment, Int64)? {
    var rest = text[...]
    guard let date = CivilDate(rest.prefix(10)) else { return nil }
    rest = rest.dropFirst(10)
    let clock = Array(rest.prefix(9).utf8)
    guard clock.count == 9, clock[0] == UInt8(ascii: "t"), clock[3] == UInt8(ascii: ":"),
      clock[6] == UInt8(ascii: ":"), let hour = number(clock[1...2]), hour < 24,
      let minute = number(clock[4...5]), minute < 60, let second = number(clock[7...8]), second < 60
    else { return nil }
    rest = rest.dropFirst(9)
    var (fraction, grain) = (Int64(0), Moment.perSecond)
    if rest.first == "." {
      let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      guard (1...7).contains(digits.count) else { return nil }
      // The seventh digit is finer than what is stored, and covers the microsecond it is in.
      for digit in digits.utf8.prefix(6) {
        grain /= 10
        fraction += Int64(digit - 48) * grain
      }
      rest = rest.dropFirst(1 + digits.count)
    }
    let ofDay = hour * 3600 + minute * 60 + second
    let whole: Moment
    if rest.isEmpty {
      whole = zone.moment(of: date, second: ofDay)
    } else {
      guard let read = RFC3339.parse(text.prefix(19) + rest) else { return nil }
      whole = read.moment
    }
    return (whole.adding(microseconds: fraction), grain)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.reduce(0) { value, byte in
      value.flatMap { (48...57).contains(byte) ? $0 * 10 + Int(byte) - 48 : nil }
    }
  }

  // MARK: Other notations

  /// The ISO date for `4/15/2021` or `15.4.2021`; nil where day and month could be either.
  private static func rewritten(_ text: String) -> String? {
    let parts = text.split { "/.-".contains($0) }.map { Int($0) }
    guard parts.count == 3, let a = parts[0], let b = parts[1], let c = parts[2] else { return nil }
    if a > 999 { return CivilDate(year: a, month: b, day: c)?.description }
    guard c > 999 else { return nil }
    let monthFirst = CivilDate(year: c, month: a, day: b)
    let dayFirst = CivilDate(year: c, month: b, day: a)
    if let monthFirst, let dayFirst { return monthFirst == dayFirst ? monthFirst.description : nil }
    return (monthFirst ?? dayFirst)?.description
  }
}
