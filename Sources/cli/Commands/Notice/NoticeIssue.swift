internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeIssue: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue", abstract: "Give a notice to custodians of its case.",
    discussion: """
      --all are the case's active custodians who are in none of its notices. A custodian can be in one notice of a \
      case only; who is to be held silently must be left out.
      """)
  @OptionGroup var place: NoticeCommand.Place
  @OptionGroup var recipients: NoticeCommand.Recipients
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let (notice, given) = try context.archive.perform(.noticeIssued, on: place.legalCase, by: context.session) { act in
      let found = try LegalCase.require(place.legalCase, for: context.session.account, act.db)
      let notice = try Notice.require(place.name, in: found, act.db)
      return (
        notice, try notice.issue(to: recipients.custodians, in: found, keys: context.archive.keys, act)
      )
    }
    try NoticeResult.send(place, version: notice.version, [("issued to", given)], context)
  }
}

struct NoticeReissue: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "reissue", abstract: "Change what a notice says, and give it again to everyone in it.",
    discussion: """
      Name the files that changed; the other letters stay. Everyone in the notice must acknowledge the new version, \
      reminders begin again, and codes of older versions are refused.
      """)
  @OptionGroup var place: NoticeCommand.Place
  @Option(help: ArgumentHelp("New instructions.", valueName: "file"))
  var text: String?
  @Option(help: ArgumentHelp("A new letter for who is given it from now on.", valueName: "file"))
  var issue: String?
  @Option(help: ArgumentHelp("A new letter for who has it already.", valueName: "file"))
  var reissue: String?
  @Option(help: ArgumentHelp("A new letter that ends it.", valueName: "file"))
  var release: String?
  @Option(help: ArgumentHelp("A new reminder, where it has reminders.", valueName: "file"))
  var reminder: String?
  @Option(help: ArgumentHelp("A new escalation, where it has escalations.", valueName: "file"))
  var escalation: String?
  @Option(help: ArgumentHelp("On whose behalf it goes out from now on.", valueName: "email"))
  var officer: String?
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    func read(_ path: String?, _ what: String) throws -> String? {
      try path.map { try NoticeCommand.letter($0, what) }
    }
    let text = try read(text, "text")
    let letters = (
      issue: try read(issue, "issuance letter"), reissue: try read(reissue, "reissue letter"),
      release: try read(release, "release letter"), reminder: try read(reminder, "reminder letter"),
      escalation: try read(escalation, "escalation letter")
    )
    let (notice, given) = try context.archive.perform(
      .noticeReissued, on: place.legalCase, by: context.session
    ) { act in
      let found = try LegalCase.require(place.legalCase, for: context.session.account, act.db)
      return try Notice.require(place.name, in: found, act.db).reissue(
        in: found, officer: officer, keys: context.archive.keys, act
      ) { texts in
        texts.text = text ?? texts.text
        texts.issuance = letters.issue ?? texts.issuance
        texts.reissue = letters.reissue ?? texts.reissue
        texts.release = letters.release ?? texts.release
        texts.reminder = letters.reminder ?? texts.reminder
        texts.escalation = letters.escalation ?? texts.escalation
      }
    }
    try NoticeResult.send(place, version: notice.version, [("reissued to", given)], context)
  }
}

struct NoticeResend: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "resend", abstract: "Send a notice once more, as it is.",
    discussion: "Who has not acknowledged it is reminded from the beginning again; who has gets just a copy.")
  @OptionGroup var place: NoticeCommand.Place
  @OptionGroup var recipients: NoticeCommand.Recipients
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let (version, sent) = try context.archive.perform(.noticeResent, on: place.legalCase, by: context.session) { act in
      let found = try LegalCase.require(place.legalCase, for: context.session.account, act.db)
      let notice = try Notice.require(place.name, in: found, act.db)
      return (
        notice.version, try notice.resend(to: recipients.custodians, in: found, keys: context.archive.keys, act)
      )
    }
    try NoticeResult.send(
      place, version: version, [("sent again to", sent.restarted), ("copied to", sent.copies)], context)
  }
}

struct NoticeRelease: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "End a notice for custodians, and tell them.",
    discussion: """
      They stay custodians, and the case's holds stay. 'holdfast case custodian release' ends both, and sends the same \
      letter to who was given a notice.
      """)
  @OptionGroup var place: NoticeCommand.Place
  @OptionGroup var recipients: NoticeCommand.Recipients
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let (version, ended) = try context.archive.perform(
      .noticeReleased, on: place.legalCase, by: context.session
    ) { act in
      let found = try LegalCase.require(place.legalCase, for: context.session.account, act.db)
      let notice = try Notice.require(place.name, in: found, act.db)
      return (notice.version, try notice.release(recipients.custodians, in: found, act))
    }
    try NoticeResult.send(place, version: version, [("ended for", ended)], context)
  }
}
