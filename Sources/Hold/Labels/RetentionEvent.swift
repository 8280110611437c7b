public import Archive
public import GRDB
public import Search

/// Something that happened and starts the periods of labels of its type: a project ended, a person left.
///
/// It concerns what bore such a label when it was put on record; what is labelled later waits for another. It can't be
/// taken back.
public struct RetentionEvent: Sendable, Hashable, FetchableRecord {
  public typealias ID = Identifier<RetentionEvent>

  public var id: ID
  public var name: String
  public var type: String
  /// Only what matches, as it was typed; nil: everything.
  public var query: String?
  var canonical: String?
  /// From when the periods count.
  public var date: Moment
  public var created: Moment
  public var actor: String
  public var entry: Int64

  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    (name, type, query, canonical) = (row["name"], row["type"], row["query"], row["canonical"])
    date = Moment(microseconds: row["date"])
    created = Moment(microseconds: row["created"])
    (actor, entry) = (row["actor"], row["entry"])
  }

  /// Every decision about an item with such a label asks each event of the type.
  static let most = 10_000

  public static func all(_ db: Database) throws -> [RetentionEvent] {
    try fetchAll(db, sql: "SELECT * FROM retention_event ORDER BY id")
  }

  /// The mailboxes it concerns; none: all.
  public func mailboxes(_ db: Database) throws -> [Mailbox] {
    try Mailbox.fetchAll(
      db,
      sql: """
        SELECT m.* FROM retention_event_mailbox e JOIN mailbox m ON m.id = e.mailbox WHERE e.event = ? ORDER BY m.email
        """, arguments: [id.rawValue])
  }

  /// The types that labels name, in order.
  public static func types(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT MIN(event_type) FROM retention_label WHERE event_type IS NOT NULL AND removed IS NULL
        GROUP BY event_type COLLATE NOCASE ORDER BY 1 COLLATE NOCASE
        """)
  }

  /// Puts an event on record.
  ///
  /// `query`, `emails`: only what matches, and only in these mailboxes; neither: everything labelled with that type.
  public static func create(
    _ name: String, type: String, query: (text: String, query: Query)?, mailboxes emails: [String], date: Moment,
    _ act: Act
  ) throws -> RetentionEvent {
    try RuleName.check(name, what: "retention event", longest: LabelRecord.longestName, code: "event")
    let types = try types(act.db)
    guard types.contains(where: { $0.lowercased() == type.lowercased() }) else {
      let known = types.isEmpty ? "no label has one" : "labels have \(types.map { "'\($0)'" }.joined(separator: ", "))"
      throw InputError("no label starts at an event of the type '\(type)'; \(known)", code: "event.type")
    }
    guard Moment.believable.contains(date) else {
      throw InputError("an event of \(date) can't be right: give a date from 1990 to 2100", code: "event.date")
    }
    let existing = try all(act.db)
    guard !existing.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw InputError("there is an event '\(name)' already, and it can't be taken back", code: "event.exists")
    }
    guard existing.count < most else {
      throw InputError("there are \(most) events already, which decisions ask one by one", code: "event.many")
    }
    if let query { try SearchEngine.require(answerable: query.query, act.db) }
    let chosen = try emails.map { try Mailbox.require($0, act.db) }
    try act.db.execute(
      sql: """
        INSERT INTO retention_event (name, type, query, canonical, date, created, actor, entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, type, query?.text, query?.query.description, date.microseconds, act.now.microseconds, act.session.account,
        act.entry,
      ])
    let id = act.db.lastInsertedRowID
    for mailbox in Set(chosen.map(\.id)) {
      try act.db.execute(
        sql: "INSERT INTO retention_event_mailbox (event, mailbox) VALUES (?, ?)", arguments: [id, mailbox.rawValue])
    }
    act.note("type", .text(type))
    act.note("date", .text(date.description))
    if let query { act.note("query", .text(query.text)) }
    act.note("mailboxes", .list(chosen.map { .text($0.email) }))
    guard let made = try all(act.db).last else { throw StorageError("the event '\(name)' is not on record") }
    return made
  }
}
