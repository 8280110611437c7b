internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention", abstract: "How long items are kept, and when they go.",
    subcommands: [
      RetentionPolicyCommand.self, LabelCommand.self, EventCommand.self, Rehearse.self, Run.self,
    ])

  private struct Count: Encodable {
    var name: String
    var removed: Int
  }

  struct Rehearse: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "rehearse", abstract: "Say what a sweep would remove, and change nothing.",
      discussion: "--at gives the day to rehearse for; in any archive, since nothing happens.")
    @OptionGroup var global: GlobalOptions

    private struct MailboxCount: Encodable {
      var mailbox: String
      var removed: Int
    }

    private struct Result: Encodable {
      var at: String
      var removed: Int
      var kept: Int
      var byPolicy: [Count]
      var byMailbox: [MailboxCount]
    }

    /// Here `--at` is the time rehearsed for, and the act happens now.
    func run() async throws {
      var options = global
      let at = try global.time()
      options.at = nil
      let context = try Context(options)
      try run(in: context, at: at ?? context.session.now)
    }

    func run(in context: Context) async throws { try run(in: context, at: context.session.now) }

    private func run(in context: Context, at moment: Moment) throws {
      let report = try context.archive.consult(
        .retentionRehearsed, by: context.session,
        details: { ["at": .text($0.at.description), "wouldRemove": .number($0.wouldRemove)] }
      ) { try RetentionRehearsal.run($0, at: moment) }
      let result = Result(
        at: moment.description, removed: report.wouldRemove, kept: report.wouldKeep,
        byPolicy: report.byPolicy.sorted { $0.key < $1.key }.map { Count(name: $0.key, removed: $0.value) },
        byMailbox: report.byMailbox.sorted { $0.key < $1.key }.map { MailboxCount(mailbox: $0.key, removed: $0.value) })
      let lines =
        ["at \(result.at) a sweep would remove \(result.removed) items and keep \(result.kept)"]
        + result.byPolicy.map { "  policy '\($0.name)': \($0.removed)" }
        + result.byMailbox.map { "  \($0.mailbox): \($0.removed)" }
      try context.output.print(result, text: lines.joined(separator: "\n"))
    }
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
