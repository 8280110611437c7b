internal import Archive
internal import ArgumentParser
internal import Hold
internal import Importer
internal import Service

struct ConnectorRunCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Fetch what the partner has, and file it.",
    discussion: """
      Takes the days after the last complete one up to yesterday, unless told. A day that is complete is read anew only
      when --from names it: then everything in it is reported as duplicate, and nothing is filed twice. A run that was
      cut off goes on where it was. Each run asks whether the partner has changed one of the last seven complete days,
      and fetches what changed.

      With --due every connector that is due is run once, which is what a timer calls: once a day from the setting
      import-time on, and again later on the same day while the partner's day is not ready or not whole.

      Exit code 4: done, and something needs a look ('holdfast connector log', 'holdfast quarantine list').
      Exit code 69: the partner's site can't be reached, or a day is not ready there.
      With --due: the worst of all connectors'.
      """)

  @Argument(help: "The connector's name.")
  var name: String?
  @Flag(help: "Run every connector that is due, instead of one by its name.")
  var due = false
  @Option(help: ArgumentHelp("The first day.", valueName: "date"), transform: CivilDate.init(argument:))
  var from: CivilDate?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"), transform: CivilDate.init(argument:))
  var to: CivilDate?
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard (name == nil) == due else { throw ValidationError("give a connector's name, or --due") }
    guard !due || (from == nil && to == nil) else { throw ValidationError("--due takes the days that are open") }
  }

  struct Day: Encodable {
    var date: String
    var complete: Bool
    var counts: DeliveryCounts
    var reoffered: Bool

    private enum CodingKeys: CodingKey { case date, complete, reoffered }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(date, forKey: .date)
      try container.encode(complete, forKey: .complete)
      if reoffered { try container.encode(true, forKey: .reoffered) }
      try counts.encode(to: encoder)
    }
  }

  struct Result: Encodable {
    var connector: String
    var days: [Day]
    var total: DeliveryCounts
    var items: Int64
    var elapsedSeconds: Double

    init(_ report: RunReport, elapsed: Duration) {
      connector = report.connector
      days = report.days.map {
        Day(date: $0.date.description, complete: $0.complete, counts: $0.counts, reoffered: $0.isReoffered)
      }
      (total, items) = (report.total, report.items)
      elapsedSeconds = elapsed / .seconds(1)
    }
  }

  func run(in context: Context) async throws {
    guard let name else { return try await DueRun(context: context).run() }
    let clock = ContinuousClock()
    let start = clock.now
    let report = try await Self.run(name, from: from, to: to, context)
    context.output.endProgress()
    let result = Result(report, elapsed: start.duration(to: clock.now))
    Self.warn(of: report, context.output)
    try context.output.print(result, text: Self.text(report, result.elapsedSeconds))
    if try context.archive.read({ try ObjectLocks.status($0).waiting }) > 0 {
      let locks = try ObjectLocks.mirror(context.archive, by: context.session, newOnly: true)
      if locks.failed > 0 {
        context.output.warn(
          "\(locks.failed) recordings could not be locked in their store; see 'holdfast storage show'")
      }
    }
    if let failure = report.failure { throw failure }
    if report.needsAttention { throw ExitStatus.attention }
  }

  /// A run of all open days is on record for the schedule; one of days that were asked for is not the day's run.
  private static func run(_ name: String, from: CivilDate?, to: CivilDate?, _ context: Context) async throws
    -> RunReport
  {
    let progress: @Sendable (String) -> Void = { [output = context.output] in output.progress($0) }
    guard from != nil || to != nil else {
      var job = ImportJob(archive: context.archive, session: context.session)
      job.progress = progress
      return try await job.run(name)
    }
    var run = ConnectorRun(archive: context.archive, session: context.session)
    run.progress = progress
    return try await run.run(name, from: from, to: to)
  }

  static func warn(of report: RunReport, _ output: Output) {
    // The failure itself is the error the command ends with.
    let failure = report.failure.map { "\($0)" }
    for notice in report.notices { output.warn(notice) }
    for problem in report.days.flatMap(\.problems) where problem != failure { output.warn(problem) }
  }

  static func text(_ report: RunReport, _ seconds: Double) -> String {
    guard !report.days.isEmpty else { return "nothing to do: every day up to the last asked for is complete" }
    let header = [
      "DAY", "COMPLETE", "OFFERED", "AVAILABLE", "IMPORTED", "PARTIAL", "DUPLICATE", "QUARANTINED",
      "FAILED", "MISSING",
    ]
    func row(_ name: String, _ complete: String, _ counts: DeliveryCounts) -> [String] {
      [name, complete] + counts.named.map { String($0.1) }
    }
    let rows = report.days.map { row($0.date.description, $0.complete ? "yes" : "no", $0.counts) }
    let table = Table.text(header, rows + [row("total", "", report.total)])
    return table + "\n\(report.items) items in \((seconds * 10).rounded() / 10) s"
  }
}

extension CivilDate {
  /// A day as a person types it.
  init(argument: String) throws {
    guard let date = CivilDate(argument) else {
      throw ValidationError("'\(argument)' is not a day; write it as 2024-01-31")
    }
    self = date
  }
}
