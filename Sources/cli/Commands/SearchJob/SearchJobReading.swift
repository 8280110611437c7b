internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

/// Which run of which job.
struct RunChoice: ParsableArguments {
  @Argument(help: "The job's name.")
  var name: String
  @Option(help: ArgumentHelp("This run; the newest unless told.", valueName: "run"))
  var run: SearchJobRun.ID?

  /// The job, what the run found, and its query as it was read then.
  func pinned(_ context: Context, _ db: Database) throws -> (job: SearchJob, run: PinnedItems, query: KQLResult) {
    let job = try SearchJob.require(name, for: context.session.account, db)
    let run = try SearchJobRun.require(run, of: job, db).pinned(db)
    return (job, run, try job.parsed(at: run.run.at))
  }
}

struct SearchJobPreview: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Look through what a run found, page by page.",
    discussion: """
      Nothing that was imported after the run is shown. For the next page pass --after the value of "next".
      """)
  @OptionGroup var choice: RunChoice
  @Option(help: "Results to show.")
  var limit = SearchRequest.standardPage
  @Option(help: ArgumentHelp("The next page: the value of \"next\" of the page before.", valueName: "token"))
  var after: String?
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard (0...SearchRequest.largestPage).contains(limit) else {
      throw ValidationError("--limit is a number from 0 to \(SearchRequest.largestPage)")
    }
  }

  func run(in context: Context) async throws {
    let token = try after.map { try PageToken($0) }
    let (answer, job, run) = try context.archive.consult(
      .searchJobPreviewed, on: choice.name, by: context.session,
      details: { answer, _, run in
        [
          "run": .number(run.run.rawValue), "items": .number(answer.items),
          "shown": .list(answer.results.map { .number($0.item.id.rawValue) }),
          "filters": .list(answer.filters.map { .text($0) }),
        ]
      },
      { db in
        let (job, pinned, kql) = try choice.pinned(context, db)
        let answer = try SearchEngine(db, for: Viewer(context.session)).answer(
          SearchRequest(query: kql.query, text: job.query, order: job.order, limit: limit, after: token), of: pinned)
        return (answer, job, try RunView(pinned.run, context, db))
      })
    let held = try HeldItems.among(answer.results.map(\.item), context)
    let view = SearchView(query: job.query, answer, warnings: [], held: held)
    let document = RunDocument(name: job.name, run: run, gone: answer.gone, content: view)
    try context.output.print(document, text: "\(document.heading)\n\(view.text)")
  }
}

struct SearchJobStatistics: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "Count what a run found: by keyword, by mailbox and over time.",
    discussion: "See 'holdfast help statistics' for what is counted.")
  @OptionGroup var choice: RunChoice
  @OptionGroup var options: StatisticsOptions
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let (counted, job, run) = try context.archive.consult(
      .searchCounted, on: choice.name, by: context.session,
      details: { counted, _, run in
        [
          "run": .number(run.run.rawValue), "items": .number(counted.total.items),
          "filters": .list(counted.filters.map { .text($0) }),
        ]
      },
      { db in
        let (job, pinned, kql) = try choice.pinned(context, db)
        let zone = KQLTimeZone(job.timeZone) ?? .utc
        let parts = QueryPart.all(
          of: kql, text: job.query, context: KQLContext(now: pinned.run.at, zone: zone))
        let counted = try SearchEngine(db, for: Viewer(context.session)).statistics(
          StatisticsRequest(query: kql.query, parts: parts, period: options.by, zone: zone), of: pinned)
        return (counted, job, try RunView(pinned.run, context, db))
      })
    if options.csv { return context.output.print(bytes: counted.csv(period: options.by)) }
    let view = StatisticsView(
      query: job.query, counted, by: options.by, timeZone: job.timeZone, warnings: [])
    let document = RunDocument(name: job.name, run: run, gone: counted.gone, content: view)
    try context.output.print(document, text: "\(document.heading)\n\(view.text)")
  }
}
