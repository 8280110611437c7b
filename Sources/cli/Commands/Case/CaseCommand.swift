internal import Archive
internal import ArgumentParser
internal import Hold

struct CaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "case", abstract: "Matters, their custodians and their holds.",
    subcommands: [
      Create.self, List.self, Show.self, Close.self, Reopen.self, Delete.self, CaseMemberCommand.self,
      CaseCustodianCommand.self,
    ])

  struct View: Encodable {
    var name: String
    var status: String
    var created: String

    init(_ legalCase: LegalCase) {
      (name, status, created) = (legalCase.name, legalCase.status.rawValue, legalCase.created.description)
    }
  }

  struct Create: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Open a case.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let made = try context.archive.perform(.caseAdded, on: name, by: context.session) {
        try LegalCase.create(name, $0)
      }
      try context.output.print(View(made), text: "case '\(name)' is open")
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the cases you may work in.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var cases: [View] }

    func run(in context: Context) async throws {
      let cases = try context.archive.consult(.caseViewed, by: context.session) {
        try LegalCase.visible(to: context.session.account, $0)
      }.map(View.init)
      try context.output.print(
        Result(cases: cases),
        text: Table.text(["CASE", "STATUS", "CREATED"], cases.map { [$0.name, $0.status, $0.created] }))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a case with its members, custodians and holds.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var name: String
      var status: String
      var created: String
      var members: [String]
      var custodians: [CaseCustodianCommand.View]
      var holds: [HoldView]
    }

    func run(in context: Context) async throws {
      let result = try context.archive.consult(.caseViewed, on: name, by: context.session) { db in
        let found = try LegalCase.require(name, for: context.session.account, db)
        return Result(
          name: found.name, status: found.status.rawValue, created: found.created.description,
          members: try CaseMembers.all(of: found.id, db),
          custodians: try Custodian.all(of: found, db).map(CaseCustodianCommand.View.init),
          holds: try HoldRecord.all(of: found.id, db).map { try HoldView($0, caseName: found.name, db) })
      }
      let custodians = result.custodians.map { "  \($0.email) (\($0.status)\($0.held ? ", held" : ""))" }
      let holds = result.holds.map { "  \($0.name): \($0.status), \($0.mailboxes.joined(separator: ", "))" }
      try context.output.print(
        result,
        text: ([
          "case '\(result.name)' is \(result.status)", "members: \(result.members.joined(separator: ", "))",
          "custodians:",
        ] + custodians + ["holds:"] + holds).joined(separator: "\n"))
    }
  }

  struct Close: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Close a case: its holds are released, each after the delay.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseCommand.change(name, .caseUpdated, context) { try $0.close($1) }
    }
  }

  struct Reopen: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen", abstract: "Reopen a closed case. Its holds stay released: place them again.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseCommand.change(name, .caseUpdated, context) { try $0.reopen($1) }
    }
  }

  struct Delete: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Delete a case; refused while a hold of it is left.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseCommand.change(name, .caseRemoved, context) { try $0.delete($1) }
    }
  }

  private static func change(
    _ name: String, _ action: Action, _ context: Context, _ body: (LegalCase, Act) throws -> Void
  ) throws {
    let status = try context.archive.perform(action, on: name, by: context.session) { act in
      let found = try LegalCase.require(name, for: context.session.account, act.db)
      try body(found, act)
      return try LegalCase.visible(to: context.session.account, act.db).first { $0.id == found.id }?.status
    }
    let word = (status ?? .deleted).rawValue
    try context.output.print(["name": name, "status": word], text: "case '\(name)' is \(word)")
  }
}

struct CaseMemberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Who may work in a case.", subcommands: [Add.self])

  struct Add: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Let an account work in a case.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The account.")
    var account: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let members = try context.archive.perform(.caseUpdated, on: name, by: context.session) { act in
        let found = try LegalCase.require(name, for: context.session.account, act.db)
        try CaseMembers.add(account, to: found.id, act)
        act.note("member", .text(account.lowercased()))
        return try CaseMembers.all(of: found.id, act.db)
      }
      try context.output.print(["members": members], text: "members: \(members.joined(separator: ", "))")
    }
  }
}
