public import Archive
public import GRDB
public import Search

/// A standing rule that gives a label: to what matches a query, or to what lies in a folder.
///
/// It writes nothing on items: whoever decides about one asks the rule, so that it covers what arrives a second later.
/// Closed, it goes on covering what there was: a label stays until somebody takes it off.
public struct LabelRule: Sendable, Hashable, FetchableRecord {
  public typealias ID = Identifier<LabelRule>

  public enum Kind: Sendable, Hashable {
    /// KQL as it was typed, and with its dates resolved when the rule was made.
    case query(String, canonical: String)
    /// A folder, of one mailbox or of all.
    case folder(Folder.ID, of: Mailbox.ID?)
  }

  public var id: ID
  public var label: LabelRecord.ID
  public var kind: Kind
  public var at: Moment
  public var actor: String
  public var entry: Int64
  public var closed: Moment?
  /// The newest item there was when it was closed; nil while it is open.
  var lastItem: Item.ID?

  public var isOpen: Bool { closed == nil }

  /// What a query rule costs each decision is a lookup; what it costs each transaction is running its query, and in
  /// memory a bit a message.
  static let most = 200

  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    label = LabelRecord.ID(row["label"] as Int64)
    if row["kind"] == "query" {
      kind = .query(row["query"] ?? "", canonical: row["canonical"] ?? "")
    } else {
      kind = .folder(
        Folder.ID((row["folder"] as Int64?) ?? 0), of: (row["mailbox"] as Int64?).map { Mailbox.ID($0) })
    }
    at = Moment(microseconds: row["at"])
    (actor, entry) = (row["actor"], row["entry"])
    closed = (row["closed"] as Int64?).map(Moment.init(microseconds:))
    lastItem = (row["last_item"] as Int64?).map { Item.ID($0) }
  }

  /// Closed ones too.
  public static func all(_ db: Database) throws -> [LabelRule] {
    try fetchAll(db, sql: "SELECT * FROM label_rule ORDER BY id")
  }

  func covers(_ item: Item.ID) -> Bool { lastItem.map { item <= $0 } ?? true }

  /// Gives a label to all that matches a query, now and later, and carries no label that somebody chose for it.
  ///
  /// This and the next two are refused where they take a second person (``Approval/submit(_:reason:in:by:)`` asks for
  /// that).
  public static func automatic(_ name: String, query: (text: String, query: Query), _ act: Act) throws -> LabelRule {
    try Approval.applyAlone(LabelRuleChange(name, query: query), act)
    return try newest(act.db)
  }

  /// Gives a label to all that lies in a folder, now and later, and carries no other.
  ///
  /// `mailbox`: nil: in every mailbox.
  public static func standard(_ name: String, folder: String, of mailbox: Mailbox?, _ act: Act) throws -> LabelRule {
    try Approval.applyAlone(LabelRuleChange(name, folder: folder, of: mailbox?.email), act)
    return try newest(act.db)
  }

  /// Closes a rule: what arrives from now on is not given the label, what has it keeps it.
  public static func close(_ id: ID, _ act: Act) throws -> LabelRule {
    try Approval.applyAlone(LabelRuleChange(closing: id), act)
    return try require(id, act.db)
  }

  /// The rule of that number, or an error that names it.
  public static func require(_ id: ID, _ db: Database) throws -> LabelRule {
    guard let rule = try fetchOne(db, sql: "SELECT * FROM label_rule WHERE id = ?", arguments: [id.rawValue]) else {
      throw InputError(
        "there is no labelling rule \(id); see 'holdfast retention label rules'", code: "label.rule")
    }
    return rule
  }

  /// The rule that was made last.
  public static func newest(_ db: Database) throws -> LabelRule {
    guard let rule = try fetchOne(db, sql: "SELECT * FROM label_rule ORDER BY id DESC LIMIT 1") else {
      throw StorageError("no labelling rule is on record")
    }
    return rule
  }

  func close(_ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE label_rule SET closed = ?, closed_entry = ?, last_item = ? WHERE id = ?",
      arguments: [act.now.microseconds, act.entry, try RowNumbers.item.next(act.db) - 1, id.rawValue])
    act.note("rule", .number(id.rawValue))
  }

  static func insert(_ kind: Kind, _ label: LabelRecord, _ act: Act) throws {
    var (query, canonical): (String?, String?) = (nil, nil)
    var (folder, mailbox): (Int64?, Int64?) = (nil, nil)
    switch kind {
    case .query(let text, let resolved): (query, canonical) = (text, resolved)
    case .folder(let id, let of): (folder, mailbox) = (id.rawValue, of?.rawValue)
    }
    try act.db.execute(
      sql: """
        INSERT INTO label_rule (label, kind, query, canonical, folder, mailbox, at, actor, entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        label.id.rawValue, query == nil ? "folder" : "query", query, canonical, folder, mailbox, act.now.microseconds,
        act.session.account, act.entry,
      ])
    act.note("rule", .number(act.db.lastInsertedRowID))
  }
}
