internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Importer

struct ConnectorImport: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "File items from a phone's backup or a service's export.",
    discussion: """
      The items go the way of the partner's: mapped by the connector's table, converted to e-mail, filed in its folder.
      What was imported before is reported as duplicate and filed once; an import that was cut off goes on where it was.

      Formats: \(ForeignFileRun.formats.map { "\($0.id) (\($0.title))" }.joined(separator: ", ")).
      Without --format each file must show by itself which it has.

      An export of somebody's own phone doesn't say whose it is; --owner does:
        holdfast connector import o2 sms-20240102.xml --owner alice@corp.example

      Exit code 4: done, and something needs a look ('holdfast connector log', 'holdfast quarantine list').
      Exit code 65: a file can't be read, or not to its end; what came before that is filed.
      """)

  @Argument(help: "The connector's name.")
  var name: String
  @Argument(help: ArgumentHelp("The files.", valueName: "file"))
  var files: [String]
  @Option(help: "The files' format, if they don't show it.")
  var format: String?
  @Option(help: ArgumentHelp("Whose phone or account it is: an e-mail address or a number.", valueName: "who"))
  var owner: String?
  @Option(
    help: ArgumentHelp("Which columns of a CSV file say what, as from=2,to=3,start=10.", valueName: "map"))
  var columns: String?
  @Option(help: ArgumentHelp("The zone of times written without one, as Europe/London; else UTC.", valueName: "zone"))
  var timeZone: String?
  @Option(help: ArgumentHelp("A folder or ZIP file with the calls' recordings.", valueName: "folder"))
  var recordings: String?
  @Option(
    help: ArgumentHelp("Only items sent on this day or after (UTC).", valueName: "date"),
    transform: CivilDate.init(argument:))
  var from: CivilDate?
  @Option(
    help: ArgumentHelp("Only items sent on this day or before (UTC).", valueName: "date"),
    transform: CivilDate.init(argument:))
  var to: CivilDate?
  @OptionGroup var global: GlobalOptions

  private struct File: Encodable {
    var file: ForeignFileReport.File

    private enum CodingKeys: CodingKey { case file, format, complete, skipped }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(file.path, forKey: .file)
      try container.encode(file.format, forKey: .format)
      try container.encode(file.isComplete, forKey: .complete)
      try container.encode(file.skipped, forKey: .skipped)
      try file.counts.encode(to: encoder)
    }
  }

  private struct Result: Encodable {
    var connector: String
    var files: [File]
    var total: DeliveryCounts
    var items: Int64
    var elapsedSeconds: Double
  }

  func run(in context: Context) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var run = ForeignFileRun(archive: context.archive, session: context.session)
    run.progress = { [output = context.output] in output.progress($0) }
    let report = try await run.run(
      name, files: files, format: format,
      options: FormatOptions(
        owner: owner, columns: columns, timeZone: timeZone, recordings: recordings, from: from, to: to))
    let elapsed = start.duration(to: clock.now)
    context.output.endProgress()
    let result = Result(
      connector: name, files: report.files.map(File.init), total: report.total, items: report.items,
      elapsedSeconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
    for file in report.files {
      for notice in file.notices { context.output.warn("\(file.path): \(notice)") }
    }
    try context.output.print(result, text: Self.text(report, result.elapsedSeconds))
    if let failure = report.failure { throw failure }
    if report.needsAttention { throw ExitStatus.attention }
  }

  private static func text(_ report: ForeignFileReport, _ seconds: Double) -> String {
    let header = [
      "FILE", "COMPLETE", "OFFERED", "AVAILABLE", "IMPORTED", "PARTIAL", "DUPLICATE", "QUARANTINED", "FAILED",
      "MISSING", "SKIPPED",
    ]
    func row(_ name: String, _ complete: String, _ counts: DeliveryCounts, _ skipped: Int64) -> [String] {
      [name, complete] + counts.named.map { String($0.1) } + [String(skipped)]
    }
    let rows = report.files.map {
      row(URL(fileURLWithPath: $0.path).lastPathComponent, $0.isComplete ? "yes" : "no", $0.counts, $0.skipped)
    }
    let skipped = report.files.reduce(0) { $0 + $1.skipped }
    return Table.text(header, rows + [row("total", "", report.total, skipped)])
      + "\n\(report.items) items in \((seconds * 10).rounded() / 10) s"
  }
}
