public import Archive
public import GRDB

/// A retention policy on record.
public struct PolicyRecord: Sendable, Hashable {
  public enum Start: String, Sendable, Codable, CaseIterable {
    /// From the item's sent or received date.
    case created
    /// The same here: what is archived is never edited.
    case modified
  }

  public var id: Identifier<RetentionPolicy>
  public var name: String
  public var action: Retention.Action
  /// Nil: forever.
  public var days: Int?
  public var start: Start
  public var coversAll: Bool
  public var created: Moment
  public var removed: Moment?
  /// Until when a removed policy goes on holding what it held.
  public var graceUntil: Moment?

  static let longestName = 200
}

extension PolicyRecord: FetchableRecord {
  public init(row: Row) throws {
    id = Identifier(row["id"] as Int64)
    name = row["name"]
    guard let action = Retention.Action(rawValue: row["action"]) else {
      throw StorageError("the retention policy '\(name)' has an action this version doesn't know")
    }
    self.action = action
    days = row["days"]
    start = Start(rawValue: row["start"]) ?? .created
    coversAll = row["scope"] == "all"
    created = Moment(microseconds: row["created"])
    removed = (row["removed"] as Int64?).map(Moment.init(microseconds:))
    graceUntil = (row["grace_until"] as Int64?).map(Moment.init(microseconds:))
  }

  /// The policies in force.
  public static func all(_ db: Database) throws -> [PolicyRecord] {
    try fetchAll(db, sql: "SELECT * FROM retention_policy WHERE removed IS NULL ORDER BY id")
  }

  /// The policies that were removed and still hold what they retained.
  static func inGrace(_ db: Database) throws -> [PolicyRecord] {
    try fetchAll(
      db.cachedStatement(sql: "SELECT * FROM retention_policy WHERE grace_until > removed ORDER BY id"))
  }

  /// The policies that were removed and did not only delete.
  static func removedRetaining(_ db: Database) throws -> [PolicyRecord] {
    try fetchAll(db, sql: "SELECT * FROM retention_policy WHERE removed IS NOT NULL AND action <> 'delete' ORDER BY id")
  }

  public static func require(_ name: String, _ db: Database) throws -> PolicyRecord {
    let found = try fetchOne(
      db, sql: "SELECT * FROM retention_policy WHERE name = ? AND removed IS NULL", arguments: [name])
    guard let found else {
      throw InputError(
        "there is no retention policy '\(name)'; see 'holdfast retention policy list'", code: "policy.unknown")
    }
    return found
  }

  /// The mailboxes it names: those it covers, or, of a policy for all, those it leaves out.
  public func locations(_ db: Database) throws -> [Mailbox] {
    try Mailbox.fetchAll(
      db,
      sql: """
        SELECT m.* FROM retention_location l JOIN mailbox m ON m.id = l.mailbox WHERE l.policy = ? ORDER BY m.email
        """, arguments: [id.rawValue])
  }

  /// The policy as the decision takes it.
  func rule(_ db: Database) throws -> RetentionPolicy {
    let named = Set(try locations(db).map(\.id))
    return RetentionPolicy(
      id: id, name: name, retention: try Retention(action, try days.map { try Period($0, .days) }),
      scope: coversAll ? .everyone(excluding: named) : .mailboxes(named))
  }
}
