internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold

struct CaseMemberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Who may work in a case, and as what.",
    discussion: """
      A manager changes the case, its people and its holds; a reviewer looks at them. What either may do at all is decided
      by role groups ('holdfast role grant'). An eDiscovery Administrator is at home in every case.
      """,
    subcommands: [Add.self, Change.self, Remove.self, List.self])

  private struct Result: Encodable { var members: [CaseMembers.Member] }

  private static func show(_ members: [CaseMembers.Member], _ context: Context) throws {
    try context.output.print(
      Result(members: members),
      text: Table.text(["MEMBER", "ROLE"], members.map { [$0.account, $0.role.rawValue] }))
  }

  /// Changes who is a member, and shows them.
  private static func change(
    _ name: String, _ action: Action, _ context: Context, _ body: (LegalCase, Act) throws -> Void
  ) throws {
    let members = try context.archive.perform(action, on: name, by: context.session) { act in
      let found = try LegalCase.require(name, for: context.session.account, as: .manager, act.db)
      try body(found, act)
      return try CaseMembers.all(of: found.id, act.db)
    }
    try show(members, context)
  }

  struct Add: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Let an account work in a case.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The account.")
    var account: String
    @Option(help: "manager, who changes the case, or reviewer, who looks at it.")
    var role = CaseMembers.Role.manager
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMemberCommand.change(name, .caseMemberAdded, context) {
        try CaseMembers.add(account, to: $0.id, as: role, $1)
      }
    }
  }

  struct Change: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "change", abstract: "Change what a member may do in the case.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The account.")
    var account: String
    @Option(help: "manager or reviewer.")
    var role: CaseMembers.Role
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMemberCommand.change(name, .caseMemberUpdated, context) {
        try CaseMembers.change(account, in: $0.id, to: role, $1)
      }
    }
  }

  struct Remove: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "End a membership; the case's last manager stays.")
    @Argument(help: "The case's name.")
    var name: String
    @Argument(help: "The account.")
    var account: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseMemberCommand.change(name, .caseMemberRemoved, context) {
        try CaseMembers.remove(account, from: $0.id, $1)
      }
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show a case's members.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let members = try context.archive.consult(.caseViewed, on: name, by: context.session) { db in
        try CaseMembers.all(of: LegalCase.require(name, for: context.session.account, db).id, db)
      }
      try CaseMemberCommand.show(members, context)
    }
  }
}
