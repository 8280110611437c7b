internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

/// Runs an export for a person, and says what came of it.
struct ExportDelivery {
  let context: Context
  let place: ExportFolder
  /// Goes on with what is in the folder.
  let resumes: Bool

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

  /// - Throws: ``ExitStatus/attention`` where some items could not be exported.
  func run(_ request: ExportRequest, from source: some ExportSource) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var run = ExportRun(archive: context.archive, session: context.session, folder: place)
    run.progress = { [output = context.output] in output.progress($0) }
    let report = try resumes ? run.resume(request, from: source) : run.start(request, from: source)
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
