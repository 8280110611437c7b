public import Archive
internal import GRDB
public import Search

/// Deletes what a search job found: exactly what who asked for it saw, through the one gate.
///
/// The items are pinned when the purge is asked for. Where the archive's setting asks for a second person, nothing is
/// deleted until another account approves; whatever arrives or matches meanwhile is not touched. Items are dealt with a
/// batch at a time, each batch in a transaction with its ledger entry, and an interrupted purge goes on where it stopped.
public enum SearchPurge {
  /// How many items one transaction deletes: a search or a hold waits no longer than this takes.
  static let batch = 1_000

  /// Asks for the purge of what a run found, or takes up an interrupted one of the same kind.
  ///
  /// `run`: nil: the job's newest. `reason`: why, for the ledger.
  ///
  /// - Returns: a purge to be carried out (``carryOut(_:in:by:progress:)``), or one that waits for its approval.
  public static func request(
    _ name: String, run: SearchJobRun.ID?, hard: Bool, reason: String, in archive: Archive, by session: Session
  ) throws -> PurgeRequest {
    let stated = try Approval.checked(reason, what: "reason", code: "purge.reason")
    let found = try archive.read { db in try PurgeRequest.fetchOpen(name, db) }
    if let found, found.state == .running {
      // What was begun is finished first; its entries are those of the batches.
      try archive.authorize(.searchResultsPurged, on: name, by: session)
      return try archive.read { db in
        let open = try PurgeRequest.require(found.id, for: session.account, db)
        guard open.isHard == hard, run == nil || run == open.run else {
          throw InputError(
            "purge \(open.id) (\(open.isHard ? "hard" : "soft"), of run \(open.run)) of what '\(name)' found was "
              + "interrupted; finish it first with the same arguments", code: "purge.open")
        }
        return open
      }
    }
    return try archive.perform(.searchPurgeRequested, on: name, by: session) { act in
      let job = try SearchJob.require(name, for: session.account, act.db)
      if let open = try PurgeRequest.open(of: job.id, act.db) {
        guard open.hasExpired(at: act.now) else {
          throw InputError(
            "purge \(open.id) of what '\(name)' found is waiting for its approval; approve or reject it first",
            code: "purge.open")
        }
        try open.decide(.rejected, note: "expired", act)
      }
      let chosen = try SearchJobRun.require(run, of: job, act.db)
      let items = try SearchEngine(act.db, for: Viewer(session)).visible(of: chosen.pinned(act.db))
      guard items.count > 0 else {
        throw InputError("run \(chosen.id) of '\(name)' has nothing left to purge", code: "purge.empty")
      }
      let expires =
        try PurgeApproval.read(act.db) == .twoPerson ? act.now.adding(days: Approval.days) : nil
      let request = try PurgeRequest.insert(
        chosen, of: job, items: items, isHard: hard, reason: stated, expires: expires, act)
      request.note(in: act)
      act.note("items", .number(items.count))
      return request
    }
  }

  /// Approves another account's request; carry it out then.
  ///
  /// Approving again what is under way takes it up where it stopped.
  public static func approve(_ id: PurgeRequest.ID, in archive: Archive, by session: Session) throws -> PurgeRequest {
    try archive.perform(.searchPurgeApproved, on: "purge \(id)", by: session) { act in
      let request = try PurgeRequest.require(id, for: session.account, act.db)
      try Approval.requireAnother(than: request.requester, session, what: "purge \(id)")
      guard request.state == .waiting || request.state == .running else { throw over(request) }
      request.note(in: act)
      guard request.state == .waiting else { return request }
      guard !request.hasExpired(at: act.now), let expires = request.expires else {
        throw InputError(
          "purge \(id) could be approved until \(request.expires.map(\.description) ?? "now"); ask for it again",
          code: "purge.expired")
      }
      try requireSight(of: request, session, act.db)
      try request.decide(.running, act)
      act.note("expires", .text(expires.description))
      return try PurgeRequest.require(id, for: session.account, act.db)
    }
  }

  /// Rejects a request, or takes back one's own.
  public static func reject(_ id: PurgeRequest.ID, reason: String, in archive: Archive, by session: Session) throws
    -> PurgeRequest
  {
    let stated = try Approval.checked(reason, what: "reason", code: "purge.reason")
    return try archive.perform(.searchPurgeRejected, on: "purge \(id)", by: session) { act in
      let request = try PurgeRequest.require(id, for: session.account, act.db)
      guard request.state == .waiting else { throw over(request) }
      try request.decide(.rejected, note: stated, act)
      request.note(in: act)
      act.note("note", .text(stated))
      return try PurgeRequest.require(id, for: session.account, act.db)
    }
  }

  /// Deletes batch by batch until the purge is done, then erases what was destroyed.
  ///
  /// `progress`: told after each batch how many items were dealt with; throwing ends it there, to be taken up later.
  public static func carryOut(
    _ request: PurgeRequest, in archive: Archive, by session: Session, progress: (Int) throws -> Void = { _ in }
  ) throws -> (request: PurgeRequest, erasure: Erasure.State) {
    var current = request
    var done = 0
    while current.state == .running {
      try archive.perform(.searchResultsPurged, on: request.jobName, by: session) { act in
        current = try PurgeRequest.require(request.id, for: session.account, act.db)
        guard current.state == .running else { throw over(current) }
        done += try step(current, act, archive.content)
        current = try PurgeRequest.require(request.id, for: session.account, act.db)
      }
      try progress(done)
    }
    return (current, current.isHard ? try Erasure.afterDeletion(archive) : .done)
  }

  // MARK: - One batch

  private static func step(_ request: PurgeRequest, _ act: Act, _ content: ContentStore) throws -> Int {
    request.note(in: act)
    let all = try request.items(act.db)
    let numbers = all.next(after: request.position, limit: batch)
    let there = try numbers.compactMap { try Item.find($0, act.db) }
    let seen = try SearchEngine(act.db, for: Viewer(act.session)).visible(there).map(\.id)
    let (thereSet, seenSet) = (Set(there.map(\.id)), Set(seen))
    for number in numbers where !seenSet.contains(number) {
      try request.record(thereSet.contains(number) ? hidden(number, act) : gone(number), act)
    }
    if request.isHard {
      let rule = "purged by \(act.session.account) after the search '\(request.jobName)'"
      for outcome in try ItemDeletion.purge(seen, for: rule, act, content: content) where !outcome.isPurged {
        try request.record(
          PurgeResult(
            item: outcome.item, outcome: .blocked, reasons: outcome.reasons.map(PurgeResult.Reason.init)), act)
      }
    } else {
      let moved = Set(try ItemDeletion.softDelete(seen, act))
      let records = try RecordLock.among(there, act.db)
      for item in seen where !moved.contains(item) {
        let reasons = records[item].map { [PurgeResult.Reason($0)] } ?? []
        try request.record(
          PurgeResult(item: item, outcome: reasons.isEmpty ? .unchanged : .blocked, reasons: reasons), act)
      }
    }
    let isLast = numbers.last.map { all.next(after: $0, limit: 1).isEmpty } ?? true
    try request.move(to: isLast ? nil : numbers.last, act)
    return numbers.count
  }

  private static func gone(_ item: Item.ID) -> PurgeResult {
    PurgeResult(item: item, outcome: .gone, reasons: [])
  }

  /// A filter made since the purge was asked for hides it from who carries it out.
  private static func hidden(_ item: Item.ID, _ act: Act) -> PurgeResult {
    PurgeResult(
      item: item, outcome: .blocked,
      reasons: [PurgeResult.Reason(kind: "permissionFilter", name: act.session.account, until: nil)])
  }

  // MARK: - Checks

  /// Who approves must be able to see all of it: nobody can answer for what is hidden from him.
  private static func requireSight(of request: PurgeRequest, _ session: Session, _ db: Database) throws {
    guard let job = try SearchJob.find(request.job, db) else { throw over(request) }
    let items = try SearchJobRun.require(request.run, of: job, db).pinned(db).limited(to: request.items(db))
    let there = try SearchEngine(db, for: .program).visible(of: items).count
    let seen = try SearchEngine(db, for: Viewer(session)).visible(of: items).count
    guard seen == there else {
      throw InputError(
        "permission filters hide some of the \(there) items of purge \(request.id) from \(session.account); somebody who "
          + "may see all of them must approve it", code: "purge.hidden")
    }
  }

  private static func over(_ request: PurgeRequest) -> InputError {
    InputError("purge \(request.id) is \(request.state.rawValue) already", code: "purge.over")
  }
}

extension PurgeRequest {
  /// The open purge of the job of that name, if there is one, whoever may see it.
  static func fetchOpen(_ name: String, _ db: Database) throws -> PurgeRequest? {
    try SearchJob.find(name, db).flatMap { try open(of: $0.id, db) }
  }
}
