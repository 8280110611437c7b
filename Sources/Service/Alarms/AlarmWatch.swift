public import Archive
internal import GRDB
internal import Importer
public import Logging
internal import Synchronization

/// Looks for what is the matter, raises an alarm for each cause once, and clears those whose cause has ended.
public final class AlarmWatch: Sendable {
  private let archive: Archive
  private let session: Session
  private let logger: Logger
  private let clock = ClockWatch()
  private let state = Mutex(State())

  private struct State {
    /// What was the matter at the last look.
    var causes: [AlarmCause] = []
    /// What the log has said, and could not be put on record.
    var unrecorded: Set<String> = []
    /// When mail is tried again, after the server would not have it.
    var mailAfter: Moment?
  }

  /// A mail server that is away is asked again no sooner.
  static let mailRetry = 15 * 60 * Moment.perSecond

  public init(_ archive: Archive, by session: Session, logger: Logger) {
    (self.archive, self.session, self.logger) = (archive, session, logger)
  }

  /// What was the matter at the last look.
  var causes: [AlarmCause] { state.withLock { $0.causes } }

  /// Looks, and keeps and tells what has changed.
  public func look() throws {
    let now = session.now
    let (causes, active) = try archive.read { db in (try self.causes(at: now, db), try Alarm.active(db)) }
    let (isNew, isOver) = state.withLock { state in
      state.causes = causes
      let known = Set(active.map(\.key))
      return (
        causes.filter { !known.contains($0.key) },
        active.filter { alarm in !causes.contains { $0.key == alarm.key } }
      )
    }
    for cause in isNew { try raise(cause, at: now) }
    for alarm in isOver { try clear(alarm) }
    try mail(at: now)
  }

  private func causes(at now: Moment, _ db: Database) throws -> [AlarmCause] {
    let records = try JobRecord.all(db)
    // A sandbox's time is made up and may run either way.
    var causes = archive.isSandbox ? [] : clock.look(now, lastAct: try Archive.lastAct(db))
    if let space = DiskSpace(of: archive.folder) { causes += space.alarm(below: try ServiceSettings.diskAlarm(db)) }
    for connector in try Connector.all(db) where connector.status == .active {
      let record = records.first { $0.job == .imports && $0.subject == connector.name }
      causes += JobAlarms.signIn(connector, record)
      causes += try DayAlarms.incomplete(connector, record, at: now, db)
      causes += try DayAlarms.empty(connector, at: now, db)
      causes += try QuarantineAlarms.growing(connector, at: now, db)
    }
    return causes + JobAlarms.failing(records)
  }

  // MARK: - Raising and clearing

  private func raise(_ cause: AlarmCause, at now: Moment) throws {
    // In the log before anything can go wrong with keeping it, and once.
    if state.withLock({ $0.unrecorded.insert(cause.key).inserted }) { log("alarm.raised", cause.kind.rawValue, cause) }
    do {
      try archive.perform(.alarmRaised, on: cause.subject.isEmpty ? nil : cause.subject, by: session) { act in
        // Another process may have been faster.
        guard try !Alarm.active(act.db).contains(where: { $0.key == cause.key }) else { return }
        try Alarm.raise(cause, act)
      }
    } catch AccessError.clockWentBack {
      try archive.maintain { try Alarm.raiseUnentered(cause, at: now, $0) }
    }
    state.withLock { _ = $0.unrecorded.remove(cause.key) }
  }

  private func clear(_ alarm: Alarm) throws {
    try archive.perform(.alarmCleared, on: alarm.subject.isEmpty ? nil : alarm.subject, by: session) { act in
      guard try Alarm.active(act.db).contains(where: { $0.id == alarm.id }) else { return }
      try alarm.clear(act)
    }
    logger.notice(
      "alarm.cleared",
      metadata: [
        "kind": "\(alarm.kind)", "subject": "\(alarm.subject)", "alarm": .stringConvertible(alarm.id.rawValue),
      ])
  }

  private func log(_ event: Logger.Message, _ kind: String, _ cause: AlarmCause) {
    logger.error(event, metadata: ["kind": "\(kind)", "subject": "\(cause.subject)", "text": "\(cause.text)"])
  }

  // MARK: - Mail

  private func mail(at now: Moment) throws {
    guard state.withLock({ $0.mailAfter.map { $0 <= now } ?? true }) else { return }
    do {
      try AlarmMail.send(archive, at: now)
      state.withLock { $0.mailAfter = nil }
    } catch {
      state.withLock { $0.mailAfter = now.adding(microseconds: Self.mailRetry) }
      logger.warning("alarm.not-mailed", metadata: ["code": "\(JobError.code(of: error))"])
    }
  }
}
