internal import Archive
internal import Hold
internal import Importer
internal import Logging

/// Runs the service's jobs and keeps what became of them, on record and in the log.
struct JobRunner: Sendable {
  let archive: Archive
  let session: Session
  let watch: AlarmWatch
  let logger: Logger

  /// How long erasing goes on at a time; the next round follows.
  private static let erasurePatience = Duration.seconds(600)

  /// What a job did, beside what is on the ledger.
  private struct Done {
    var outcome = JobRecord.Outcome.done
    var code: String?
    var figures: [(String, Int64)] = []
  }

  /// Runs a job to its end, or to where a cancellation lets it end.
  ///
  /// - Throws: what kept the job's end from being put on record; what the job itself fails with is on record.
  func run(_ planned: PlannedJob) async throws {
    let (job, subject) = (planned.job, planned.subject)
    let clock = ContinuousClock()
    let begun = clock.now
    if job.isLogged { logger.info("job.started", metadata: Self.metadata(job, subject)) }
    var done = Done()
    do {
      done = job == .imports ? try await runImport(subject) : try await runRecorded(job)
    } catch is CancellationError {
      done.outcome = .stopped
    } catch {
      (done.outcome, done.code) = (.failed, JobError.code(of: error))
    }
    if job != .imports {
      try JobRecord.end(job, subject, done.outcome, code: done.code, at: session.now, archive)
    }
    log(job, subject, done, after: begun.duration(to: clock.now))
  }

  private func runImport(_ name: String) async throws -> Done {
    let report = try await ImportJob(archive: archive, session: session).run(name)
    let (outcome, code) = ImportJob.outcome(of: report)
    return Done(
      outcome: outcome, code: code,
      figures: [("days", Int64(report.days.count)), ("items", report.items)]
        + report.total.named.filter { $0.1 > 0 })
  }

  private func runRecorded(_ job: Job) async throws -> Done {
    try JobRecord.begin(job, "", at: session.now, archive)
    return try await StopFlag.run { [self] flag in
      switch job {
      case .imports, .alarms:
        try watch.look()
        return Done()
      case .sweep: return try sweep(flag)
      case .erasure: return try erase(flag)
      case .reminders:
        return Done(figures: [("messages", Int64(try NoticeReminders.run(archive, by: session).count))])
      case .outbox: return try sendNotices()
      }
    }
  }

  private func sweep(_ flag: StopFlag) throws -> Done {
    let report = try RetentionSweep.run(archive, by: session, checkpoint: flag.check)
    return Done(figures: [("removed", Int64(report.removed)), ("kept", Int64(report.kept))])
  }

  private func erase(_ flag: StopFlag) throws -> Done {
    try archive.perform(.erasureRun, by: session) { _ in }
    let state = try Erasure.run(archive, within: Self.erasurePatience) { _ in try flag.check() }
    return Done(outcome: state == .done ? .done : .attention, code: state == .done ? nil : "erasure.pending")
  }

  private func sendNotices() throws -> Done {
    let report = try Outbox.send(archive, by: session)
    var done = Done(figures: [("sent", Int64(report.sent)), ("waiting", Int64(report.waiting))])
    if report.failed > 0 { (done.outcome, done.code) = (.attention, "mail.refused") }
    if let problem = report.problem { (done.outcome, done.code) = (.failed, "mail.\(problem.kind.rawValue)") }
    return done
  }

  private func log(_ job: Job, _ subject: String, _ done: Done, after duration: Duration) {
    guard job.isLogged || done.outcome == .failed || done.figures.contains(where: { $0.1 > 0 }) else { return }
    var metadata = Self.metadata(job, subject)
    metadata["outcome"] = "\(done.outcome.rawValue)"
    if let code = done.code { metadata["code"] = "\(code)" }
    for (name, value) in done.figures { metadata[name] = .stringConvertible(value) }
    metadata["milliseconds"] = .stringConvertible(Int64(duration / .milliseconds(1)))
    let level: Logger.Level =
      switch done.outcome {
      case .done, .running, .stopped: .info
      case .attention: .notice
      case .failed: .warning
      }
    logger.log(level: level, "job.ended", metadata: metadata)
  }

  private static func metadata(_ job: Job, _ subject: String) -> Logger.Metadata {
    var metadata: Logger.Metadata = ["job": "\(job.rawValue)"]
    if !subject.isEmpty { metadata["connector"] = "\(subject)" }
    return metadata
  }
}
