internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold

struct LabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label", abstract: "Rules that single items carry: labels, records, disposition reviews.",
    discussion: """
      An item has at most one label. What somebody chose for it comes before what a rule gives, a query's before a
      folder's. What a label keeps counts beside all policies; where it deletes, it decides before them.
      """,
    subcommands: [
      Create.self, Change.self, Delete.self, List.self, Show.self, Apply.self, Remove.self, Auto.self, Default.self,
      History.self, Rules.self, CloseRule.self,
    ])

  private static func require(_ period: PeriodOptions) throws {
    guard period.isGiven else { throw ValidationError("give one of --days N, --months N, --years N and --forever") }
  }

  struct View: TextView {
    var name: String
    var action: String
    /// `7 years`; null: forever.
    @Nullable var period: String?
    @Nullable var days: Int?
    var forever: Bool
    var start: String
    @Nullable var eventType: String?
    var record: String
    var dispositionStages: [[String]]
    var created: String

    init(_ label: LabelRecord, _ db: Database) throws {
      (name, action) = (label.name, label.action.rawValue)
      period = label.period.map { "\($0)" }
      days = label.period.flatMap { $0.unit == .days ? $0.count : nil }
      (forever, start, eventType) = (label.period == nil, label.start.rawValue, label.eventType)
      record = label.record.rawValue
      dispositionStages = try label.reviewers(db)
      created = label.created.description
    }

    var text: String {
      let from = start == "event" ? "an event of the type '\(eventType ?? "")'" : start
      let kind = record == "none" ? "" : ", a \(record.replacing("-", with: " "))"
      let review =
        dispositionStages.isEmpty
        ? "" : ", reviewed by " + dispositionStages.map { $0.joined(separator: " or ") }.joined(separator: ", then ")
      return "'\(name)': \(action) \(period ?? "forever") from \(from)\(kind)\(review)"
    }
  }

  struct Create: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Create a retention label.",
      discussion: """
        The period counts from the item's own date (created, modified), from when it was labelled, or from an event. A
        record is deleted by nobody but by rule, and its label is changed with a reason; a regulatory record's never. With
        disposition stages nothing is deleted at the period's end until the reviewers of each stage have agreed.

          holdfast retention label create Contracts --action retain-then-delete --years 7
          holdfast retention label create 'Left the firm' --action retain --years 6 --start event --event-type leaving
          holdfast retention label create Minutes --action retain-then-delete --years 10 --record \\
            --disposition-stage ann@corp.example,ben@corp.example --disposition-stage cat@corp.example
        """)
    @Argument(help: "The label's name.")
    var name: String
    @Option(help: "retain, delete or retain-then-delete.")
    var action: Retention.Action
    @OptionGroup var period: PeriodOptions
    @Option(help: "created, modified, labelled or event.")
    var start: RetentionLabel.Start = .created
    @Option(help: ArgumentHelp("The kind of event the period starts at.", valueName: "type"))
    var eventType: String?
    @Flag(help: "What carries it is a record.")
    var record = false
    @Flag(help: "What carries it is a regulatory record; needs the setting regulatory-records.")
    var regulatoryRecord = false
    @Option(
      help: ArgumentHelp(
        "The reviewers of the next stage of the disposal review; up to five times.", valueName: "account,..."))
    var dispositionStage: [String] = []
    @OptionGroup var global: GlobalOptions

    func validate() throws {
      try LabelCommand.require(period)
      guard !record || !regulatoryRecord else { throw ValidationError("give --record or --regulatory-record") }
    }

    func run(in context: Context) async throws {
      let terms = LabelTerms(
        action: action, period: try period.period(), start: start, eventType: eventType,
        record: regulatoryRecord ? .regulatoryRecord : record ? .record : .none,
        stages: dispositionStage.map { stage in
          stage.split(separator: ",").map { reviewer in reviewer.filter { !$0.isWhitespace } }
        })
      let view = try context.archive.perform(.labelCreated, on: name, by: context.session) { act in
        try View(LabelChange.create(name, terms, act), act.db)
      }
      try context.output.print(view, text: view.text)
    }
  }

  struct Change: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "change", abstract: "Change a label's period; all else stays as it was made.",
      discussion: """
        Where the setting retention-approval is on, a shorter period waits for a second person: exit code 4. So do the other
        commands by which a label could let an item go sooner: 'apply', 'remove', 'auto', 'default' and 'close-rule'.
        """)
    @Argument(help: "The label's name.")
    var name: String
    @OptionGroup var period: PeriodOptions
    @OptionGroup var stated: StatedReason
    @OptionGroup var global: GlobalOptions

    func validate() throws { try LabelCommand.require(period) }

    func run(in context: Context) async throws {
      let change = LabelPeriodChange(name, to: try period.period())
      try context.submit(change, reason: stated.reason) {
        try context.archive.read { try View(LabelRecord.require(name, $0), $0) }
      }
    }
  }

  struct Delete: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Remove a label that no item carries and no open rule gives.")
    @Argument(help: "The label's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.labelDeleted, on: name, by: context.session) { try LabelChange.remove(name, $0) }
      try context.output.print(["name": name, "status": "removed"], text: "label '\(name)' is removed")
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all labels.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var labels: [View] }

    func run(in context: Context) async throws {
      let views = try context.archive.consult(.retentionViewed, by: context.session) { db in
        try LabelRecord.all(db).map { try View($0, db) }
      }
      try context.output.print(Result(labels: views), text: views.map(\.text).joined(separator: "\n"))
    }
  }

  struct Show: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one label.")
    @Argument(help: "The label's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let view = try context.archive.consult(.retentionViewed, on: name, by: context.session) { db in
        try View(LabelRecord.require(name, db), db)
      }
      try context.output.print(view, text: view.text)
    }
  }
}
