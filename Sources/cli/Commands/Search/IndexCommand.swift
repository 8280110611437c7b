internal import ArgumentParser
internal import Search

struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "The search index.", subcommands: [Rebuild.self])

  struct Rebuild: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "rebuild", abstract: "Make the search index anew from the messages.",
      discussion: "Needed when a new version cuts words another way; until it is done, searches use the old index.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let messages = try SearchIndex.rebuild(context.archive, by: context.session) {
        context.output.progress("\($0) messages")
      }
      context.output.endProgress()
      try context.output.print(["messages": messages], text: "\(messages) messages indexed")
    }
  }
}
