internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

struct ItemExplain: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why an item is kept, or isn't: every hold and rule that was considered.",
    discussion: """
      The verdict is keep (something blocks its deletion now), free (nothing does) or expired (nothing does, and a rule
      asks for its deletion now).
      """)
  @Argument(help: "The item's number.")
  var item: Item.ID
  @OptionGroup var global: GlobalOptions

  private struct Rule: Encodable {
    var kind: String
    var name: String
    var effect: String
    var applies: Bool
    @Nullable var from: String?
    @Nullable var until: String?
    var why: String
  }

  private struct Result: Encodable {
    var item: Item.ID
    var mailbox: String
    var verdict: String
    @Nullable var keptUntil: String?
    @Nullable var deleteAt: String?
    var considered: [Rule]
  }

  static let connections = Connections.one

  func run(in context: Context) async throws {
    let result = try context.archive.consult(.itemExplained, on: "item \(item)", by: context.session) { db in
      let (found, decision) = try ItemDeletion.explain(
        item, at: context.session.now, for: Viewer(context.session), db)
      return Result(
        item: item, mailbox: try Mailbox.find(found.mailbox, db)?.email ?? "", verdict: decision.verdict.rawValue,
        keptUntil: decision.keptUntil?.description, deleteAt: decision.deleteAt?.description,
        considered: decision.considered.map {
          Rule(
            kind: $0.kind.rawValue, name: $0.name, effect: $0.effect.rawValue, applies: $0.applies,
            from: $0.from?.description, until: $0.until?.description, why: $0.why)
        })
    }
    var lines = ["item \(item) in \(result.mailbox): \(result.verdict)"]
    if let until = result.keptUntil { lines.append("kept until \(until)") }
    if let at = result.deleteAt { lines.append("to be deleted at \(at)") }
    lines += result.considered.map { "  [\($0.applies ? "x" : " ")] \($0.why)" }
    if result.considered.isEmpty { lines.append("  no hold and no retention rule bears on it") }
    try context.output.print(result, text: TerminalText.safe(lines.joined(separator: "\n"), keepingLines: true))
  }
}
