internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

struct ExportRunCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Export what a search finds to a folder.",
    discussion: """
      Formats: eml (an e-mail a file), mbox (a mailbox file per custodian), rsmf (Relativity's short message format, a
      conversation a day per file), vcon (the IETF's conversation container), loadfile (Concordance DAT and Opticon OPT
      with natives and texts).

        holdfast export run /media/case-17 --query 'participants:"07700 900123"' --format rsmf --time-zone Europe/London
        holdfast export run /media/case-17 --resume

      Beside the items come results.csv, a row for every hit and what became of it, and manifest.json with the SHA-256 of
      each file. What is exported is fixed at the start. An export that was cut off, by a full disk or a power cut, goes
      on with --resume; until it is done the folder shows no half of it.

      Exit code 4: done, and some items could not be exported; the reasons are in results.csv.
      Exit code 74: the folder can't be written; nothing is lost, go on with --resume.
      """)

  @Argument(help: ArgumentHelp("The folder; it must be empty or not there yet.", valueName: "dir"))
  var folder: String
  @OptionGroup var scope: ExportScope
  @Option(help: "eml, mbox, rsmf, vcon or loadfile.")
  var format: ExportFormat?
  @Flag(help: "Of several custodians' copies of a message export one, and name the others in results.csv.")
  var deduplicate = false
  @Flag(help: "Go on with the export in the folder; options may be left out.")
  var resume = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard resume || (scope.query != nil && format != nil) else {
      throw ValidationError(
        "say what to export and how: --query KQL --format \(ExportFormat.allCases.map(\.rawValue).joined(separator: "|"))")
    }
  }

  private struct Result: Encodable {
    var directory: String
    var format: ExportFormat
    var hits: Int64
    var exported: Int64
    var duplicates: Int64
    var exceptions: [ExportException]
    var files: Int64
    var bytes: Int64
    var manifest = "manifest.json"
    var manifestSHA256: Digest
    var elapsedSeconds: Double
  }

  func run(in context: Context) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let place = ExportFolder(URL(fileURLWithPath: folder, isDirectory: true))
    try context.archive.authorize(resume ? .exportResumed : .exportStarted, on: place.url.path, by: context.session)
    let request = try request(place)
    let kql = try scope.kql(request.query, context.session)
    for warning in kql.warnings where !context.output.json { context.output.warn(warning.rendered(in: request.query)) }
    let limits = try context.archive.read { try scope.scope($0) }
    let source = SearchExportSource(SearchRequest(query: kql.query, text: request.query, scope: limits))
    var run = ExportRun(archive: context.archive, session: context.session, folder: place)
    run.progress = { [output = context.output] in output.progress($0) }
    let report = try resume ? run.resume(request, from: source) : run.start(request, from: source)
    context.output.endProgress()
    let elapsed = start.duration(to: clock.now)
    let counts = report.counts
    let result = Result(
      directory: place.url.path, format: request.format, hits: counts.hits, exported: counts.exported,
      duplicates: counts.duplicates, exceptions: report.exceptions, files: counts.files, bytes: counts.bytes,
      manifestSHA256: report.manifestDigest,
      elapsedSeconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
    try context.output.print(result, text: Self.text(result, report))
    if !report.exceptions.isEmpty { throw ExitStatus.attention }
  }

  /// What is asked for, filled up from the export in the folder where it goes on with one.
  private func request(_ place: ExportFolder) throws -> ExportRequest {
    var stored: ExportRequest?
    if resume {
      switch try place.state() {
      case .unfinished(let request), .finished(let request): stored = request
      case .empty, .unplanned, .foreign: break
      }
    }
    guard let query = scope.query ?? stored?.query, let format = format ?? stored?.format else {
      throw InputError(
        "there is no export in \(place.url.path) that has begun; say what to export with --query and --format",
        code: "export.missing")
    }
    return ExportRequest(
      query: query, mailboxes: scope.mailbox.isEmpty ? stored?.mailboxes ?? [] : scope.mailbox,
      excludedMailboxes: scope.excludeMailbox.isEmpty ? stored?.excludedMailboxes ?? [] : scope.excludeMailbox,
      timeZone: scope.timeZone ?? stored?.timeZone ?? ExportScope.standardZone, format: format,
      deduplicates: deduplicate || stored?.deduplicates == true)
  }

  /// Exceptions shown to a person; all are in the files.
  private static let shownExceptions = 10

  private static func text(_ result: Result, _ report: ExportReport) -> String {
    var lines = result.exceptions.prefix(shownExceptions).map { "item \($0.item) was not exported: \($0.reason)" }
    if result.exceptions.count > shownExceptions {
      lines.append("and \(result.exceptions.count - shownExceptions) more: see results.csv")
    }
    if report.wasFinished { lines.append("the export was finished before; nothing was left to do") }
    lines.append(
      "\(result.hits) hits: \(result.exported) exported, \(result.duplicates) duplicates, "
        + "\(result.exceptions.count) exceptions")
    lines.append("\(result.files) files, \(result.bytes) bytes in \(result.directory)")
    lines.append("manifest.json \(result.manifestSHA256), which is on the ledger")
    return lines.joined(separator: "\n")
  }
}
