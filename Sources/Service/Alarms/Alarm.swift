public import Archive
public import GRDB

/// An alarm that was raised, and what became of it since.
public struct Alarm: Sendable, Hashable {
  public typealias ID = Identifier<Alarm>

  public var id: ID
  /// As it was named by the version that raised it.
  public var kind: String
  public var subject: String
  /// What is the matter and what to do.
  public var text: String
  public var raised: Moment
  public var acknowledged: Moment?
  public var acknowledgedBy: String?
  public var note: String?
  /// When its cause had ended.
  public var cleared: Moment?
  /// When the mail server took the message about it.
  public var mailed: Moment?

  /// Longest note of who acknowledges: a sentence or two.
  static let longestNote = 1_000

  var key: String { "\(kind) \(subject)" }
}

extension Alarm: FetchableRecord {
  public init(row: Row) throws {
    func moment(_ name: String) -> Moment? { (row[name] as Int64?).map(Moment.init(microseconds:)) }
    id = ID(row["id"] as Int64)
    (kind, subject, text) = (row["kind"], row["subject"], row["text"])
    raised = Moment(microseconds: row["raised"])
    (acknowledged, acknowledgedBy, note) = (moment("acknowledged"), row["acknowledged_by"], row["note"])
    (cleared, mailed) = (moment("cleared"), moment("mailed"))
  }

  /// Those whose cause goes on, oldest first.
  public static func active(_ db: Database) throws -> [Alarm] {
    try fetchAll(db, sql: "SELECT * FROM alarm WHERE cleared IS NULL ORDER BY id")
  }

  /// The newest, those that are over too.
  public static func latest(_ count: Int, _ db: Database) throws -> [Alarm] {
    try fetchAll(db, sql: "SELECT * FROM alarm ORDER BY id DESC LIMIT ?", arguments: [count])
  }

  // MARK: - Writing

  static func raise(_ cause: AlarmCause, _ act: Act) throws {
    try insert(cause, at: act.now, entry: act.entry, act.db)
    act.note("kind", .text(cause.kind.rawValue))
    act.note("text", .text(cause.text))
  }

  /// Raises it where no act can be entered: the alarm is that the ledger can't be written.
  static func raiseUnentered(_ cause: AlarmCause, at now: Moment, _ db: Database) throws {
    try insert(cause, at: now, entry: nil, db)
  }

  private static func insert(_ cause: AlarmCause, at now: Moment, entry: Int64?, _ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO alarm (kind, subject, text, raised, raised_entry) VALUES (?, ?, ?, ?, ?)",
      arguments: [cause.kind.rawValue, cause.subject, cause.text, now.microseconds, entry])
  }

  func clear(_ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE alarm SET cleared = ?, cleared_entry = ? WHERE id = ?",
      arguments: [act.now.microseconds, act.entry, id.rawValue])
    act.note("kind", .text(kind))
    act.note("raised", .text(raised.description))
  }

  func markMailed(at now: Moment, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE alarm SET mailed = ? WHERE id = ?", arguments: [now.microseconds, id.rawValue])
  }

  /// Notes that somebody has seen it; it goes on until its cause ends.
  ///
  /// - Throws: ``InputError`` where there is no such alarm, it was acknowledged before, or the note can't be kept.
  public static func acknowledge(_ id: ID, note: String?, _ act: Act) throws -> Alarm {
    guard let alarm = try find(id, act.db) else {
      throw InputError("there is no alarm \(id); see 'holdfast alarm list --all'", code: "alarm.unknown")
    }
    if let by = alarm.acknowledgedBy {
      throw InputError("alarm \(id) was acknowledged before, by \(by)", code: "alarm.acknowledged")
    }
    if let note {
      guard !note.allSatisfy(\.isWhitespace), note.unicodeScalars.count <= longestNote,
        !note.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        throw InputError(
          "a note has 1 to \(longestNote) characters and no control characters", code: "alarm.note")
      }
    }
    try act.db.execute(
      sql: """
        UPDATE alarm SET acknowledged = ?, acknowledged_by = ?, acknowledged_entry = ?, note = ? WHERE id = ?
        """,
      arguments: [act.now.microseconds, act.session.account, act.entry, note, id.rawValue])
    act.note("kind", .text(alarm.kind))
    act.note("subject", .text(alarm.subject))
    if let note { act.note("note", .text(note)) }
    return try find(id, act.db) ?? alarm
  }

  private static func find(_ id: ID, _ db: Database) throws -> Alarm? {
    try fetchOne(db, sql: "SELECT * FROM alarm WHERE id = ?", arguments: [id.rawValue])
  }
}
