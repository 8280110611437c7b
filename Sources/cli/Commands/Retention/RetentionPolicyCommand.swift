internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionPolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Rules for whole mailboxes.",
    subcommands: [
      RetentionPolicyCreate.self, RetentionPolicyChange.self, RetentionPolicyEnable.self, RetentionPolicyDisable.self,
      RetentionPolicyLock.self, RetentionPolicyDelete.self, List.self, Show.self,
    ])

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all policies.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var policies: [PolicyView] }

    func run(in context: Context) async throws {
      let views = try context.archive.consult(.retentionViewed, by: context.session) { db in
        try PolicyRecord.all(db).map { try PolicyView($0, at: context.session.now, db) }
      }
      try context.output.print(
        Result(policies: views),
        text: TerminalText.safe(views.map(\.text).joined(separator: "\n"), keepingLines: true))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one policy.")
    @Argument(help: "The policy's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let view = try context.archive.consult(.retentionViewed, on: name, by: context.session) { db in
        try PolicyView(PolicyRecord.require(name, db), at: context.session.now, db)
      }
      try context.output.print(view, text: TerminalText.safe(view.text))
    }
  }
}
