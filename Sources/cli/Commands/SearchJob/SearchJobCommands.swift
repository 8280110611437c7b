internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

struct SearchJobCreate: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Keep a search, checked as it would be when it is run.",
    discussion: "Relative dates in the query (sent:today) mean the day of each run, in the job's time zone.")
  @Argument(help: "The job's name.")
  var name: String
  @Argument(help: "What to find. An empty query is everything.")
  var query: String
  @Option(name: .customLong("case"), help: ArgumentHelp("The case it belongs to.", valueName: "case"))
  var legalCase: String?
  @Flag(help: "Search the mailboxes of the case's custodians, as they are at each run.")
  var custodians = false
  @OptionGroup var places: SearchPlaces
  @Option(help: "newest, oldest or relevance: the order of previews.")
  var order: SearchOrder = .newest
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let kql = try KQL.read(query, timeZone: places.timeZone, session: context.session)
    let terms = SearchJob.Terms(
      query: query, timeZone: try KQLTimeZone.named(places.timeZone), order: order, mailboxes: places.mailbox,
      excluded: places.excludeMailbox, custodians: custodians)
    let job = try context.archive.perform(.searchJobCreated, on: name, by: context.session) {
      try SearchJob.create(name, terms, inCase: legalCase, $0)
    }
    context.output.warn(kql.warnings, in: query)
    let view = try context.archive.read { try SearchJobView(job, context, $0) }
    try context.output.print(view, text: view.text)
  }
}

struct SearchJobRunCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a job and pin what it finds.",
    discussion: "Run it again to search what has been archived since. The newest 50 runs are kept.")
  @Argument(help: "The job's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let run = try SearchJob.run(name, in: context.archive, by: context.session)
    let view = RunDocument(name: name, run: RunView(run, showsCounts: true), gone: 0, content: EmptyContent())
    try context.output.print(view, text: view.run.text)
    if !run.filters.isEmpty, !context.output.json { context.output.warn(SearchView.filteredText) }
  }

  private struct EmptyContent: Encodable {
    func encode(to encoder: any Encoder) throws {}
  }
}

struct SearchJobList: ArchiveCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the jobs you may see.")
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable { var jobs: [SearchJobView] }

  func run(in context: Context) async throws {
    let jobs = try context.archive.consult(.searchJobViewed, by: context.session) { db in
      try SearchJob.visible(to: context.session.account, db).map { try SearchJobView($0, context, db) }
    }
    try context.output.print(
      Result(jobs: jobs),
      text: TerminalText.safe(
        Table.text(
          ["JOB", "CASE", "OWNER", "LAST RUN", "ITEMS", "QUERY"],
          jobs.map {
            [
              $0.name, $0.legalCase ?? "", $0.owner, $0.runs.first?.at ?? "", $0.runs.first?.items.map(String.init) ?? "",
              $0.query,
            ]
          }), keepingLines: true))
  }
}

struct SearchJobShow: ArchiveCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a job and its runs.")
  @Argument(help: "The job's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let view = try context.archive.consult(.searchJobViewed, on: name, by: context.session) { db in
      try SearchJobView(SearchJob.require(name, for: context.session.account, db), context, db)
    }
    try context.output.print(view, text: view.text)
  }
}

struct SearchJobRemove: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a job and what its runs found; no item is touched.")
  @Argument(help: "The job's name.")
  var name: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    try context.archive.perform(.searchJobRemoved, on: name, by: context.session) { act in
      try SearchJob.require(name, for: context.session.account, act.db).removeUnlessPurging(act)
    }
    try context.output.print(["name": name], text: "search job '\(name)' is removed")
  }
}
