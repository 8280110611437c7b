internal import Archive
internal import ArgumentParser
internal import Hold

/// A litigation hold as the command shows it.
struct LitigationView: Encodable {
  var mailbox: String
  var status = "active"
  /// How many days each item is held from its date; null: without end.
  @Nullable var days: Int?
  @Nullable var owner: String?
  @Nullable var note: String?
  @Nullable var url: String?
  /// The hold's date as someone wants it told; when it was placed unless they did.
  var date: String
  var placed: String

  init(_ standing: LitigationStanding) {
    (mailbox, days) = (standing.mailbox.email, standing.record.terms.duration)
    (owner, note, url) = (standing.note.owner, standing.note.note, standing.note.url)
    placed = standing.placedAt.description
    date = (standing.note.date ?? standing.placedAt).description
  }

  var holds: String { days.map { "each item for \($0) days from its date" } ?? "without end" }

  /// For people: what there is, a line each.
  var text: String {
    var lines = ["\(mailbox) is on litigation hold, \(holds)", "date: \(date)", "placed: \(placed)"]
    for (name, value) in [("owner", owner), ("note", note), ("url", url)] {
      if let value { lines.append("\(name): \(TerminalText.safe(value, keepingLines: true))") }
    }
    return lines.joined(separator: "\n")
  }
}

struct LitigationShow: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a mailbox's litigation hold, and what is said about it.")
  @Argument(help: "The mailbox.")
  var email: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let view = try context.archive.consult(.holdViewed, on: email.lowercased(), by: context.session) {
      LitigationView(try .require(on: email, $0))
    }
    try context.output.print(view, text: view.text)
  }
}

struct LitigationList: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show all mailboxes on litigation hold.")
  @OptionGroup var global: GlobalOptions
  private struct Result: Encodable { var litigationHolds: [LitigationView] }

  func run(in context: Context) async throws {
    let views = try context.archive.consult(.holdViewed, by: context.session) {
      try LitigationStanding.all($0).map(LitigationView.init)
    }
    try context.output.print(
      Result(litigationHolds: views),
      text: Table.text(
        ["MAILBOX", "HOLDS", "DATE", "OWNER"], views.map { [$0.mailbox, $0.holds, $0.date, $0.owner ?? ""] }))
  }
}
