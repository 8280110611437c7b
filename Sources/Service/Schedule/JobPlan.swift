public import Archive
internal import GRDB
internal import Hold
internal import Importer

/// A job and when it is to run next.
public struct PlannedJob: Sendable, Hashable {
  public var job: Job
  /// The connector's name; empty for all other jobs.
  public var subject: String
  /// Not after now where it is due; nil: there is nothing for it to do.
  public var due: Moment?
  /// What it did last.
  public var record: JobRecord?
}

/// What there is to do and when, from what is on record.
public enum JobPlan {
  /// Custodians are reminded by days, so that an hour is soon enough.
  static let reminderInterval = 60 * minute
  /// As often as the first of the outbox's own attempts.
  static let outboxInterval = 5 * minute
  /// Erasing that could not end waits for who reads; sweeps and purges go on with it as well.
  static let erasureInterval = 60 * minute
  static let watchInterval = minute
  /// After a job failed; sooner than a day for those that run daily.
  static let failureRetry = 60 * minute
  private static let minute = 60 * Moment.perSecond

  /// Every job there is now.
  public static func all(_ archive: Archive, at now: Moment) throws -> [PlannedJob] {
    let isErasing = try Erasure.status(archive).state == .pending
    return try archive.read { db in
      let records = try JobRecord.all(db)
      func plan(_ job: Job, _ subject: String = "", due: (JobRecord?) throws -> Moment?) rethrows -> PlannedJob {
        let record = records.first { $0.job == job && $0.subject == subject }
        return PlannedJob(job: job, subject: subject, due: try due(record), record: record)
      }
      let zone = try ServiceSettings.timeZone(db)
      let imports = DailyPlan(try ServiceSettings.importTime(db), in: zone)
      let sweeps = DailyPlan(try ServiceSettings.sweepTime(db), in: zone)
      let connectors = try Connector.all(db).filter { $0.status == .active }
      let newest = Connector.newestDay(at: now)
      let hasMail = try Outbox.isDue(at: now, db)
      return try connectors.map { connector in
        let isOpen = try connector.firstOpenDay(upTo: newest, db) <= newest
        return plan(.imports, connector.name) { ImportSchedule.due($0, isOpen: isOpen, imports, at: now) }
      } + [
        plan(.sweep) { daily($0, sweeps, at: now) },
        plan(.erasure) { isErasing ? each(erasureInterval, $0, at: now) : nil },
        plan(.reminders) { each(reminderInterval, $0, at: now) },
        plan(.outbox) { hasMail ? each(outboxInterval, $0, at: now) : nil },
        plan(.alarms) { watch($0, records, at: now) },
      ]
    }
  }

  /// Once a day; of a job that never ran, or was down at the time, at once.
  private static func daily(_ last: JobRecord?, _ plan: DailyPlan, at now: Moment) -> Moment {
    guard let last, last.started <= now else { return now }
    let latest = plan.latest(by: now)
    guard last.started >= latest else { return latest }
    let next = plan.next(after: now)
    guard let ended = last.ended, last.outcome != .stopped else { return last.started }
    return last.outcome == .failed ? min(ended.adding(microseconds: failureRetry), next) : next
  }

  private static func each(_ interval: Int64, _ last: JobRecord?, at now: Moment) -> Moment {
    // A time ahead of now is of a clock that was wrong.
    guard let last, last.started <= now, last.outcome != .stopped else { return now }
    return last.started.adding(microseconds: interval)
  }

  /// Each minute, and at once where another job has ended since the last look.
  private static func watch(_ last: JobRecord?, _ records: [JobRecord], at now: Moment) -> Moment {
    let ended = records.filter { $0.job != .alarms }.compactMap(\.ended).max()
    if let last, let ended, last.started < ended { return now }
    return each(watchInterval, last, at: now)
  }
}
