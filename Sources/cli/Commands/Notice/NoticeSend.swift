internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeSend: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Send the messages that wait.",
    discussion: """
      Messages are sent when they are made; those the mail server could not take wait, and are tried again after 5, 15 \
      and 30 minutes, 1, 2, 4 hours and then every 8, for five days. A timer that runs this often is all it takes.

      Exit code 69: the mail server can't be used; 4: some messages failed or still wait.
      """)
  @Flag(help: "Try those too whose next attempt is later.")
  var now = false
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let report = try Outbox.send(context.archive, by: context.session, includingLater: now)
    let view = OutboxView(report)
    try context.output.print(view, text: view.text)
    if report.problem != nil { throw ExitStatus.unavailable }
    if !report.isClear { throw ExitStatus.attention }
  }
}

struct NoticeRemind: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "remind", abstract: "Send the reminders and escalations that are due.",
    discussion: """
      What a timer runs: nothing is sent twice, however often or by how many it is run, and a timer that stood still \
      for a month sends one reminder and not all it missed. It concerns the cases you may see.
      """)
  @Flag(help: "Those that are due now; the only ones there are.")
  var due = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard due else { throw ValidationError("give --due: only what is due is sent") }
  }

  private struct View: Encodable {
    struct Step: Encodable {
      var legalCase: String
      var notice: String
      var custodian: String
      var step: String

      private enum CodingKeys: String, CodingKey {
        case legalCase = "case"
        case notice, custodian, step
      }
    }

    var steps: [Step]
    var outbox: OutboxView
  }

  func run(in context: Context) async throws {
    let due = try NoticeReminders.run(context.archive, by: context.session)
    let report = due.isEmpty ? Outbox.Report() : try Outbox.send(context.archive, by: context.session)
    let names = try context.archive.read { db in
      try due.map { try Mailbox.find($0.enrolment.mailbox, db)?.email ?? "" }
    }
    let view = View(
      steps: zip(due, names).map {
        View.Step(legalCase: $0.legalCase.name, notice: $0.notice.name, custodian: $1, step: $0.step.rawValue)
      }, outbox: OutboxView(report))
    let lines = view.steps.map { "\($0.step) to \($0.custodian) ('\($0.notice)' of '\($0.legalCase)')" }
    try context.output.print(
      view, text: lines.isEmpty ? "nothing is due" : (lines + [view.outbox.text]).joined(separator: "\n"))
    if !report.isClear { throw ExitStatus.attention }
  }
}
