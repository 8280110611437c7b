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
  /// Refused where it takes a second person (``Approval/submit(_:reason:in:by:)`` asks for that).
  public static func create(
    _ name: String, type: String, query: (text: String, query: Query)?, mailboxes emails: [String], date: Moment,
    _ act: Act
  ) throws -> RetentionEvent {
    try Approval.applyAlone(
      RetentionEventCreation(name, type: type, query: query, mailboxes: emails, date: date), act)
    return try require(name, act.db)
  }

  /// The event of that name, or an error that names it.
  public static func require(_ name: String, _ db: Database) throws -> RetentionEvent {
    guard let found = try fetchOne(db, sql: "SELECT * FROM retention_event WHERE name = ?", arguments: [name]) else {
      throw InputError(
        "there is no retention event '\(name)'; see 'holdfast retention event list'", code: "event.unknown")
    }
    return found
  }
}
