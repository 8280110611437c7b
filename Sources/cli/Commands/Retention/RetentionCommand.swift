internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "How long items are kept, and when they go.",
    subcommands: [
      RetentionPolicyCommand.self, LabelCommand.self, EventCommand.self, RetentionApprovalCommand.self,
      RetentionRehearse.self, RetentionExplain.self, Run.self,
    ])

  private struct Count: Encodable {
    var name: String
    var removed: Int
  }

  struct Run: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Remove what has expired and nothing keeps.")
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var removed: Int
      var kept: Int
      var byPolicy: [Count]
      var erasure: Erasure.State
    }

    func run(in context: Context) async throws {
      let report = try RetentionSweep.run(context.archive, by: context.session) {
        context.output.progress("\($0) items removed")
      }
      context.output.endProgress()
      let result = Result(
        removed: report.removed, kept: report.kept,
        byPolicy: report.byPolicy.sorted { $0.key < $1.key }.map { Count(name: $0.key, removed: $0.value) },
        erasure: report.erasure)
      let lines =
        ["removed \(result.removed) items, kept \(result.kept)"]
        + result.byPolicy.map { "  policy '\($0.name)': \($0.removed)" }
      try context.output.print(result, text: lines.joined(separator: "\n"))
      if let advice = try Erasure.status(context.archive).advice { context.output.warn(advice) }
    }
  }
}
