internal import Archive
internal import ArgumentParser
internal import Foundation
internal import GRDB
internal import Search

struct ExportPreview: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "See what an export would hold, and read its newest items; writes nothing.",
    discussion: """
      Counts everything the export would cover, by custodian, and shows the newest items whole, as whoever gets the export
      will read them: who, when, the text, the attachments. Who looked at which items is on the ledger.

        holdfast export preview --query 'invoice sent:2024-01-01..2024-03-31' --limit 5
      """)

  @Option(help: ArgumentHelp("What to look at; an empty query is everything.", valueName: "KQL"))
  var query: String
  @OptionGroup var places: SearchPlaces
  @Option(help: "Items to show.")
  var limit = 10
  @OptionGroup var global: GlobalOptions

  /// More than anyone reads in a terminal, and what memory holds with ease.
  private static let mostItems = 1_000

  func validate() throws {
    guard (0...Self.mostItems).contains(limit) else {
      throw ValidationError("--limit is a number from 0 to \(Self.mostItems)")
    }
  }

  private struct Custodian: Encodable {
    var email: String
    var items: Int
    var bytes: Int64
  }

  private struct Shown: Encodable {
    var item: Item.ID
    var mailbox: String
    var folder: String
    var kind: ItemKind
    var direction: Direction
    var sent: String
    var from: SearchView.Person
    var to: [SearchView.Person]
    var subject: String
    var body: String
    var attachments: [Attachment]
  }

  private struct Result: Encodable {
    var query: String
    var items: Int
    var messages: Int
    var duplicates: Int
    var bytes: Int64
    @Nullable var earliest: String?
    @Nullable var latest: String?
    var custodians: [Custodian]
    var coverage: Coverage
    var results: [Shown]
  }

  func run(in context: Context) async throws {
    let kql = try KQL.read(query, timeZone: places.timeZone, session: context.session)
    context.output.warn(kql.warnings, in: query)
    let result = try context.archive.consult(
      .exportPreviewed, by: context.session,
      details: { (result: Result) in
        [
          "query": .text(query), "items": .number(result.items),
          "shown": .list(result.results.map { .number($0.item.rawValue) }),
        ].merging(places.ledgerDetails) { $1 }
      },
      { db in
        let request = SearchRequest(query: kql.query, text: query, scope: try places.scope(db), limit: limit)
        return try preview(request, for: Viewer(context.session), db)
      })
    try context.output.print(result, text: Self.text(result))
  }

  private func preview(_ request: SearchRequest, for viewer: Viewer, _ db: Database) throws -> Result {
    let estimate = try ExportEstimate(SearchExportSource(request, for: viewer), db)
    let answer = try SearchEngine(db, for: viewer).answer(request)
    return Result(
      query: request.text, items: answer.items, messages: answer.messages, duplicates: answer.items - answer.messages,
      bytes: answer.bytes, earliest: estimate.earliest?.description, latest: estimate.latest?.description,
      custodians: try estimate.custodians.sorted { $0.value.items > $1.value.items }.map {
        Custodian(email: try Mailbox.find($0.key, db)?.email ?? "", items: $0.value.items, bytes: $0.value.bytes)
      },
      coverage: answer.coverage,
      results: answer.results.map { hit in
        Shown(
          item: hit.item.id, mailbox: hit.mailbox.email, folder: hit.folder.name, kind: hit.envelope.kind,
          direction: hit.envelope.direction, sent: RFC3339.format(hit.envelope.sent),
          from: SearchView.Person(hit.envelope.from), to: hit.envelope.to.map(SearchView.Person.init),
          subject: hit.envelope.subject, body: hit.envelope.body, attachments: hit.envelope.attachments)
      })
  }

  private static func text(_ result: Result) -> String {
    var lines: [String] = []
    for item in result.results {
      lines += [
        "item \(item.item)  \(item.sent)  \(item.kind.rawValue), \(item.direction.rawValue)  \(item.mailbox), \(item.folder)",
        "\(item.from.text) → \(item.to.map(\.text).joined(separator: ", "))",
      ]
      if !item.body.isEmpty { lines.append(item.body) }
      lines += item.attachments.map { "[\($0.name), \($0.mediaType), \($0.bytes) bytes]" } + [""]
    }
    let table = Table.text(
      ["CUSTODIAN", "ITEMS", "BYTES"],
      result.custodians.prefix(shownCustodians).map { [$0.email, "\($0.items)", "\($0.bytes)"] })
    if !table.isEmpty { lines.append(table) }
    if result.custodians.count > shownCustodians {
      lines.append("and \(result.custodians.count - shownCustodians) more custodians: see --json")
    }
    let span = result.earliest.map { ", sent \($0) to \(result.latest ?? $0)" } ?? ""
    lines.append(
      "\(result.items) items of \(result.messages) messages, \(result.bytes) bytes\(span); "
        + "\(result.duplicates) are copies that --deduplicate would leave out")
    return lines.map { TerminalText.safe($0, keepingLines: true) }.joined(separator: "\n")
  }

  /// A screen of them.
  private static let shownCustodians = 20
}
