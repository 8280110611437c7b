internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notice", abstract: "Tell custodians of a hold, and have them acknowledge it.",
    discussion: """
      A notice of a case is written once, as letters with places to fill in, and issued to custodians; whoever is to be \
      held silently is just not given it. Each letter holds a code that acknowledges it. Who doesn't is reminded, and \
      at last the manager is told:

        holdfast notice mail set --server mail.corp.example --sender holds@corp.example
        holdfast notice create Acme hold --issue issue.txt --reissue reissue.txt --release release.txt
        holdfast notice issue Acme hold --custodian ada@corp.example
        holdfast notice remind --due && holdfast notice send     (what a timer runs every hour)
        holdfast notice status Acme

      A letter is a text file: 'Subject: ...', an empty line, the body. Places: {{custodian}} {{email}} {{case}} \
      {{notice}} {{officer}} {{organization}} {{date}} {{issued}} {{code}} {{link}}.
      """,
    subcommands: [
      NoticeCreate.self, NoticeIssue.self, NoticeReissue.self, NoticeResend.self, NoticeRemind.self,
      NoticeRelease.self, NoticeAcknowledge.self, NoticeStatusCommand.self, NoticeLink.self, NoticeMessage.self,
      NoticeSend.self, NoticeManagerCommand.self, NoticeMailCommand.self,
    ])

  /// The case and the notice a command is about.
  struct Place: ParsableArguments {
    @Argument(help: "The case's name.")
    var legalCase: String
    @Argument(help: "The notice's name.")
    var name: String
  }

  /// Whom a command concerns: said in so many words, because a silent hold must not end by a forgotten option.
  struct Recipients: ParsableArguments {
    @Option(help: ArgumentHelp("A custodian; may be repeated.", valueName: "email"))
    var custodian: [String] = []
    @Flag(help: "Everyone it can concern.")
    var all = false

    func validate() throws {
      guard custodian.isEmpty == all else { throw ValidationError("give --custodian EMAIL, or --all") }
    }

    var custodians: Notice.Custodians { all ? .all : .named(custodian) }
  }

  /// Reads a letter's file.
  static func letter(_ path: String, _ what: String) throws -> String {
    try NoticeTexts.read(InputFile.read(path, limit: NoticeTexts.largestFile), what: what)
  }
}
