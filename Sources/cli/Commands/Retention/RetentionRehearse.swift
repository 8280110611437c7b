internal import Archive
internal import ArgumentParser
internal import Hold

struct RetentionRehearse: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse", abstract: "Say what a sweep would remove and what stops the rest, and change nothing.",
    discussion: """
      --at gives the day to rehearse for; in any archive, since nothing happens. By policy, mailbox and month of the
      items' own dates; --csv prints every mailbox and month with its answer, for a spreadsheet.
      """)
  @Flag(help: "Print a line for each mailbox, month and answer, as CSV.")
  var csv = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if csv, global.json { throw ValidationError("give --csv or --json") }
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
    if csv { return printCSV(report, context.output) }
    let view = RehearsalView(report)
    guard context.output.json else {
      return try context.output.print(view, text: TerminalText.safe(view.text, keepingLines: true))
    }
    var rows = report.rows[...]
    try context.output.stream(view, listing: "rows") {
      defer { rows = rows.dropFirst(Self.page) }
      return rows.prefix(Self.page).map(RehearsalView.Row.init)
    }
  }

  /// How many lines are written at a time.
  private static let page = 1_000

  private func printCSV(_ report: RetentionRehearsal.Report, _ output: Output) {
    var csv = CSVWriter()
    csv.append(texts: ["Mailbox", "Month", "Verdict", "Items", "Rule", "KeptBy"])
    for (number, row) in report.rows.enumerated() {
      csv.append([
        .text(row.mailbox), .text(row.month.description), .text(row.outcome.verdict.rawValue),
        .number(Int64(row.items)), row.outcome.dueRule.map { CSVWriter.Field.text($0) } ?? .empty,
        .text(row.outcome.blockers.map { "\($0.kind.rawValue) '\($0.name)'" }.joined(separator: "; ")),
      ])
      if number % Self.page == Self.page - 1 { output.print(bytes: csv.drain()) }
    }
    output.print(bytes: csv.drain())
  }
}

/// A rehearsal's totals; its rows are written one by one.
struct RehearsalView: Encodable {
  struct PolicyCount: Encodable {
    var name: String
    var removed: Int
  }

  struct MailboxCount: Encodable {
    var mailbox: String
    var removed: Int
  }

  struct MonthCount: Encodable {
    var month: String
    var removed: Int
  }

  struct Rule: Encodable {
    var kind: String
    var name: String

    init(_ blocker: Outcome.Blocker) { (kind, name) = (blocker.kind.rawValue, blocker.name) }
  }

  /// What keeps items: how many, how many of them a rule asks to be deleted, and how many of those nothing else keeps.
  struct Stopping: Encodable {
    var kind: String
    var name: String
    var items: Int
    var due: Int
    var alone: Int
  }

  struct Row: Encodable {
    var mailbox: String
    var month: String
    var items: Int
    var verdict: String
    @Nullable var rule: String?
    var keptBy: [Rule]

    init(_ row: RetentionRehearsal.Row) {
      (mailbox, month, items) = (row.mailbox, row.month.description, row.items)
      (verdict, rule) = (row.outcome.verdict.rawValue, row.outcome.dueRule)
      keptBy = row.outcome.blockers.map(Rule.init)
    }
  }

  var at: String
  var removed: Int
  var kept: Int
  var byPolicy: [PolicyCount]
  var byMailbox: [MailboxCount]
  var byMonth: [MonthCount]
  var stoppedBy: [Stopping]
  /// Items that nothing keeps: a rule asks for them later, or none does.
  var notYetDue: Int
  var notAskedFor: Int

  init(_ report: RetentionRehearsal.Report) {
    (at, removed, kept) = (report.at.description, report.wouldRemove, report.wouldKeep)
    byPolicy = report.byPolicy.sorted { $0.key < $1.key }.map { .init(name: $0.key, removed: $0.value) }
    byMailbox = report.byMailbox.sorted { $0.key < $1.key }.map { .init(mailbox: $0.key, removed: $0.value) }
    byMonth = report.byMonth.sorted { $0.key < $1.key }.map { .init(month: $0.key.description, removed: $0.value) }
    stoppedBy = report.blockers.map {
      .init(kind: $0.blocker.kind.rawValue, name: $0.blocker.name, items: $0.items, due: $0.due, alone: $0.alone)
    }
    (notYetDue, notAskedFor) = (report.notYetDue, report.notAskedFor)
  }

  var text: String {
    var lines = ["at \(at) a sweep would remove \(removed) items and keep \(kept)"]
    lines += byPolicy.map { "  policy '\($0.name)': \($0.removed)" }
    lines += byMailbox.map { "  \($0.mailbox): \($0.removed)" }
    lines += byMonth.map { "  \($0.month): \($0.removed)" }
    if !stoppedBy.isEmpty {
      lines.append("what keeps items (due: a rule asks for their deletion; alone: nothing else keeps these)")
      lines.append(
        Table.text(
          ["  KEPT BY", "ITEMS", "DUE", "ALONE"],
          stoppedBy.map { ["  \($0.kind) '\($0.name)'", "\($0.items)", "\($0.due)", "\($0.alone)"] }))
    }
    if notYetDue > 0 { lines.append("not due yet: \(notYetDue)") }
    if notAskedFor > 0 { lines.append("asked for by no rule: \(notAskedFor)") }
    return lines.joined(separator: "\n")
  }
}
