internal import Archive
internal import ArgumentParser
internal import Hold

struct CaseSourceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "source", abstract: "Mailboxes of a case that are nobody's in particular.",
    discussion: """
      A shared mailbox, or one that only holds material. They get no notices and share one hold of the case.
      """,
    subcommands: [Add.self, Release.self, Reactivate.self, List.self])

  private struct Result: Encodable { var sources: [CaseMailboxView] }

  private static func show(_ name: String, _ context: Context) throws {
    let sources = try context.archive.read { db in
      try CaseMailbox.all(of: LegalCase.require(name, for: context.session.account, db), as: .source, db)
    }.map(CaseMailboxView.init)
    try context.output.print(Result(sources: sources), text: CaseMailboxView.table(sources, "MAILBOX"))
  }

  struct Add: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add mailboxes to a case; with --hold they are held whole, at once.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The mailboxes.")
    var emails: [String]
    @Flag(help: "Hold the whole mailboxes, whatever is in them now or arrives later.")
    var hold = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.caseUpdated, on: name, by: context.session) { act in
        let found = try LegalCase.require(name, for: context.session.account, as: .manager, act.db)
        try CaseMailbox.add(emails, to: found, as: .source, hold: hold, act)
      }
      try CaseSourceCommand.show(name, context)
    }
  }

  struct Release: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Release mailboxes from a case's holds, after the delay; they stay listed.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The mailboxes.")
    var emails: [String]
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMailboxView.change(name, emails, context) { try CaseMailbox.release($0, from: $1, as: .source, $2) }
      try CaseSourceCommand.show(name, context)
    }
  }

  struct Reactivate: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "reactivate", abstract: "Take released mailboxes up again; no hold comes back by itself.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The mailboxes.")
    var emails: [String]
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMailboxView.change(name, emails, context) { try CaseMailbox.reactivate($0, in: $1, as: .source, $2) }
      try CaseSourceCommand.show(name, context)
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show a case's non-custodial mailboxes.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.caseViewed, on: name, by: context.session) { _ in }
      try CaseSourceCommand.show(name, context)
    }
  }
}
