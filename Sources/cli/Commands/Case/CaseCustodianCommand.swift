internal import Archive
internal import ArgumentParser
internal import Hold

struct CaseCustodianCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custodian", abstract: "The people whose mailboxes a case is about.",
    subcommands: [Add.self, Release.self, List.self])

  struct View: Encodable {
    var email: String
    var status: String
    var held: Bool

    init(_ custodian: Custodian) {
      (email, status, held) = (custodian.mailbox.email, custodian.status.rawValue, custodian.isHeld)
    }
  }

  private struct Result: Encodable { var custodians: [View] }

  private static func show(_ name: String, _ context: Context) throws {
    let custodians = try context.archive.read { db in
      try Custodian.all(of: LegalCase.require(name, for: context.session.account, db), db)
    }.map(View.init)
    try context.output.print(
      Result(custodians: custodians),
      text: Table.text(
        ["CUSTODIAN", "STATUS", "HELD"], custodians.map { [$0.email, $0.status, $0.held ? "yes" : "no"] }))
  }

  struct Add: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add custodians to a case; with --hold their whole mailboxes are held at once.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "Their mailboxes.")
    var emails: [String]
    @Flag(help: "Hold their whole mailboxes, whatever is in them now or arrives later.")
    var hold = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.caseUpdated, on: name, by: context.session) { act in
        let found = try LegalCase.require(name, for: context.session.account, act.db)
        try Custodian.add(emails, to: found, hold: hold, act)
      }
      try CaseCustodianCommand.show(name, context)
    }
  }

  struct Release: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Release a custodian: the case's holds let go of the mailbox, after the delay.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The mailbox.")
    var email: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.caseUpdated, on: name, by: context.session) { act in
        let found = try LegalCase.require(name, for: context.session.account, act.db)
        try Custodian.release(email, from: found, act)
      }
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
