internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeStatusCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show who was given which notice of a case, and who acknowledged it.",
    discussion: """
      For each custodian: whether the mail server took the message, when the notice was acknowledged, how many \
      reminders and escalations went out and what comes next. --json has every message with its SHA-256; --csv is for \
      spreadsheets. Custodians in no notice, whose holds are silent, are listed last.
      """)
  @Argument(help: "The case's name.")
  var legalCase: String
  @Flag(help: "Print CSV.")
  var csv = false
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let view = try context.archive.consult(.noticeViewed, on: legalCase, by: context.session) { db in
      let found = try LegalCase.require(legalCase, for: context.session.account, db)
      return NoticeStatusView(found, try NoticeStatus(of: found, db))
    }
    if csv { return context.output.print(bytes: view.csv) }
    try context.output.print(view, text: view.text)
  }
}
