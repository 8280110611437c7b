internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

extension LabelCommand {
  struct History: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "history", abstract: "Show which label an item carries, and what was chosen for it when and by whom."
    )
    @Argument(help: "The item's number.")
    var item: Item.ID
    @OptionGroup var global: GlobalOptions

    private struct Choice: Encodable {
      @Nullable var label: String?
      var how: String
      var at: String
      var by: String
      @Nullable var reason: String?
      var entry: Int64
    }

    private struct Result: Encodable {
      var item: Item.ID
      @Nullable var label: String?
      @Nullable var rule: LabelRule.ID?
      @Nullable var since: String?
      var uncertain: Bool
      var choices: [Choice]
    }

    func run(in context: Context) async throws {
      let history = try context.archive.consult(.retentionViewed, on: "item \(item)", by: context.session) { db in
        try LabelHistory(of: item, for: Viewer(context.session), db)
      }
      let result = Result(
        item: item, label: history.label, rule: history.rule, since: history.since?.description,
        uncertain: history.isUncertain,
        choices: history.choices.map {
          Choice(
            label: $0.label, how: $0.how, at: $0.at.description, by: $0.by, reason: $0.reason, entry: $0.entry)
        })
      let source = result.rule.map { "given by rule \($0)" } ?? "chosen"
      var lines = [
        result.uncertain
          ? "which label item \(item) carries can't be told now"
          : result.label.map { "item \(item) carries '\($0)', \(source)\(result.since.map { ", since \($0)" } ?? "")" }
            ?? "item \(item) carries no label"
      ]
      lines += result.choices.map { choice in
        let what = choice.label.map { "'\($0)'" } ?? "no label"
        return "  \(choice.at) \(what) by \(choice.by) (\(choice.how)), ledger entry \(choice.entry)"
          + (choice.reason.map { ": \($0)" } ?? "")
      }
      try context.output.print(result, text: TerminalText.safe(lines.joined(separator: "\n"), keepingLines: true))
    }
  }
}
