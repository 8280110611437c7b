internal import Archive
internal import ArgumentParser
internal import Hold

struct CaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "case", abstract: "Matters, their custodians and their holds.",
    subcommands: [
      Create.self, List.self, Show.self, Close.self, Reopen.self, Delete.self, CaseMemberCommand.self,
      CaseCustodianCommand.self, CaseSourceCommand.self,
    ])

  struct View: Encodable {
    var name: String
    var status: String
    var created: String
    /// When it was last closed or reopened.
    @Nullable var changed: String?

    init(_ legalCase: LegalCase) {
      (name, status, created) = (legalCase.name, legalCase.status.rawValue, legalCase.created.description)
      changed = legalCase.changed?.description
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
        text: Table.text(
          ["CASE", "STATUS", "CREATED", "CHANGED"], cases.map { [$0.name, $0.status, $0.created, $0.changed ?? ""] }))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a case with its members, people, other mailboxes and holds.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var name: String
      var status: String
      var created: String
      @Nullable var changed: String?
      var members: [CaseMembers.Member]
      var custodians: [CaseMailboxView]
      var sources: [CaseMailboxView]
      var holds: [HoldView]
    }

    func run(in context: Context) async throws {
      let result = try context.archive.consult(.caseViewed, on: name, by: context.session) { db in
        let found = try LegalCase.require(name, for: context.session.account, db)
        return Result(
          name: found.name, status: found.status.rawValue, created: found.created.description,
          changed: found.changed?.description, members: try CaseMembers.all(of: found.id, db),
          custodians: try Custodian.all(of: found, db).map(CaseMailboxView.init),
          sources: try CaseMailbox.all(of: found, as: .source, db).map(CaseMailboxView.init),
          holds: try HoldRecord.all(of: found.id, db).map { try HoldView($0, caseName: found.name, db) })
      }
      func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["\(title):"] + lines.map { "  \($0)" }
      }
      let lines =
        ["case '\(result.name)' is \(result.status)"]
        + section("members", result.members.map { "\($0.account) (\($0.role.rawValue))" })
        + section("custodians", result.custodians.map(\.line))
        + section("non-custodial mailboxes", result.sources.map(\.line))
        + section("holds", result.holds.map(\.line))
      try context.output.print(result, text: lines.joined(separator: "\n"))
    }
  }

  struct Close: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Close a case: its holds go off, each after the delay.",
      discussion: "Other cases' holds stay as they are.")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseCommand.change(name, .caseUpdated, context) { try $0.close($1) }
    }
  }

  struct Reopen: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen", abstract: "Reopen a closed case. Its holds stay off.",
      discussion: "To put one back on its mailboxes: holdfast hold apply CASE NAME")
    @Argument(help: "The case's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try CaseCommand.change(name, .caseUpdated, context) { try $0.reopen($1) }
    }
  }

  struct Delete: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Delete a case; refused while it has a hold, though it be off.",
      discussion: "Its holds are deleted with 'holdfast hold release' (on) and 'holdfast hold delete' (off).")
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
      let found = try LegalCase.require(name, for: context.session.account, as: .manager, act.db)
      try body(found, act)
      return try LegalCase.visible(to: context.session.account, act.db).first { $0.id == found.id }?.status
    }
    let word = (status ?? .deleted).rawValue
    try context.output.print(["name": name, "status": word], text: "case '\(name)' is \(word)")
  }
}
