internal import Archive
internal import ArgumentParser
internal import Hold

/// Why a change is made.
struct StatedReason: ParsableArguments {
  @Option(help: "Why; the ledger keeps it, and who approves it reads it.")
  var reason: String?
}

/// A result with its words for people.
protocol TextView: Encodable {
  var text: String { get }
}

extension PolicyView: TextView {}
extension PendingChangeView: TextView {}

extension Context {
  /// Makes a change and shows what came of it; where it takes a second person, shows what waits, with exit code 4.
  func submit(_ change: some ApprovableChange, reason: String?, result: () throws -> some TextView) throws {
    switch try Approval.submit(change, reason: reason, in: archive, by: session) {
    case .applied:
      let view = try result()
      try output.print(view, text: TerminalText.safe(view.text, keepingLines: true))
    case .waiting(let pending): try show(waiting: pending)
    }
  }

  /// Shows what waits for a second person, and ends with exit code 4.
  func show(waiting pending: PendingChange) throws {
    let view = PendingChangeView(pending, at: session.now)
    try output.print(view, text: TerminalText.safe(view.text, keepingLines: true))
    throw ExitStatus.attention
  }
}
