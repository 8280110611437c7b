internal import Archive
internal import ArgumentParser
internal import Hold

/// A change that waits for a second person, or was decided.
struct PendingChangeView: Encodable {
  var change: PendingChange.ID
  var kind: String
  var object: String
  var summary: String
  /// `waiting`, `expired`, `applied` or `rejected`.
  var state: String
  @Nullable var reason: String?
  var requester: String
  var requested: String
  var expires: String
  @Nullable var decidedBy: String?
  @Nullable var decided: String?
  @Nullable var note: String?

  init(_ pending: PendingChange, at moment: Moment) {
    (change, kind, object, summary) = (pending.id, pending.kind, pending.object, pending.summary)
    state = pending.hasExpired(at: moment) ? "expired" : pending.state.rawValue
    (reason, requester) = (pending.reason, pending.requester)
    (requested, expires) = (pending.requested.description, pending.expires.description)
    (decidedBy, decided, note) = (pending.decidedBy, pending.decided?.description, pending.note)
  }

  var text: String {
    let start = "change \(change), asked for by \(requester): \(summary)"
    return switch state {
    case "waiting":
      "\(start); nothing changes until another person approves it, by \(expires): "
        + "holdfast retention approval approve \(change)"
    case "expired": "\(start); was not approved in time; ask for it again"
    case "rejected": "\(start); was rejected by \(decidedBy ?? ""): \(note ?? "")"
    default: "\(start); was approved by \(decidedBy ?? "") and is made"
    }
  }
}

struct RetentionApprovalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approval", abstract: "Changes that wait for a second person.",
    discussion: """
      Where the setting retention-approval is on, whatever could let an item go sooner than before takes two people: one
      asks for it, another who is a member of Records Management approves it within \(Approval.days) days. Until then
      nothing changes.
      """,
    subcommands: [List.self, Show.self, Approve.self, Reject.self])

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the changes that wait.")
    @Flag(help: "Those that were decided, too.")
    var all = false
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var changes: [PendingChangeView] }

    func run(in context: Context) async throws {
      let views = try context.archive.consult(.retentionViewed, by: context.session) { db in
        try PendingChange.all(includingDecided: all, db).map { PendingChangeView($0, at: context.session.now) }
      }
      try context.output.print(
        Result(changes: views),
        text: TerminalText.safe(views.map(\.text).joined(separator: "\n"), keepingLines: true))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one change.")
    @Argument(help: "The change's number.")
    var change: PendingChange.ID
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let pending = try context.archive.consult(.retentionViewed, on: "change \(change)", by: context.session) {
        try PendingChange.require(change, $0)
      }
      try context.show(pending)
    }
  }

  struct Approve: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Approve a change that another account asked for, and make it.",
      discussion: "Refused where what it is about was changed since: then it has to be asked for again.")
    @Argument(help: "The change's number.")
    var change: PendingChange.ID
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.show(try Approval.approve(change, in: context.archive, by: context.session))
    }
  }

  struct Reject: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject", abstract: "Reject a change that waits, or take back your own.")
    @Argument(help: "The change's number.")
    var change: PendingChange.ID
    @Option(help: "Why; the ledger keeps it.")
    var reason: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.show(try Approval.reject(change, reason: reason, in: context.archive, by: context.session))
    }
  }
}

extension Context {
  fileprivate func show(_ pending: PendingChange) throws {
    let view = PendingChangeView(pending, at: session.now)
    try output.print(view, text: TerminalText.safe(view.text, keepingLines: true))
  }
}
