internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Importer
internal import Search

extension LabelCommand {
  struct RuleView: TextView {
    var rule: LabelRule.ID
    var label: String
    @Nullable var query: String?
    @Nullable var folder: String?
    @Nullable var mailbox: String?
    var created: String
    var createdBy: String
    @Nullable var closed: String?

    init(_ rule: LabelRule, _ db: Database) throws {
      self.rule = rule.id
      label = try LabelRecord.name(of: rule.label, db)
      switch rule.kind {
      case .query(let text, _): query = text
      case .folder(let id, let of):
        folder = try Folder.all(db)[id]?.name
        mailbox = try of.flatMap { try Mailbox.find($0, db)?.email }
      }
      (created, createdBy) = (rule.at.description, rule.actor)
      closed = rule.closed?.description
    }

    var text: String {
      let what = query.map { "what matches [\($0)]" } ?? "what lies in '\(folder ?? "")'"
      let place = mailbox.map { " of \($0)" } ?? ""
      return "rule \(rule) gives '\(label)' to \(what)\(place)"
        + (closed.map { ", until it was closed at \($0)" } ?? "")
    }
  }

  struct Auto: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "auto", abstract: "Give a label to everything that matches a query, now and later.",
      discussion: """
        Nothing is written on items: whoever decides about one asks the rule, so that it covers what arrives a second
        later. It never replaces a label that somebody chose, nor undoes a record. What can't be checked stays until it can.
        """)
    @Argument(help: "The label's name.")
    var label: String
    @Option(help: ArgumentHelp("What gets it.", valueName: "kql"))
    var query: String
    @OptionGroup var stated: StatedReason
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let parsed = try KQL.read(query, timeZone: "UTC", session: context.session).query
      try context.submit(LabelRuleChange(label, query: (query, parsed)), reason: stated.reason) {
        try context.archive.read { try RuleView(LabelRule.newest($0), $0) }
      }
    }
  }

  struct Default: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "default", abstract: "Give a label to everything in a folder that carries no other, now and later.",
      discussion: """
        The newest rule for a folder counts, one mailbox's before everyone's. An item that leaves the folder keeps the
        label.

          holdfast retention label default 'Seven years' --folder 'O2 SMS and Voice Network Archiver'
        """)
    @Argument(help: "The label's name.")
    var label: String
    @Option(help: ArgumentHelp("The folder, a carrier's or another.", valueName: "name"))
    var folder: String
    @Option(help: ArgumentHelp("Only in this mailbox.", valueName: "email"))
    var mailbox: String?
    @OptionGroup var stated: StatedReason
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.authorize(.labelRuleCreated, on: label, by: context.session)
      try context.archive.read(checkFolder)
      try context.submit(LabelRuleChange(label, folder: folder, of: mailbox), reason: stated.reason) {
        try context.archive.read { try RuleView(LabelRule.newest($0), $0) }
      }
    }

    /// A folder that a carrier's items will be filed in may be named before the first of them.
    private func checkFolder(_ db: Database) throws {
      let carriers = ConnectorType.catalog.map(\.folder)
      if carriers.contains(folder) { return }
      if try Folder.all(db).values.contains(where: { $0.name == folder }) { return }
      throw InputError(
        "there is no folder '\(folder)'; carriers' items lie in \(carriers.map { "'\($0)'" }.joined(separator: ", "))",
        code: "label.folder")
    }
  }

  struct Rules: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "rules", abstract: "Show the rules that give labels.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var rules: [RuleView] }

    func run(in context: Context) async throws {
      let views = try context.archive.consult(.retentionViewed, by: context.session) { db in
        try LabelRule.all(db).map { try RuleView($0, db) }
      }
      try context.output.print(Result(rules: views), text: views.map(\.text).joined(separator: "\n"))
    }
  }

  struct CloseRule: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "close-rule", abstract: "Stop giving a label to what arrives; what has it keeps it.")
    @Argument(help: "The rule's number.")
    var rule: LabelRule.ID
    @OptionGroup var stated: StatedReason
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.submit(LabelRuleChange(closing: rule), reason: stated.reason) {
        try context.archive.read { try RuleView(LabelRule.require(rule, $0), $0) }
      }
    }
  }
}
