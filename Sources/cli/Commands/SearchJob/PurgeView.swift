internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

/// A purge as it is listed, and the head of its report.
struct PurgeView: Encodable {
  var purge: PurgeRequest.ID
  var job: String
  var run: SearchJobRun.ID
  var mode: String
  /// `waiting`, `expired`, `running`, `done` or `rejected`.
  var state: String
  var reason: String
  var requester: String
  var requested: String
  @Nullable var expires: String?
  @Nullable var approver: String?
  @Nullable var note: String?
  var items: Int
  /// Items by what became of them.
  var outcomes: [String: Int]
  @Nullable var erasure: Erasure.State?

  init(_ request: PurgeRequest, at moment: Moment, erasure: Erasure.State? = nil, _ db: Database) throws {
    (purge, job, run, reason) = (request.id, request.jobName, request.run, request.reason)
    mode = request.isHard ? "hard" : "soft"
    state = request.hasExpired(at: moment) ? "expired" : request.state.rawValue
    (requester, requested, expires) = (
      request.requester, request.requested.description, request.expires?.description
    )
    (approver, note, items) = (request.decidedBy, request.note, request.itemCount)
    outcomes = Dictionary(uniqueKeysWithValues: try request.counts(db).map { ($0.key.rawValue, $0.value) })
    self.erasure = erasure
  }

  var text: String {
    let counts = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    let start = "purge \(purge) (\(mode)) of \(items) items of '\(job)', run \(run), asked for by \(requester)"
    return switch state {
    case "waiting":
      "\(start), waits until \(expires ?? "") for another person: holdfast search-job approve-purge \(purge)"
    case "rejected": "\(start), was rejected\(approver.map { " by \($0)" } ?? ""): \(note ?? "")"
    case "expired": "\(start), was not approved in time; ask for it again"
    default: "\(start), is \(state): \(counts)"
    }
  }
}

extension PurgeRequest {
  /// Carries out a purge that needs no approval any more, and reports; a waiting one is only reported.
  func carryOut(in context: Context) throws {
    guard state == .running else {
      try report(in: context, erasure: nil)
      throw ExitStatus.attention
    }
    let (done, erasure) = try SearchPurge.carryOut(self, in: context.archive, by: context.session) { count in
      context.output.progress("\(count) of \(itemCount) items")
    }
    context.output.endProgress()
    try done.report(in: context, erasure: erasure)
    if let advice = try Erasure.status(context.archive).advice { context.output.warn(advice) }
    if try context.archive.read({ try done.counts($0)[.blocked, default: 0] }) > 0 { throw ExitStatus.blocked }
  }

  /// How many items' results are held while they are written out.
  private static var page: Int { 1_000 }

  /// Says what became of the purge and of each item; to people, of each item that was not deleted.
  func report(in context: Context, erasure: Erasure.State?) throws {
    let view = try context.archive.read { try PurgeView(self, at: context.session.now, erasure: erasure, $0) }
    var last: Item.ID = 0
    func next() throws -> [PurgeResult] {
      let page = try context.archive.read { try results(after: last, limit: Self.page, $0) }
      last = page.last?.item ?? last
      return page
    }
    if context.output.json { return try context.output.stream(view, listing: "results", next: next) }
    while case let page = try next(), !page.isEmpty {
      let kept = page.filter { $0.outcome != .purged && $0.outcome != .deleted }
      if !kept.isEmpty { try context.output.print(kept, text: kept.map(\.text).joined(separator: "\n")) }
    }
    try context.output.print(view, text: TerminalText.safe(view.text))
  }
}

extension PurgeResult {
  fileprivate var text: String {
    guard outcome == .blocked else { return "item \(item) is \(outcome.rawValue)" }
    let reasons = reasons.map { "\($0.kind) '\($0.name)'\($0.until.map { " until \($0)" } ?? "")" }
    return TerminalText.safe("item \(item) is kept by \(reasons.joined(separator: ", "))")
  }
}
