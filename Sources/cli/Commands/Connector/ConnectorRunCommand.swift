internal import Archive
internal import ArgumentParser
internal import Hold
internal import Importer

struct ConnectorRunCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Fetch what the partner has, and file it.",
    discussion: """
      Takes the days after the last complete one up to yesterday, unless told. A day that is complete is read anew only
      when --from names it: then everything in it is reported as duplicate, and nothing is filed twice. A run that was
      cut off goes on where it was.

      Exit code 4: done, and something needs a look ('holdfast connector log', 'holdfast quarantine list').
      Exit code 69: the partner's site can't be reached, or a day is not ready there.
      """)

  @Argument(help: "The connector's name.")
  var name: String
  @Option(help: ArgumentHelp("The first day.", valueName: "date"), transform: CivilDate.init(argument:))
  var from: CivilDate?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"), transform: CivilDate.init(argument:))
  var to: CivilDate?
  @OptionGroup var global: GlobalOptions

  private struct Day: Encodable {
    var date: String
    var complete: Bool
    var counts: DeliveryCounts

    private enum CodingKeys: CodingKey { case date, complete }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(date, forKey: .date)
      try container.encode(complete, forKey: .complete)
      try counts.encode(to: encoder)
    }
  }

  private struct Result: Encodable {
    var connector: String
    var days: [Day]
    var total: DeliveryCounts
    var items: Int64
    var elapsedSeconds: Double
  }

  func run(in context: Context) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var run = ConnectorRun(archive: context.archive, session: context.session)
    run.progress = { [output = context.output] in output.progress($0) }
    let report = try await run.run(name, from: from, to: to)
    let elapsed = start.duration(to: clock.now)
    context.output.endProgress()
    let result = Result(
      connector: name,
      days: report.days.map { Day(date: $0.date.description, complete: $0.complete, counts: $0.counts) },
      total: report.total, items: report.items,
      elapsedSeconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
    // The failure itself is the error this command ends with.
    let failure = report.failure.map { "\($0)" }
    for problem in report.days.flatMap(\.problems) where problem != failure { context.output.warn(problem) }
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

  private static func text(_ report: RunReport, _ seconds: Double) -> String {
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
