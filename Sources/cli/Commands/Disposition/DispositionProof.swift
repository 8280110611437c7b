internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

struct DispositionProof: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "proof", abstract: "Prove what was destroyed: what, when, by which rule, and who agreed.",
    discussion: """
      Everything that was ever purged, by whatever rule or person, and never anything of its content. The commitment is
      what the ledger had of the item since its import.

        holdfast disposition proof --label Contracts --from 2031-01-01 --csv > disposed.csv
        holdfast disposition proof --json > disposed.json
      """)
  @Option(help: "Only what carried this label.")
  var label: String?
  @Option(help: ArgumentHelp("Only from this mailbox.", valueName: "email"))
  var mailbox: String?
  @Option(help: ArgumentHelp("Only from this day or time on.", valueName: "date"))
  var from: String?
  @Option(help: ArgumentHelp("Only before this day or time.", valueName: "date"))
  var before: String?
  @Flag(help: "Print a table for a spreadsheet instead.")
  var csv = false
  @OptionGroup var global: GlobalOptions

  /// Proofs read at once: some hundred kilobytes.
  private static let page = 500

  private struct Head: Encodable { var organization: String }

  private struct Decision: Encodable {
    var stage: Int
    var decision: String
    var by: String
    var at: String
    var comment: String
    @Nullable var until: String?
    var entry: Int64
  }

  private struct Proof: Encodable {
    var item: Item.ID
    var message: Message.ID
    var mailboxID: Mailbox.ID
    var mailbox: String
    @Nullable var kind: String?
    @Nullable var sent: String?
    @Nullable var archived: String?
    @Nullable var label: String?
    @Nullable var labelled: String?
    var commitment: String
    var rule: String
    var disposed: String
    var entry: Int64
    var decisions: [Decision]

    init(_ proof: DisposalProof) {
      (item, message, mailboxID, mailbox) = (proof.item, proof.message, proof.mailbox, proof.email)
      (kind, label) = (proof.kind?.rawValue, proof.label)
      (sent, archived) = (proof.sent?.description, proof.archived?.description)
      labelled = proof.labelled?.description
      (commitment, rule) = (proof.commitment, proof.rule)
      (disposed, entry) = (proof.disposed.description, proof.entry)
      decisions = proof.decisions.map {
        Decision(
          stage: $0.stage, decision: $0.decision, by: $0.actor, at: $0.at.description, comment: $0.comment,
          until: $0.until?.description, entry: $0.entry)
      }
    }

    static let columns = [
      "Item", "Message", "Mailbox ID", "Mailbox", "Kind", "Sent", "Archived", "Label", "Labelled", "Commitment", "Rule",
      "Disposed", "Ledger entry", "Review",
    ]

    var cells: [CSVWriter.Field] {
      let review = decisions.map {
        "stage \($0.stage): \($0.decision) by \($0.by) at \($0.at) (\($0.comment)), ledger entry \($0.entry)"
      }
      func text(_ value: String?) -> CSVWriter.Field { value.map { .text($0) } ?? .empty }
      return [
        .number(item.rawValue), .number(message.rawValue), .number(mailboxID.rawValue), .text(mailbox), text(kind),
        text(sent), text(archived), text(label), text(labelled), .text(commitment), .text(rule), .text(disposed),
        .number(entry), .text(review.joined(separator: "\n")),
      ]
    }
  }

  func run(in context: Context) async throws {
    let session = context.session
    let asked = try context.archive.consult(
      .disposalProved, on: label, by: session, details: { ["count": .number($0.count)] }
    ) { db in
      try DisposalProof.requireSight(Viewer(session), db)
      let filter = DisposalProof.Filter(
        label: label,
        mailbox: try mailbox.map { try Mailbox.require($0, db).id },
        from: try from.map { try Moment.named($0, option: "--from", db) },
        before: try before.map { try Moment.named($0, option: "--before", db) })
      return Asked(
        filter: filter, organization: try Setting.organization.read(db) ?? "",
        count: try DisposalProof.count(filter, db))
    }
    var last: Item.ID = 0
    func next() throws -> [Proof] {
      let page = try context.archive.read { try DisposalProof.page(asked.filter, after: last, limit: Self.page, $0) }
      last = page.last?.item ?? last
      return page.map(Proof.init)
    }
    if csv { return try table(next, context.output) }
    if context.output.json {
      return try context.output.stream(Head(organization: asked.organization), listing: "proofs", next: next)
    }
    while case let page = try next(), !page.isEmpty {
      for proof in page {
        try context.output.print(proof, text: TerminalText.safe(Self.text(proof), keepingLines: true))
      }
    }
  }

  private struct Asked {
    var filter: DisposalProof.Filter
    var organization: String
    var count: Int
  }

  private func table(_ next: () throws -> [Proof], _ output: Output) throws {
    var writer = CSVWriter()
    writer.append(texts: Proof.columns)
    output.print(bytes: writer.drain())
    while case let page = try next(), !page.isEmpty {
      for proof in page { writer.append(proof.cells) }
      output.print(bytes: writer.drain())
    }
  }

  private static func text(_ proof: Proof) -> String {
    let lines =
      [
        "item \(proof.item) of \(proof.mailbox), \(proof.kind ?? "item") of \(proof.sent ?? "an unknown date"): destroyed "
          + "at \(proof.disposed) by '\(proof.rule)', ledger entry \(proof.entry)"
      ]
      + proof.decisions.map { "  stage \($0.stage): \($0.decision) by \($0.by) at \($0.at): \($0.comment)" }
    return lines.joined(separator: "\n")
  }
}
