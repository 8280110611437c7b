internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

struct SearchJobPurge: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge", abstract: "Delete what a run found, unless a hold or a retention rule keeps it.",
    discussion: """
      Touches exactly the items that you saw in the run, and nothing that came later. --soft moves them to Recoverable
      Items; --hard asks the deletion gate about each and destroys those that nothing keeps. Where the setting
      purge-approval is two-person, nothing is deleted until another account approves. An interrupted purge goes on when
      the command is run again. Exit code 3 if an item was blocked, 4 if the purge waits for its approval.
      """)
  @OptionGroup var choice: RunChoice
  @Flag(help: "Move the items to Recoverable Items.")
  var soft = false
  @Flag(help: "Destroy the items.")
  var hard = false
  @Option(help: "Why; the ledger keeps it.")
  var reason: String
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard soft != hard else { throw ValidationError("give --soft or --hard") }
  }

  func run(in context: Context) async throws {
    let request = try SearchPurge.request(
      choice.name, run: choice.run, hard: hard, reason: reason, in: context.archive, by: context.session)
    try request.carryOut(in: context)
  }
}

struct SearchJobApprovePurge: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve-purge", abstract: "Approve a purge that another account asked for, and carry it out.",
    discussion: """
      Look at the items first with 'holdfast search-job preview NAME --run RUN'. Who asked for a purge can't approve it,
      and who approves it must be allowed to see all of it.
      """)
  @Argument(help: "The purge's number.")
  var purge: PurgeRequest.ID
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let request = try SearchPurge.approve(purge, in: context.archive, by: context.session)
    try request.carryOut(in: context)
  }
}

struct SearchJobRejectPurge: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject-purge", abstract: "Reject a purge that waits for its approval, or take back your own.")
  @Argument(help: "The purge's number.")
  var purge: PurgeRequest.ID
  @Option(help: "Why; the ledger keeps it.")
  var reason: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let request = try SearchPurge.reject(purge, reason: reason, in: context.archive, by: context.session)
    let view = try context.archive.read { try PurgeView(request, at: context.session.now, $0) }
    try context.output.print(view, text: view.text)
  }
}

struct SearchJobPurges: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "purges", abstract: "List purges: waiting, under way and done.",
    discussion: "With a purge's number, what became of each of its items.")
  @Argument(help: "A purge's number.")
  var purge: PurgeRequest.ID?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable { var purges: [PurgeView] }

  func run(in context: Context) async throws {
    let account = context.session.account
    if let purge {
      let request = try context.archive.consult(.searchJobViewed, on: "purge \(purge)", by: context.session) {
        try PurgeRequest.require(purge, for: account, $0)
      }
      return try request.report(in: context, erasure: nil)
    }
    let purges = try context.archive.consult(.searchJobViewed, by: context.session) { db in
      try PurgeRequest.visible(to: account, db).map { try PurgeView($0, at: context.session.now, db) }
    }
    try context.output.print(
      Result(purges: purges),
      text: TerminalText.safe(
        Table.text(
          ["PURGE", "JOB", "RUN", "MODE", "STATE", "ITEMS", "BY", "REASON"],
          purges.map {
            ["\($0.purge)", $0.job, "\($0.run)", $0.mode, $0.state, "\($0.items)", $0.requester, $0.reason]
          }), keepingLines: true))
  }
}
