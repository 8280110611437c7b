internal import Archive
internal import ArgumentParser
internal import Hold

/// What a run of the outbox did, as commands show it.
struct OutboxView: Encodable {
  var sent: Int
  var delayed: Int
  var failed: Int
  var waiting: Int
  @Nullable var problem: String?
  var busy: Bool

  init(_ report: Outbox.Report) {
    (sent, delayed, failed, waiting) = (report.sent, report.delayed, report.failed, report.waiting)
    (problem, busy) = (report.problem?.description, report.isBusy)
  }

  var text: String {
    var parts = ["\(sent) sent"]
    if delayed > 0 { parts.append("\(delayed) refused for now") }
    if failed > 0 { parts.append("\(failed) failed") }
    if waiting > 0 { parts.append("\(waiting) waiting") }
    var text = parts.joined(separator: ", ")
    if let problem { text += "\n\(problem)" }
    if busy { text += "\nanother process is sending" }
    if failed > 0 { text += "\n'holdfast notice status' says why" }
    return text
  }
}

/// What an act on a notice did: whom it concerned, and how far their messages came.
struct NoticeResult: Encodable {
  var legalCase: String
  var notice: String
  var version: Int
  /// By what was done: `issued to`, `copied to`.
  var custodians: [String]
  var outbox: OutboxView

  private enum CodingKeys: String, CodingKey {
    case legalCase = "case"
    case notice, version, custodians, outbox
  }

  /// Sends what the act queued, and prints both.
  ///
  /// The act is done whatever becomes of its messages: exit code 4 says that some are not sent yet.
  static func send(
    _ place: NoticeCommand.Place, version: Int, _ done: [(verb: String, mailboxes: [Mailbox])], _ context: Context
  ) throws {
    let report = try Outbox.send(context.archive, by: context.session)
    let view = NoticeResult(
      legalCase: place.legalCase, notice: place.name, version: version,
      custodians: done.flatMap { $0.mailboxes.map(\.email) }, outbox: OutboxView(report))
    var lines = done.filter { !$0.mailboxes.isEmpty }.map { done in
      "the notice '\(place.name)' (version \(version)) is \(done.verb) "
        + done.mailboxes.map(\.email).joined(separator: ", ")
    }
    if lines.isEmpty { lines = ["the notice '\(place.name)' is at version \(version); nobody is in it"] }
    try context.output.print(view, text: (lines + [view.outbox.text]).joined(separator: "\n"))
    if !report.isClear { throw ExitStatus.attention }
  }
}
