internal import Archive
internal import ArgumentParser
internal import Hold

struct HoldApply: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Put more mailboxes under a hold, or an off one back on those it had.",
    discussion: """
      With --mailbox, those come under the hold from now on, with everything in them. Without, a hold that went off (its
      case was closed) is put back where it was, but for whom the case has released since.
      """)
  @Argument(help: "The case's name.")
  var legalCase: String
  @Argument(help: "The hold's name.")
  var name: String
  @Option(help: ArgumentHelp("A mailbox to hold; may be repeated.", valueName: "email"))
  var mailbox: [String] = []
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let view = try context.archive.perform(.holdUpdated, on: legalCase, by: context.session) { act in
      let found = try LegalCase.require(legalCase, for: context.session.account, as: .manager, act.db)
      _ = try HoldPlacement.apply(name, to: mailbox, in: found, act)
      return try HoldView(HoldPlacement.require(name, in: found, act.db), caseName: found.name, act.db)
    }
    try context.output.print(view, text: "hold '\(view.name)' covers \(view.mailboxes.joined(separator: ", "))")
  }
}
