internal import Archive
internal import ArgumentParser
internal import Hold

struct HoldDelete: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a hold that is off from its case.",
    discussion: """
      A case is deleted only when it has no hold left, on or off. What was held stays held for the rest of the delay.
      """)
  @Argument(help: "The case's name.")
  var legalCase: String
  @Argument(help: "The hold's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let view = try context.archive.perform(.holdRemoved, on: legalCase, by: context.session) { act in
      let found = try LegalCase.require(legalCase, for: context.session.account, as: .manager, act.db)
      return try HoldView(HoldPlacement.delete(name, in: found, act), caseName: found.name, act.db)
    }
    try context.output.print(view, text: "hold '\(name)' is deleted from the case '\(view.legalCase ?? "")'")
  }
}
