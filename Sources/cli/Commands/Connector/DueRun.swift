internal import Archive
internal import ArgumentParser
internal import Importer
internal import Service

/// `connector run --due`: every connector that is due, once.
struct DueRun {
  let context: Context

  private struct View: Encodable {
    var connector: String
    /// What became of it: `ran`, `failed`, `busy` (another process runs it) or `waits`.
    var result: String
    @Nullable var report: ConnectorRunCommand.Result?
    @Nullable var error: String?
    /// When it is due, where it is not.
    @Nullable var due: String?
  }

  private struct Views: Encodable { var connectors: [View] }

  func run() async throws {
    let clock = ContinuousClock()
    let output = context.output
    let start = clock.now
    let results = try await DueConnectors(archive: context.archive, session: context.session).run {
      output.progress($0)
    }
    output.endProgress()
    let elapsed = start.duration(to: clock.now)
    var worst: [Failure] = []
    var views: [View] = []
    var texts: [String] = []
    for (name, result) in results {
      switch result {
      case .ran(let report):
        ConnectorRunCommand.warn(of: report, output)
        let view = ConnectorRunCommand.Result(report, elapsed: elapsed)
        let failure = report.failure.flatMap { Failure(of: $0) }
        views.append(View(connector: name, result: "ran", report: view, error: failure?.code))
        texts.append("\(name): " + ConnectorRunCommand.text(report, view.elapsedSeconds))
        if let failure { worst.append(failure) }
        if failure == nil, report.needsAttention { worst.append(Self.attention) }
      case .failed(let error):
        let failure = Failure(of: error) ?? Failure(exit: .failure, code: "unexpected", message: "\(error)")
        views.append(View(connector: name, result: "failed", error: failure.code))
        texts.append("\(name): failed")
        worst.append(failure)
      case .busy:
        views.append(View(connector: name, result: "busy"))
        texts.append("\(name): another process runs it")
      case .waits(let due):
        views.append(View(connector: name, result: "waits", due: due.description))
        texts.append("\(name): due at \(due)")
      }
    }
    try output.print(
      Views(connectors: views), text: texts.isEmpty ? "there is no active connector" : texts.joined(separator: "\n"))
    try end(worst)
  }

  private static let attention = Failure(exit: ExitStatus.attention, code: "attention", message: "")

  /// What must be mended first counts most: the storage, the account, what was given, the partner, the items.
  private static let severity = [
    ExitStatus.storage, ExitStatus.noRole, ExitStatus.badInput, ExitStatus.usage, ExitStatus.unavailable,
    ExitStatus.attention,
  ]

  private func end(_ failures: [Failure]) throws {
    for failure in failures where !failure.message.isEmpty { context.output.warn(failure.message) }
    let worst = Self.severity.first { code in failures.contains { $0.exit == code } }
    if let worst { throw worst }
    if !failures.isEmpty { throw ExitStatus.storage }
  }
}
