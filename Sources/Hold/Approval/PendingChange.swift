public import Archive
public import GRDB

/// A change that was asked for and waits for a second person, or was decided.
public struct PendingChange: Sendable, Hashable {
  public typealias ID = Identifier<PendingChange>

  public enum State: String, Sendable, Codable {
    case waiting, applied, rejected
  }

  /// The number of the ledger entry that asked for it.
  public var id: ID
  public var kind: String
  public var object: String
  /// In a line, what it comes to.
  public var summary: String
  /// Why, as the requester said.
  public var reason: String?
  public var requester: String
  public var requested: Moment
  /// From when it can no longer be approved.
  public var expires: Moment
  public var state: State
  public var decidedBy: String?
  public var decided: Moment?
  /// Why it was rejected.
  public var note: String?
  let payload: String
  let basis: String

  public func hasExpired(at moment: Moment) -> Bool { state == .waiting && moment >= expires }

  /// What is to be done.
  func change() throws -> any ApprovableChange { try ApprovableKinds.decode(payload, kind: kind) }
}

extension PendingChange: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    (kind, object, summary, reason) = (row["kind"], row["object"], row["summary"], row["reason"])
    (requester, requested) = (row["requester"], Moment(microseconds: row["requested"]))
    expires = Moment(microseconds: row["expires"])
    state = State(rawValue: row["state"]) ?? .rejected
    (decidedBy, note) = (row["decided_by"], row["note"])
    decided = (row["decided"] as Int64?).map(Moment.init(microseconds:))
    (payload, basis) = (row["payload"], row["basis"])
  }

  /// Those that wait, newest first; `decided` too where asked for.
  public static func all(includingDecided decided: Bool, _ db: Database) throws -> [PendingChange] {
    try fetchAll(
      db, sql: "SELECT * FROM pending_change WHERE state = 'waiting' OR ? ORDER BY id DESC", arguments: [decided])
  }

  /// The changes of a policy that wait and can still be approved.
  public static func waiting(for policy: PolicyRecord, at moment: Moment, _ db: Database) throws -> [PendingChange] {
    try fetchAll(
      db,
      sql: """
        SELECT * FROM pending_change
        WHERE state = 'waiting' AND kind = ? AND object = ? COLLATE NOCASE AND expires > ? ORDER BY id
        """, arguments: [PolicyEdit.kind, policy.name, moment.microseconds])
  }

  public static func require(_ id: ID, _ db: Database) throws -> PendingChange {
    let found = try fetchOne(db, sql: "SELECT * FROM pending_change WHERE id = ?", arguments: [id.rawValue])
    guard let found else {
      throw InputError("there is no change \(id); see 'holdfast retention approval list'", code: "approval.unknown")
    }
    return found
  }

  /// Notes what is asked for, under the number of the act that asks.
  static func insert(_ change: some ApprovableChange, summary: String, reason: String?, _ act: Act) throws
    -> PendingChange
  {
    try act.db.execute(
      sql: """
        INSERT INTO pending_change (id, kind, object, payload, basis, summary, reason, requester, requested, expires,
          state, changed_entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)
        """,
      arguments: [
        act.entry, type(of: change).kind, change.object, try ChangePayload.encode(change), try change.basis(act.db),
        summary, reason, act.session.account, act.now.microseconds,
        act.now.adding(days: Approval.days).microseconds, act.entry,
      ])
    return try require(ID(act.entry), act.db)
  }

  func decide(_ state: State, note: String? = nil, _ act: Act) throws {
    try act.db.execute(
      sql: """
        UPDATE pending_change SET state = ?, decided_by = ?, decided = ?, note = ?, changed_entry = ? WHERE id = ?
        """,
      arguments: [state.rawValue, act.session.account, act.now.microseconds, note, act.entry, id.rawValue])
  }

  /// What every entry about it says.
  func note(in act: Act) {
    act.note("change", .number(id.rawValue))
    act.note("kind", .text(kind))
    act.note("object", .text(object))
    act.note("summary", .text(summary))
    act.note("requester", .text(requester))
    if let reason { act.note("reason", .text(reason)) }
  }
}
