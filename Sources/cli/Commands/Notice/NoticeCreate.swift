internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeCreate: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Write a notice of a case; nobody gets it yet.",
    discussion: """
      The letters are kept as they are, version by version, and so is every message made from them.

      --text holds the instructions themselves and is carried at the end of every letter but the release. The letters \
      that ask for acknowledgement must hold {{code}} or {{link}}, themselves or in the text.

        holdfast notice create Acme hold --issue issue.txt --reissue reissue.txt --release release.txt \
          --reminder reminder.txt --reminder-days 7 --reminder-count 3 \
          --escalation escalation.txt --escalation-days 7 --escalation-count 2 --officer counsel@corp.example
      """)
  @OptionGroup var place: NoticeCommand.Place
  @Option(help: ArgumentHelp("The letter that gives the notice.", valueName: "file"))
  var issue: String
  @Option(help: ArgumentHelp("The letter that gives it again after a change.", valueName: "file"))
  var reissue: String
  @Option(help: ArgumentHelp("The letter that ends it.", valueName: "file"))
  var release: String
  @Option(help: ArgumentHelp("The instructions that all letters but the release carry.", valueName: "file"))
  var text: String?
  @Option(help: ArgumentHelp("The letter to who has not acknowledged.", valueName: "file"))
  var reminder: String?
  @Option(help: ArgumentHelp("Days between reminders.", valueName: "n"))
  var reminderDays: Int?
  @Option(help: ArgumentHelp("The most reminders.", valueName: "n"))
  var reminderCount: Int?
  @Option(help: ArgumentHelp("The letter to custodian and manager, after the last reminder.", valueName: "file"))
  var escalation: String?
  @Option(help: ArgumentHelp("Days between escalations, and before the first.", valueName: "n"))
  var escalationDays: Int?
  @Option(help: ArgumentHelp("The most escalations.", valueName: "n"))
  var escalationCount: Int?
  @Option(help: ArgumentHelp("On whose behalf it goes out. (default: your account)", valueName: "email"))
  var officer: String?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var legalCase: String
    var notice: String
    var version: Int
    var officer: String

    private enum CodingKeys: String, CodingKey {
      case legalCase = "case"
      case notice, version, officer
    }
  }

  func run(in context: Context) async throws {
    let texts = NoticeTexts(
      issuance: try NoticeCommand.letter(issue, "issuance letter"),
      reissue: try NoticeCommand.letter(reissue, "reissue letter"),
      release: try NoticeCommand.letter(release, "release letter"),
      reminder: try reminder.map { try NoticeCommand.letter($0, "reminder letter") },
      escalation: try escalation.map { try NoticeCommand.letter($0, "escalation letter") },
      text: try text.map { try NoticeCommand.letter($0, "text") })
    let workflow = NoticeWorkflow(
      reminders: try series(reminderDays, reminderCount, "reminder"),
      escalations: try series(escalationDays, escalationCount, "escalation"))
    let notice = try context.archive.perform(.noticeCreated, on: place.legalCase, by: context.session) { act in
      try Notice.create(
        place.name, in: LegalCase.require(place.legalCase, for: context.session.account, act.db),
        officer: officer ?? context.session.account, texts: texts, workflow: workflow, act)
    }
    try context.output.print(
      Result(legalCase: place.legalCase, notice: notice.name, version: notice.version, officer: notice.officer),
      text: "the notice '\(notice.name)' is written; give it with 'holdfast notice issue'")
  }

  private func series(_ days: Int?, _ count: Int?, _ what: String) throws -> NoticeWorkflow.Series? {
    switch (days, count) {
    case (nil, nil): nil
    case (let days?, let count?): try NoticeWorkflow.Series(days: days, count: count, what: what)
    default: throw ValidationError("\(what)s need both --\(what)-days and --\(what)-count")
    }
  }
}
