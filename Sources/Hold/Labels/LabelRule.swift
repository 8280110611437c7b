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
  public static func automatic(_ name: String, query: (text: String, query: Query), _ act: Act) throws -> LabelRule {
    let label = try labelForRule(name, act)
    // What can't be answered would keep everything; whoever makes the rule can write it otherwise.
    try SearchEngine.require(answerable: query.query, act.db)
    act.note("query", .text(query.text))
    return try insert(.query(query.text, canonical: query.query.description), label, act)
  }

  /// Gives a label to all that lies in a folder, now and later, and carries no other.
  ///
  /// `mailbox`: nil: in every mailbox.
  public static func standard(_ name: String, folder: Folder.ID, of mailbox: Mailbox?, _ act: Act) throws -> LabelRule {
    let label = try labelForRule(name, act)
    guard let found = try Folder.all(act.db)[folder], !found.isRecoverable else {
      throw InputError("what people deleted has no label of its own: name another folder", code: "label.folder")
    }
    act.note("folder", .text(found.name))
    if let mailbox { act.note("mailbox", .text(mailbox.email)) }
    return try insert(.folder(folder, of: mailbox?.id), label, act)
  }

  /// Closes a rule: what arrives from now on is not given the label, what has it keeps it.
  public static func close(_ id: ID, _ act: Act) throws -> LabelRule {
    guard let rule = try all(act.db).first(where: { $0.id == id }) else {
      throw InputError(
        "there is no labelling rule \(id); see 'holdfast retention label rules'", code: "label.rule")
    }
    guard rule.isOpen else { throw InputError("labelling rule \(id) is closed already", code: "label.rule") }
    try act.db.execute(
      sql: "UPDATE label_rule SET closed = ?, closed_entry = ?, last_item = ? WHERE id = ?",
      arguments: [act.now.microseconds, act.entry, try RowNumbers.item.next(act.db) - 1, id.rawValue])
    act.note("rule", .number(id.rawValue))
    return try all(act.db).first { $0.id == id } ?? rule
  }

  private static func labelForRule(_ name: String, _ act: Act) throws -> LabelRecord {
    let label = try LabelRecord.require(name, act.db)
    guard label.record != .regulatoryRecord else {
      throw InputError(
        "'\(name)' makes regulatory records, which are declared one by one and never by a rule",
        code: "label.regulatory"
      )
    }
    guard try all(act.db).count < most else {
      throw InputError("there are \(most) labelling rules already, which every decision asks", code: "label.many")
    }
    return label
  }

  private static func insert(_ kind: Kind, _ label: LabelRecord, _ act: Act) throws -> LabelRule {
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
    let id = ID(act.db.lastInsertedRowID)
    act.note("rule", .number(id.rawValue))
    guard let made = try all(act.db).first(where: { $0.id == id }) else {
      throw StorageError("labelling rule \(id) is not on record")
    }
    return made
  }
}
