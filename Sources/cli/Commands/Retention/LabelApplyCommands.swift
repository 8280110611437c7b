internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

extension LabelCommand {
  /// Which items to label: by number, or all that a query finds.
  struct Items: ParsableArguments {
    @Option(parsing: .upToNextOption, help: ArgumentHelp("These items.", valueName: "id"))
    var item: [Item.ID] = []
    @Option(help: ArgumentHelp("Everything that matches now.", valueName: "kql"))
    var query: String?
    @Option(help: "Why; a record's label is not changed without.")
    var reason: String?

    func validate() throws {
      guard item.isEmpty == (query != nil) else { throw ValidationError("give --item or --query") }
    }

    func parsed(_ session: Session) throws -> (text: String, query: Query)? {
      try query.map { ($0, try KQL.read($0, timeZone: "UTC", session: session).query) }
    }
  }

  private struct Blocked: Encodable {
    var item: Item.ID
    var why: String
  }

  private struct Result: Encodable {
    @Nullable var label: String?
    var changed: Int
    var unchanged: Int
    var kept: Int
    var blocked: Int
    var reasons: [Blocked]

    init(_ label: String?, _ report: LabelApplication.Report) {
      self.label = label
      (changed, unchanged) = (report.changed, report.unchanged)
      (kept, blocked) = (report.kept, report.blocked)
      reasons = report.reasons.map { Blocked(item: $0.item, why: $0.why) }
    }

    func text(_ did: String) -> String {
      var lines = ["\(did) \(changed) items; \(unchanged) were so already"]
      if kept > 0 { lines.append("\(kept) keep the label that was chosen for them; --replace changes these too") }
      lines += reasons.map { "item \($0.item) is left: \($0.why)" }
      if blocked > reasons.count { lines.append("and \(blocked - reasons.count) more") }
      return lines.joined(separator: "\n")
    }
  }

  /// Does it, and ends with the contract's code for a refusal where a record's label stays.
  private static func apply(
    _ label: String?, only: String?, _ items: Items, replaces: Bool, did: String, in context: Context
  ) throws {
    let report: LabelApplication.Report
    let query = try items.parsed(context.session)
    let choice =
      query.map { LabelChoice(label, toAll: $0, only: only, replaces: replaces, reason: items.reason) }
      ?? LabelChoice(label, to: items.item, only: only, reason: items.reason)
    if let pending = try Approval.request(choice, reason: items.reason, in: context.archive, by: context.session) {
      return try context.show(waiting: pending)
    }
    if let query {
      report = try LabelApplication.apply(
        label, toAll: query, only: only, replaces: replaces, reason: items.reason, in: context.archive,
        by: context.session, progress: { context.output.progress("\($0) items looked at") })
      context.output.endProgress()
    } else {
      let action = label == nil ? Action.labelRemoved : .labelApplied
      report = try context.archive.perform(action, on: label ?? only, by: context.session) { act in
        try LabelApplication.apply(label, to: items.item, only: only, reason: items.reason, act)
      }
    }
    let result = Result(label ?? only, report)
    try context.output.print(result, text: result.text(did))
    if report.blocked > 0 { throw ExitStatus.blocked }
  }

  struct Apply: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply", abstract: "Put a label on items.",
      discussion: """
        With --item the label replaces whatever the item carried. With --query everything that matches now and that you may
        see is labelled, except what carries a label that somebody chose (--replace: that too). For what arrives later, see
        'retention label auto'. Exit code 3 if a record's label stayed.

          holdfast retention label apply Contracts --item 17 18
          holdfast retention label apply Contracts --query 'contract AND sent>=2024-01-01'
        """)
    @Argument(help: "The label's name.")
    var label: String
    @OptionGroup var items: Items
    @Flag(help: "With --query: also what carries another label that somebody chose.")
    var replace = false
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try LabelCommand.apply(label, only: nil, items, replaces: replace, did: "labelled", in: context)
    }
  }

  struct Remove: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Take the label off items; what it kept stays held for the delay (30 days).",
      discussion: """
        What it is taken off carries no label afterwards, whatever rule would give it one. Exit code 3 if a record's label
        stayed.
        """)
    @Argument(help: "Only this label; without it, whatever label they carry.")
    var label: String?
    @OptionGroup var items: Items
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try LabelCommand.apply(nil, only: label, items, replaces: true, did: "took the label off", in: context)
    }
  }
}
