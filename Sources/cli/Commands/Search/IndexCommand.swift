internal import Archive
internal import ArgumentParser
internal import Search

struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "The search index.", subcommands: [Status.self, Rebuild.self])

  struct Status: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Whether every message is searchable.",
      discussion: """
        complete: every message is in the index
        rebuilding: 'holdfast index rebuild' runs or was stopped; run it to go on
        stale: another version of holdfast made the index; run 'holdfast index rebuild'

        Until the index is complete, searches say how many messages they could not look into, a hold by query holds \
        everything in its mailboxes, and nothing is purged that such a hold might cover. Exports, the results of search \
        jobs' runs, and whatever accounts under a permission filter by query ask for wait for its end.
        """)
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var state: SearchIndex.Status.State
      var madeBy: String
      var version: String
      var coverage: Coverage
    }

    func run(in context: Context) async throws {
      let status = try context.archive.consult(.indexViewed, by: context.session) { try SearchIndex.status($0) }
      let coverage = status.coverage
      try context.output.print(
        Result(state: status.state, madeBy: status.madeBy, version: status.version, coverage: coverage),
        text: """
          \(status.state.rawValue)
          \(coverage.messages) messages indexed, \(coverage.pending) pending, \(coverage.partiallyIndexed) partly indexed
          made by \(status.madeBy)
          """)
    }
  }

  struct Rebuild: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "rebuild", abstract: "Make the search index anew from the messages, or go on doing so.",
      discussion: """
        Needed when a new version cuts words another way. It may be stopped at any time, and goes on where it was when \
        it is run again; imports and searches go on meanwhile, and searches say how many messages are pending.
        """)
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let messages = try SearchIndex.rebuild(context.archive, by: context.session) {
        context.output.progress("\($0.done) messages indexed, \($0.waiting) to go")
      }
      context.output.endProgress()
      try context.output.print(["messages": messages], text: "\(messages) messages indexed")
    }
  }
}
