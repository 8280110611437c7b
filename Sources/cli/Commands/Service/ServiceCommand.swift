internal import Archive
internal import ArgumentParser
internal import Service

struct ServiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service", abstract: "What 'holdfast serve' did last and does next.", subcommands: [Status.self])

  private struct JobView: Encodable {
    var job: String
    @Nullable var connector: String?
    /// `running`, `done`, `attention`, `failed` or `stopped`; null: it never ran.
    @Nullable var outcome: String?
    @Nullable var code: String?
    @Nullable var started: String?
    @Nullable var ended: String?
    @Nullable var succeeded: String?
    var failures: Int
    var runs: Int
    /// Null where there is nothing for it to do.
    @Nullable var next: String?

    init(_ planned: PlannedJob, at now: Moment) {
      job = planned.job.rawValue
      let record = planned.record
      _connector = Nullable(wrappedValue: planned.subject.isEmpty ? nil : planned.subject)
      _outcome = Nullable(wrappedValue: record?.outcome.rawValue)
      _code = Nullable(wrappedValue: record?.code)
      _started = Nullable(wrappedValue: record?.started.description)
      _ended = Nullable(wrappedValue: record?.ended?.description)
      _succeeded = Nullable(wrappedValue: record?.succeeded?.description)
      (failures, runs) = (record?.failures ?? 0, record?.runs ?? 0)
      // What is due is next now, and what runs has begun.
      let isRunning = record?.outcome == .running
      _next = Nullable(wrappedValue: isRunning ? nil : planned.due.map { max($0, now).description })
    }
  }

  private struct View: Encodable {
    var running: Bool
    @Nullable var account: String?
    @Nullable var process: Int32?
    @Nullable var address: String?
    @Nullable var started: String?
    @Nullable var stopped: String?
    var alarms: Int
    var jobs: [JobView]

    var text: String {
      let head =
        running
        ? "runs as \(account ?? "") since \(started ?? ""), process \(process.map(String.init) ?? "")"
          + (address.map { "; health and figures at http://\($0)" } ?? "")
        : "does not run; start it with 'holdfast serve'" + (stopped.map { "; it ended at \($0)" } ?? "")
      let table = Table.text(
        ["JOB", "CONNECTOR", "LAST", "ENDED", "WHY", "NEXT"],
        jobs.map { job in
          [
            job.job, job.connector ?? "", job.outcome ?? "never", job.ended ?? "", job.code ?? "", job.next ?? "",
          ]
        })
      return "\(head)\n\(alarms) alarms\n\(table)"
    }
  }

  struct Status: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Whether the service runs, what each job did last, and when it is next.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let (state, alarms) = try context.archive.consult(.serviceViewed, by: context.session) { db in
        (try ServiceState.find(db), try Alarm.active(db).count)
      }
      let now = context.session.now
      let isRunning = try ServiceLock.isTaken(context.archive)
      let view = View(
        running: isRunning, account: state?.account, process: isRunning ? state?.process : nil,
        address: isRunning ? state?.address : nil, started: state?.started.description,
        stopped: state?.stopped?.description, alarms: alarms,
        jobs: try JobPlan.all(context.archive, at: now).map { JobView($0, at: now) })
      try context.output.print(view, text: view.text)
    }
  }
}
