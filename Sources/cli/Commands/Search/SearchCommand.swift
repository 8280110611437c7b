internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Hold
internal import Search

struct SearchCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find items by content, people, dates and more (KQL).",
    discussion: """
      Words are found anywhere in an item; put phrases in quotes. Join with AND, OR, NOT (in capitals) and parentheses;
      end a word with * for all that begin so, put one anywhere for letters you don't know, ~1 behind a word for
      one slip in it. Restrict with from: to: participants: conversation: subject: sent: kind: size: hasattachment:
      attachmentnames:. An empty query is everything.

        holdfast search 'invoice (urgent OR overdue) NOT draft'
        holdfast search 'from:"Ada Abbott" sent:2024-01-01..2024-03-31'
        holdfast search 'participants:"07700 900123" kind:call'
        holdfast search 'conversation:"Ada Abbott;07700 900123" recieve~2 50%'

      Counts are complete whatever --limit is. For the next page pass --after the value of "next".
      """)

  @Argument(help: "What to find. An empty query is everything.")
  var query: String
  @OptionGroup var places: SearchPlaces
  @Option(help: "Results to show.")
  var limit = SearchRequest.standardPage
  @Option(help: ArgumentHelp("The next page: the value of \"next\" of the page before.", valueName: "token"))
  var after: String?
  @Option(help: "newest, oldest or relevance.")
  var order: SearchOrder = .newest
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard (0...SearchRequest.largestPage).contains(limit) else {
      throw ValidationError("--limit is a number from 0 to \(SearchRequest.largestPage)")
    }
  }

  static let connections = Connections.one

  func run(in context: Context) async throws {
    let kql = try KQL.read(query, timeZone: places.timeZone, session: context.session)
    let token = try after.map { try PageToken($0) }
    let answer = try context.archive.consult(
      .searchStarted, on: nil, by: context.session,
      details: { answer in
        [
          "query": .text(query), "items": .number(answer.items), "messages": .number(answer.messages),
          "filters": .list(answer.filters.map { .text($0) }),
        ].merging(places.ledgerDetails) { $1 }
      },
      { db in
        try SearchEngine(db, for: Viewer(context.session)).answer(
          SearchRequest(
            query: kql.query, text: query, scope: places.scope(db), order: order, limit: limit, after: token))
      })
    context.output.warn(kql.warnings, in: query)
    let held = try HeldItems.among(answer.results.map(\.item), context)
    let view = SearchView(query: query, answer, warnings: kql.warnings, held: held)
    try context.output.print(view, text: view.text)
  }
}
