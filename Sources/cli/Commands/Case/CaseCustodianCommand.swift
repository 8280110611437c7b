internal import Archive
internal import ArgumentParser
internal import Hold

struct CaseCustodianCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custodian", abstract: "The people whose mailboxes a case is about.",
    subcommands: [Add.self, Release.self, Reactivate.self, List.self])

  private struct Result: Encodable { var custodians: [CaseMailboxView] }

  private static func show(_ name: String, _ context: Context) throws {
    let custodians = try context.archive.read { db in
      try Custodian.all(of: LegalCase.require(name, for: context.session.account, db), db)
    }.map(CaseMailboxView.init)
    try context.output.print(
      Result(custodians: custodians), text: CaseMailboxView.table(custodians, "CUSTODIAN"))
  }

  struct Add: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add custodians to a case; with --hold their whole mailboxes are held at once.",
      discussion: "People who left the company can be added like any other.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "Their mailboxes.")
    var emails: [String]
    @Flag(help: "Hold their whole mailboxes, whatever is in them now or arrives later.")
    var hold = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.caseUpdated, on: name, by: context.session) { act in
        let found = try LegalCase.require(name, for: context.session.account, as: .manager, act.db)
        try Custodian.add(emails, to: found, hold: hold, act)
      }
      try CaseCustodianCommand.show(name, context)
    }
  }

  struct Release: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "release",
      abstract: "Release custodians: this case's holds let go of their mailboxes, after the delay.",
      discussion: "Other cases' holds stay as they are, and the person stays listed.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The mailboxes.")
    var emails: [String]
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMailboxView.change(name, emails, context) { try Custodian.release($0, from: $1, $2) }
      try CaseCustodianCommand.show(name, context)
    }
  }

  struct Reactivate: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "reactivate", abstract: "Take released custodians up again; no hold comes back by itself.",
      discussion: "To hold them again: holdfast case custodian add CASE EMAIL --hold")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The mailboxes.")
    var emails: [String]
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMailboxView.change(name, emails, context) { try Custodian.reactivate($0, in: $1, $2) }
      try CaseCustodianCommand.show(name, context)
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show a case's custodians.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.caseViewed, on: name, by: context.session) { _ in }
      try CaseCustodianCommand.show(name, context)
    }
  }
}
