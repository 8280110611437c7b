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
  public var period: Period?
  public var start: Start
  public var coversAll: Bool
  /// The expression that finds its mailboxes, as it was written; nil where they are all or were named.
  public var expression: String?
  public var created: Moment
  /// Since when it is switched off, and until when it goes on holding what it held.
  public var disabled: Moment?
  public var disabledUntil: Moment?
  /// Since when it can only be made stricter.
  public var locked: Moment?
  public var removed: Moment?
  /// Until when a removed policy goes on holding what it held.
  public var graceUntil: Moment?
  /// The ledger entry of its last change.
  var changedEntry: Int64

  public var isEnabled: Bool { disabled == nil }
  public var retention: Retention { get throws { try Retention(action, period) } }

  static let longestName = 200
}

extension PolicyRecord: FetchableRecord {
  public init(row: Row) throws {
    id = Identifier(row["id"] as Int64)
    name = row["name"]
    guard let action = Retention.Action(rawValue: row["action"]), let unit = Period.Unit(rawValue: row["unit"]) else {
      throw StorageError("the retention policy '\(name)' has terms this version doesn't know")
    }
    self.action = action
    period = try (row["days"] as Int?).map { try Period($0, unit) }
    start = Start(rawValue: row["start"]) ?? .created
    coversAll = row["scope"] == "all"
    expression = row["expression"]
    created = Moment(microseconds: row["created"])
    func moment(_ column: String) -> Moment? { (row[column] as Int64?).map(Moment.init(microseconds:)) }
    (disabled, disabledUntil, locked) = (moment("disabled"), moment("disabled_until"), moment("locked"))
    (removed, graceUntil) = (moment("removed"), moment("grace_until"))
    changedEntry = row["changed_entry"]
  }

  private static let select = """
    SELECT *, (SELECT expression FROM retention_expression e WHERE e.policy = p.id ORDER BY e.entry DESC LIMIT 1)
      AS expression FROM retention_policy p
    """

  /// The policies on record that were not removed, switched off ones too.
  public static func all(_ db: Database) throws -> [PolicyRecord] {
    try fetchAll(db, sql: "\(select) WHERE removed IS NULL ORDER BY id")
  }

  /// The policies that were removed: for a time they go on holding what they kept.
  static func allRemoved(_ db: Database) throws -> [PolicyRecord] {
    try fetchAll(db, sql: "\(select) WHERE removed IS NOT NULL ORDER BY id")
  }

  /// The policy of that name, unless it was removed.
  static func find(name: String, _ db: Database) throws -> PolicyRecord? {
    try fetchOne(db, sql: "\(select) WHERE name = ? AND removed IS NULL", arguments: [name])
  }

  public static func require(_ name: String, _ db: Database) throws -> PolicyRecord {
    guard let found = try find(name: name, db) else {
      throw InputError(
        "there is no retention policy '\(name)'; see 'holdfast retention policy list'", code: "policy.unknown")
    }
    return found
  }
}
