public import Archive
internal import Foundation
public import GRDB
public import Search

/// The purge of what a run of a search job found: asked for, decided, and done or on its way.
public struct PurgeRequest: Sendable, Hashable {
  public typealias ID = Identifier<PurgeRequest>

  public enum State: String, Sendable, Codable {
    /// For a second person.
    case waiting
    /// Decided, and not yet at its end: what was interrupted goes on from its position.
    case running
    case done
    case rejected
  }

  /// The number of the ledger entry that asked for it.
  public var id: ID
  public var job: SearchJob.ID
  public var jobName: String
  public var run: SearchJobRun.ID
  /// Destroyed, or moved to Recoverable Items.
  public var isHard: Bool
  public var reason: String
  public var requester: String
  public var requested: Moment
  /// Until when it can be approved; nil where it needed no approval.
  public var expires: Moment?
  public var state: State
  public var decidedBy: String?
  public var decided: Moment?
  /// Why it was rejected.
  public var note: String?
  /// The items the requester saw, which are the items it may touch.
  public var itemCount: Int
  /// The last item it has dealt with.
  public var position: Item.ID

  public func hasExpired(at moment: Moment) -> Bool { state == .waiting && expires.map { moment >= $0 } ?? false }
}

extension PurgeRequest: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    job = SearchJob.ID(row["job"] as Int64)
    jobName = row["job_name"]
    run = SearchJobRun.ID(row["run"] as Int64)
    (isHard, reason, requester) = (row["hard"], row["reason"], row["requester"])
    requested = Moment(microseconds: row["requested"])
    expires = (row["expires"] as Int64?).map(Moment.init(microseconds:))
    state = State(rawValue: row["state"]) ?? .rejected
    (decidedBy, note, itemCount) = (row["decided_by"], row["note"], row["item_count"])
    decided = (row["decided"] as Int64?).map(Moment.init(microseconds:))
    position = Item.ID(row["position"] as Int64)
  }

  private static let columns = """
    id, job, job_name, run, hard, reason, requester, requested, expires, state, decided_by, decided, note, item_count,
    position
    """

  /// The purges of jobs an account may see, newest first.
  public static func visible(to account: String, _ db: Database) throws -> [PurgeRequest] {
    let jobs = Set(try SearchJob.visible(to: account, db).map(\.id))
    let all = try CaseMembers.seesAll(account, db)
    return try fetchAll(db, sql: "SELECT \(columns) FROM purge_request ORDER BY id DESC")
      .filter { all || jobs.contains($0.job) || $0.requester == account }
  }

  /// The purge of that number, for an account that may see it.
  public static func require(_ id: ID, for account: String, _ db: Database) throws -> PurgeRequest {
    let found = try fetchOne(
      db, sql: "SELECT \(columns) FROM purge_request WHERE id = ?", arguments: [id.rawValue])
    guard let found else {
      throw InputError("there is no purge \(id); see 'holdfast search-job purges'", code: "purge.unknown")
    }
    if let job = try SearchJob.find(found.job, db) {
      try job.require(for: account, db)
    } else if try !CaseMembers.seesAll(account, db), found.requester != account {
      throw AccessError.notOwner(account: account, name: found.jobName)
    }
    return found
  }

  /// The purge of a job that is waiting or running.
  static func open(of job: SearchJob.ID, _ db: Database) throws -> PurgeRequest? {
    try fetchOne(
      db, sql: "SELECT \(columns) FROM purge_request WHERE job = ? AND state IN ('waiting', 'running')",
      arguments: [job.rawValue])
  }

  /// The runs that open purges are about.
  static func runsInUse(_ db: Database) throws -> Set<SearchJobRun.ID> {
    Set(
      try Int64.fetchAll(db, sql: "SELECT run FROM purge_request WHERE state IN ('waiting', 'running')")
        .map { SearchJobRun.ID($0) })
  }

  static func insert(
    _ run: SearchJobRun, of job: SearchJob, items: ItemNumbers, isHard: Bool, reason: String, expires: Moment?,
    _ act: Act
  ) throws -> PurgeRequest {
    try act.db.execute(
      sql: """
        INSERT INTO purge_request (id, job, job_name, run, hard, reason, requester, requested, expires, state,
          item_count, items, position, changed_entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
        """,
      arguments: [
        act.entry, job.id.rawValue, job.name, run.id.rawValue, isHard, reason, act.session.account,
        act.now.microseconds, expires?.microseconds, (expires == nil ? State.running : .waiting).rawValue,
        items.count, Data(items.packed), act.entry,
      ])
    return try require(ID(act.entry), for: act.session.account, act.db)
  }

  func decide(_ state: State, note: String? = nil, _ act: Act) throws {
    try act.db.execute(
      sql: """
        UPDATE purge_request SET state = ?, decided_by = ?, decided = ?, note = ?, changed_entry = ? WHERE id = ?
        """,
      arguments: [state.rawValue, act.session.account, act.now.microseconds, note, act.entry, id.rawValue])
  }

  func move(to item: Item.ID?, _ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE purge_request SET position = ?, state = ?, changed_entry = ? WHERE id = ?",
      arguments: [
        (item ?? position).rawValue, (item == nil ? State.done : .running).rawValue, act.entry, id.rawValue,
      ])
  }

  /// The items it may touch.
  func items(_ db: Database) throws -> ItemNumbers {
    let stored = try Data.fetchOne(db, sql: "SELECT items FROM purge_request WHERE id = ?", arguments: [id.rawValue])
    guard let stored else {
      throw StorageError("what purge \(id) is about is not in the archive", code: "purge.damaged")
    }
    return try ItemNumbers(packed: Array(stored), db)
  }

  /// What every entry of the purge says.
  func note(in act: Act) {
    act.note("purge", .number(id.rawValue))
    act.note("run", .number(run.rawValue))
    act.note("hard", .flag(isHard))
    act.note("reason", .text(reason))
    act.note("requester", .text(requester))
    if let decidedBy { act.note("approver", .text(decidedBy)) }
  }
}
