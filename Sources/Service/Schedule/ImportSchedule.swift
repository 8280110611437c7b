internal import Archive
internal import Importer

/// When a connector is due: a pure function of what is on record and a time.
///
/// Once a day at the set time while any day up to yesterday is open, which catches up whatever was missed, since a run
/// takes all days from the first open one on. A run that left days open is made again on the same day: soon where the
/// partner was late, and not before the next where it refused the sign-in, which would lock the account.
enum ImportSchedule {
  /// After the partner had not got the day ready, or was not to be reached.
  static let lateRetry = 30 * minute
  /// After a day was fetched and is not whole: the partner has to deliver it anew.
  static let incompleteRetry = 120 * minute
  /// After anything else that stopped it.
  static let failureRetry = 60 * minute
  private static let minute = 60 * Moment.perSecond

  /// When the connector is to run next; not after `now` where it is due.
  ///
  /// `isOpen`: a day up to yesterday is not complete.
  static func due(_ last: JobRecord?, isOpen: Bool, _ daily: DailyPlan, at now: Moment) -> Moment {
    let next = daily.next(after: now)
    guard isOpen else { return next }
    // A time ahead of now is of a clock that was wrong.
    guard let last, last.started <= now else { return now }
    let latest = daily.latest(by: now)
    guard last.started >= latest else { return latest }
    // A run that another process has under way is found out by its lock.
    guard let ended = last.ended, last.outcome != .stopped else { return last.started }
    switch (last.outcome, last.code) {
    case (_, SourceError.signInCode): return next
    case (.failed, SourceError.notReadyCode), (.failed, "site.unavailable"):
      return min(ended.adding(microseconds: lateRetry), next)
    case (.failed, _): return min(ended.adding(microseconds: failureRetry), next)
    default: return min(ended.adding(microseconds: incompleteRetry), next)
    }
  }
}
