internal import Archive

/// When a message that was refused for now is tried again.
///
/// Soon at first, because greylisting asks for a quarter of an hour; for five days in all, as RFC 5321, 4.5.4.1, has it.
enum RetrySchedule {
  private static let minute = 60 * Moment.perSecond
  private static let first: [Int64] = [5, 15, 30, 60, 120, 240].map { $0 * minute }
  private static let usual = 480 * minute
  /// With the waits above: five days and some hours.
  static let mostAttempts = 21

  /// The next attempt after so many; nil: no more.
  static func next(after attempts: Int, at now: Moment) -> Moment? {
    guard attempts < mostAttempts else { return nil }
    let index = max(attempts - 1, 0)
    return now.adding(microseconds: index < first.count ? first[index] : usual)
  }
}
