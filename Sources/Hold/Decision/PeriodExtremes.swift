internal import Archive

/// Several periods from the same date, boiled down to those that can end first or last.
///
/// Of periods in days only the shortest and the longest matter, likewise in months (years are twelve): so
/// that 200 policies cost a sweep no more than a handful.
struct PeriodExtremes {
  private var days: ClosedRange<Int>?
  private var months: ClosedRange<Int>?

  init?(_ periods: some Sequence<Period>) {
    for period in periods {
      switch period.length {
      case .days(let count): days = Self.widened(days, to: count)
      case .months(let count): months = Self.widened(months, to: count)
      }
    }
    if days == nil, months == nil { return nil }
  }

  /// When the last of the periods ends, from wall-clock time.
  func lastEnd(from local: Int64, in calendar: RetentionCalendar) -> Moment {
    var last = Moment.distantPast
    if let days { last = Period.end(days: days.upperBound, from: local, in: calendar) }
    if let months { last = max(last, Period.end(months: months.upperBound, from: local, in: calendar)) }
    return last
  }

  /// When the first of the periods ends, from wall-clock time.
  func firstEnd(from local: Int64, in calendar: RetentionCalendar) -> Moment {
    var first = Moment.distantFuture
    if let days { first = Period.end(days: days.lowerBound, from: local, in: calendar) }
    if let months { first = min(first, Period.end(months: months.lowerBound, from: local, in: calendar)) }
    return first
  }

  /// A start after which not even the shortest of the periods can have ended by `now`.
  func latestStart(anyEndedBy now: Moment) -> Moment {
    [days.map { Period.Length.days($0.lowerBound) }, months.map { .months($0.lowerBound) }]
      .compactMap { $0?.latestStart(endedBy: now) }.max() ?? .distantPast
  }

  /// A start after which not all of the periods can have ended by `now`.
  func latestStart(allEndedBy now: Moment) -> Moment {
    [days.map { Period.Length.days($0.upperBound) }, months.map { .months($0.upperBound) }]
      .compactMap { $0?.latestStart(endedBy: now) }.min() ?? .distantFuture
  }

  private static func widened(_ range: ClosedRange<Int>?, to count: Int) -> ClosedRange<Int> {
    guard let range else { return count...count }
    return min(range.lowerBound, count)...max(range.upperBound, count)
  }
}
