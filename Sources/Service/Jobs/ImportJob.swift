public import Archive
public import Importer
internal import Synchronization

/// A connector's run that is on record, so that schedules and alarms know of it whoever began it.
public struct ImportJob: Sendable {
  /// The code of a run that brought everything and left items to look at.
  static let attentionCode = "items.attention"
  /// The code of a run after which a day is not whole.
  static let incompleteCode = "day.incomplete"
  /// The code of a run that found another one under way, which alone is on record.
  public static let busyCode = "connector.busy"

  public var archive: Archive
  public var session: Session
  public var progress: @Sendable (String) -> Void = { _ in }

  public init(archive: Archive, session: Session) { (self.archive, self.session) = (archive, session) }

  /// Runs the connector over its open days up to yesterday, as ``ConnectorRun/run(_:from:to:)`` does.
  public func run(_ name: String) async throws -> RunReport {
    var run = ConnectorRun(archive: archive, session: session)
    run.progress = progress
    // What is refused before it has the connector, or finds another run on it, is no run.
    let hasBegun = Mutex(false)
    run.began = { [archive, session] in
      try JobRecord.begin(.imports, name, at: session.now, archive)
      hasBegun.withLock { $0 = true }
    }
    do {
      let report = try await run.run(name)
      let (outcome, code) = Self.outcome(of: report)
      try JobRecord.end(.imports, name, outcome, code: code, at: session.now, archive)
      return report
    } catch {
      if hasBegun.withLock({ $0 }) {
        let outcome: JobRecord.Outcome = error is CancellationError ? .stopped : .failed
        // Where this can't be kept either, the error itself says why.
        try? JobRecord.end(.imports, name, outcome, code: JobError.code(of: error), at: session.now, archive)
      }
      throw error
    }
  }

  static func outcome(of report: RunReport) -> (JobRecord.Outcome, code: String?) {
    if let failure = report.failure { return (.failed, JobError.code(of: failure)) }
    if report.days.contains(where: { !$0.complete }) { return (.attention, incompleteCode) }
    return report.needsAttention ? (.attention, attentionCode) : (.done, nil)
  }
}
