public import Archive
public import GRDB
public import Search

/// What was chosen for an item over time, and which label it carries now.
public struct LabelHistory: Sendable {
  /// One choice.
  public struct Choice: Sendable, Hashable {
    /// Nil: the label was taken off.
    public var label: String?
    /// manual, query, review, or default where the item left a folder and kept its label.
    public var how: String
    public var at: Moment
    public var by: String
    public var reason: String?
    public var entry: Int64
  }

  /// The label it carries now; nil: none.
  public var label: String?
  /// The rule that gives it; nil where it was chosen.
  public var rule: LabelRule.ID?
  /// Since when.
  public var since: Moment?
  /// Nobody can tell now, since a rule's query can't be asked about the item.
  public var isUncertain: Bool
  /// Oldest first.
  public var choices: [Choice]

  /// - Throws: ``InputError`` where the viewer may not see the item, or there is none.
  public init(of id: Item.ID, for viewer: Viewer, _ db: Database) throws {
    let item = try SearchEngine(db, for: viewer).require(id)
    let finding = try LabelBook(db, reach: .batch).finding(item)
    label = try finding.carried?.label.name ?? finding.lost.map { try LabelRecord.name(of: $0, db) }
    if case .rule(let number) = finding.carried?.source { rule = number }
    (since, isUncertain) = (finding.carried?.at, finding.isUncertain)
    choices = try Row.fetchAll(
      db,
      sql: """
        SELECT i.*, l.name FROM item_label i LEFT JOIN retention_label l ON l.id = i.label WHERE i.item = ?
        ORDER BY i.entry
        """, arguments: [id.rawValue]
    ).map {
      Choice(
        label: $0["name"], how: $0["how"], at: Moment(microseconds: $0["at"]), by: $0["actor"], reason: $0["reason"],
        entry: $0["entry"])
    }
  }
}
