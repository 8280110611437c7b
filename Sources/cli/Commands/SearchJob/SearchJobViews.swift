internal import Archive
internal import GRDB
internal import Hold
internal import Search

/// A run as it is listed.
struct RunView: Encodable {
  var run: SearchJobRun.ID
  var at: String
  var by: String
  /// Null for an account whose permission filters may hide some of what somebody else's run found.
  @Nullable var items: Int?
  @Nullable var messages: Int?
  @Nullable var bytes: Int64?
  @Nullable var mailboxes: Int?
  var coverage: Coverage

  /// - Parameter showsCounts: whether the account may know how much was found.
  init(_ run: SearchJobRun, showsCounts: Bool) {
    (self.run, at, by, coverage) = (run.id, run.at.description, run.actor, run.coverage)
    guard showsCounts else { return }
    (items, messages, bytes, mailboxes) = (run.items, run.messages, run.bytes, run.mailboxes)
  }

  init(_ run: SearchJobRun, _ context: Context, _ db: Database) throws {
    let isOpen = try SearchEngine(db, for: Viewer(context.session)).seesEverything()
    self.init(run, showsCounts: isOpen || run.actor == context.session.account)
  }

  var text: String {
    guard let items, let messages, let bytes, let mailboxes else { return "run \(run) of \(at) by \(by)" }
    return "run \(run) of \(at) by \(by): \(items) items of \(messages) messages in \(mailboxes) mailboxes, "
      + "\(bytes) bytes; \(coverage.text)"
  }
}

/// A search job as it is listed and shown.
struct SearchJobView: Encodable {
  var name: String
  var query: String
  @Nullable var legalCase: String?
  var owner: String
  var mailboxes: [String]
  var excluded: [String]
  var custodians: Bool
  var timeZone: String
  var order: SearchOrder
  var created: String
  /// Newest first.
  var runs: [RunView]

  private enum CodingKeys: String, CodingKey {
    case name, query, owner, mailboxes, excluded, custodians, timeZone, order, created, runs
    case legalCase = "case"
  }

  init(_ job: SearchJob, _ context: Context, _ db: Database) throws {
    func addresses(_ ids: [Mailbox.ID]) throws -> [String] { try ids.compactMap { try Mailbox.find($0, db)?.email } }
    (name, query, legalCase, owner) = (job.name, job.query, try job.caseName(db), job.owner)
    (mailboxes, excluded) = (try addresses(job.mailboxes).sorted(), try addresses(job.excluded).sorted())
    (custodians, timeZone, order, created) = (job.custodians, job.timeZone, job.order, job.created.description)
    runs = try SearchJobRun.all(of: job, db).map { try RunView($0, context, db) }
  }

  var text: String {
    var places = mailboxes
    if custodians { places.append("the case's custodians") }
    if places.isEmpty { places = ["all mailboxes"] }
    if !excluded.isEmpty { places.append("but not \(excluded.joined(separator: ", "))") }
    let lines = [
      "search job '\(name)' of \(owner)\(legalCase.map { " in the case '\($0)'" } ?? "")", "query     \(query)",
      "where     \(places.joined(separator: ", "))", "time zone \(timeZone), \(order.rawValue) first",
    ]
    return TerminalText.safe(
      (lines + (runs.isEmpty ? ["not run yet"] : runs.map(\.text))).joined(separator: "\n"), keepingLines: true)
  }
}

/// A page of what a run found, or its statistics, with the run.
struct RunDocument<Content: Encodable>: Encodable {
  var name: String
  var run: RunView
  @Nullable var gone: Int?
  var content: Content

  private enum CodingKeys: CodingKey { case name, run, gone }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(run, forKey: .run)
    try container.encode(gone, forKey: .gone)
    try content.encode(to: encoder)
  }

  /// What a person is told above the content.
  var heading: String {
    let gone = gone.map { $0 == 0 ? "" : "; \($0) of its items have been purged since" } ?? ""
    return "'\(name)', run \(run.run) of \(run.at) by \(run.by)\(gone)"
  }
}
