public import Archive
public import Foundation

/// A time of day in a time zone, at which something is due each day.
///
/// Where clocks go forward over it, it is due just after the gap; where they go back, the first time they show it.
public struct DailyPlan: Sendable {
  public let time: TimeOfDay
  private let calendar: Calendar

  public init(_ time: TimeOfDay, in zone: TimeZone) {
    self.time = time
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    self.calendar = calendar
  }

  /// The latest such time up to now.
  public func latest(by now: Moment) -> Moment { around(now).last { $0 <= now } ?? now }

  /// The first such time after now.
  public func next(after now: Moment) -> Moment { around(now).first { $0 > now } ?? now.adding(days: 1) }

  /// Those of the days around a moment, in order.
  private func around(_ now: Moment) -> [Moment] {
    let date = Date(timeIntervalSince1970: Double(now.microseconds) / Double(Moment.perSecond))
    return (-2...2).compactMap { days in
      guard let day = calendar.date(byAdding: .day, value: days, to: date) else { return nil }
      var parts = calendar.dateComponents([.era, .year, .month, .day], from: day)
      (parts.hour, parts.minute) = (time.hour, time.minute)
      return calendar.date(from: parts).map { Moment(seconds: Int64($0.timeIntervalSince1970.rounded())) }
    }
  }
}
