internal import Archive
internal import GRDB
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Runs the due jobs of one lane, one after the other, until it is told to stop.
struct LaneService: Service {
  let lane: Job.Lane
  let runner: JobRunner
  /// How long to wait before looking again whether something is due.
  let tick: Duration
  /// Notes that a job went on after it was told to end.
  let abandoned: Abandoned

  /// What a job in work may take to end once it is told to: an import hands in its last batches, which takes a fraction
  /// of a second, so that what takes longer waits for somebody else.
  static let patience = Duration.seconds(7)
  /// A job that is due again as soon as it ends (its end could not be put on record, another process is at it) is not
  /// begun again before that; a look for alarms, which other jobs' ends ask for, soon.
  private var pause: Duration { lane == .watch ? .seconds(5) : .seconds(60) }

  private var archive: Archive { runner.archive }
  private var logger: Logger { runner.logger }

  func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await loop() }
    } catch is CancellationError {
      return
    } catch is Patience.Exhausted {
      abandoned.note()
      logger.warning("job.abandoned", metadata: ["lane": "\(lane.rawValue)"])
    }
  }

  private func loop() async throws {
    let clock = ContinuousClock()
    var pauses: [PlannedJob.Key: ContinuousClock.Instant] = [:]
    var denied: Set<Job> = []
    while true {
      try Task.checkCancellation()
      do {
        if let next = try next(&denied, without: { pauses[$0].map { clock.now < $0 } ?? false }) {
          pauses[next.key] = clock.now.advanced(by: pause)
          try await Patience.wait(Self.patience) { [runner] in try await runner.run(next) }
          let isDueAgain = try JobPlan.all(archive, at: runner.session.now).contains {
            $0.key == next.key && ($0.due.map { $0 <= runner.session.now } ?? false)
          }
          // Due again at once, it found another at work, or ended at once: not without end.
          if !isDueAgain { pauses[next.key] = nil }
          continue
        }
      } catch let error where !(error is CancellationError || error is Patience.Exhausted) {
        logger.error("lane.failed", metadata: ["lane": "\(lane.rawValue)", "code": "\(JobError.code(of: error))"])
      }
      try await Task.sleep(for: tick)
    }
  }

  /// The job of the lane that has been due longest; those the account may not do are left out, and told of once.
  private func next(_ denied: inout Set<Job>, without isPaused: (PlannedJob.Key) -> Bool) throws -> PlannedJob? {
    let now = runner.session.now
    let groups = try archive.read { try Accounts.groups(of: runner.session.account, $0) }
    let due = try JobPlan.all(archive, at: now).filter { planned in
      planned.job.lane == lane && !isPaused(planned.key) && planned.due.map { $0 <= now } ?? false
    }.sorted { ($0.due ?? now) < ($1.due ?? now) }
    let allowed = due.filter { !groups.isDisjoint(with: $0.job.action.allowed) }
    for planned in due where !allowed.contains(planned) && denied.insert(planned.job).inserted {
      let wanted = planned.job.action.allowed.sorted().map(\.rawValue).joined(separator: " or ")
      logger.warning(
        "job.denied",
        metadata: [
          "job": "\(planned.job.rawValue)", "account": "\(runner.session.account)", "takes": "\(wanted)",
        ])
    }
    return allowed.first
  }
}

extension PlannedJob {
  struct Key: Hashable {
    var job: Job
    var subject: String
  }

  var key: Key { Key(job: job, subject: subject) }
}

/// Whether a job went on when its lane ended.
final class Abandoned: Sendable {
  private let isNoted = Atomic(false)

  func note() { isNoted.store(true, ordering: .relaxed) }
  var isTrue: Bool { isNoted.load(ordering: .relaxed) }
}
