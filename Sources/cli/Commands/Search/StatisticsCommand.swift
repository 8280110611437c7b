internal import Archive
internal import ArgumentParser
internal import Search

/// How statistics are counted and shown.
struct StatisticsOptions: ParsableArguments {
  @Option(help: "Count hits over time by day, month or year.")
  var by: PeriodLength = .month
  @Flag(help: "Print a table for a spreadsheet instead.")
  var csv = false
}

struct StatisticsCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "Count what a query finds: by keyword, by mailbox and over time.",
    discussion: """
      Counts are exact and of everything found. A keyword is a line of a keyword list, or a part of the query's OR; "only
      this" are the items that no other keyword finds.

        holdfast statistics 'merger OR takeover OR "project heron"'
        holdfast statistics '(merger OR takeover) sent:2024' --by day --time-zone Europe/London --csv
      """)

  @Argument(help: "What to count. An empty query is everything.")
  var query: String
  @OptionGroup var places: SearchPlaces
  @OptionGroup var options: StatisticsOptions
  @OptionGroup var global: GlobalOptions

  static let connections = Connections.one

  func run(in context: Context) async throws {
    let zone = try KQLTimeZone.named(places.timeZone)
    let kql = try KQL.read(query, timeZone: places.timeZone, session: context.session)
    let meaning = KQLContext(now: context.session.now, zone: zone)
    let request = StatisticsRequest(
      query: kql.query, parts: QueryPart.all(of: kql, text: query, context: meaning), period: options.by, zone: zone)
    let counted = try context.archive.consult(
      .searchCounted, by: context.session,
      details: { counted in
        [
          "query": .text(query), "items": .number(counted.total.items), "messages": .number(counted.total.messages),
          "filters": .list(counted.filters.map { .text($0) }),
        ].merging(places.ledgerDetails) { $1 }
      },
      { db in try SearchEngine(db, for: Viewer(context.session)).statistics(request, in: places.scope(db)) })
    context.output.warn(kql.warnings, in: query)
    if options.csv { return context.output.print(bytes: counted.csv(period: options.by)) }
    let view = StatisticsView(
      query: query, counted, by: options.by, timeZone: places.timeZone, warnings: kql.warnings)
    try context.output.print(view, text: view.text)
  }
}
