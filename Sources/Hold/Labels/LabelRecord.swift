public import Archive
public import GRDB

/// A retention label on record.
public struct LabelRecord: Sendable, Hashable {
  public typealias ID = Identifier<RetentionLabel>

  public var id: ID
  public var name: String
  public var action: Retention.Action
  /// Nil: forever.
  public var period: Period?
  public var start: RetentionLabel.Start
  /// What kind of event the period starts at; only where it starts at one.
  public var eventType: String?
  public var record: RetentionLabel.RecordKind
  /// How many stages its disposal review has; 0: none.
  public var stages: Int
  public var created: Moment
  public var removed: Moment?
  /// The ledger entry of the act that left it as it is.
  var changedEntry: Int64

  static let longestName = 200
}

extension LabelRecord: FetchableRecord {
  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    name = row["name"]
    guard let action = Retention.Action(rawValue: row["action"]),
      let start = RetentionLabel.Start(rawValue: row["start"]),
      let record = RetentionLabel.RecordKind(rawValue: row["record"]), record == .none || action != .delete
    else {
      throw StorageError("the retention label '\(name)' says what this version doesn't know")
    }
    (self.action, self.start, self.record) = (action, start, record)
    if let count = row["period"] as Int? {
      guard let unit = (row["unit"] as String?).flatMap(Period.Unit.init(rawValue:)) else {
        throw StorageError("the retention label '\(name)' has a period without a unit")
      }
      period = try Period(count, unit)
    }
    eventType = row["event_type"]
    stages = row["stages"]
    created = Moment(microseconds: row["created"])
    removed = (row["removed"] as Int64?).map(Moment.init(microseconds:))
    changedEntry = row["changed_entry"]
  }

  /// The labels there are.
  public static func all(_ db: Database) throws -> [LabelRecord] {
    try fetchAll(db, sql: "SELECT * FROM retention_label WHERE removed IS NULL ORDER BY id")
  }

  public static func find(_ name: String, _ db: Database) throws -> LabelRecord? {
    try fetchOne(db, sql: "SELECT * FROM retention_label WHERE name = ? AND removed IS NULL", arguments: [name])
  }

  /// The label of that name, or an error that names it.
  public static func require(_ name: String, _ db: Database) throws -> LabelRecord {
    guard let found = try find(name, db) else {
      throw InputError(
        "there is no retention label '\(name)'; see 'holdfast retention label list'", code: "label.unknown")
    }
    return found
  }

  /// A label's name, removed ones too.
  public static func name(of id: ID, _ db: Database) throws -> String {
    try String.fetchOne(db, sql: "SELECT name FROM retention_label WHERE id = ?", arguments: [id.rawValue])
      ?? "label \(id)"
  }

  /// Who reviews each stage of a disposal, in the order of the stages.
  public func reviewers(_ db: Database) throws -> [[String]] {
    guard stages > 0 else { return [] }
    var found = [[String]](repeating: [], count: stages)
    let rows = try Row.fetchAll(
      db, sql: "SELECT stage, reviewer FROM label_reviewer WHERE label = ? ORDER BY stage, reviewer",
      arguments: [id.rawValue])
    for row in rows {
      let stage: Int = row["stage"]
      if found.indices.contains(stage - 1) { found[stage - 1].append(row["reviewer"]) }
    }
    return found
  }

  /// Whether it keeps what bears it, for a time or for good.
  var retains: Bool { action != .delete }
  var retainsForever: Bool { retains && period == nil }

  /// Whether an item could go sooner under this label than under another, or under none.
  ///
  /// A label that deletes goes before every policy that does: with another in its place, or none, a policy may come sooner.
  func loosens(_ other: LabelRecord?) throws -> Bool {
    guard let other else { return action != .retain }
    let (mine, its) = (try Retention(action, period), try Retention(other.action, other.period))
    if id == other.id || mine.retainsForever { return false }
    return action != other.action || start != other.start || eventType?.lowercased() != other.eventType?.lowercased()
      || record != other.record || stages < other.stages || mine.loosens(its)
  }

  /// The label as the decision takes it.
  func rule() throws -> RetentionLabel {
    RetentionLabel(
      id: id, name: name, retention: try Retention(action, period), start: start, record: record, stages: stages)
  }
}
