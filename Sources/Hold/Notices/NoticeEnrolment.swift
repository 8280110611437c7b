public import Archive
public import GRDB

/// One custodian's time in a notice, from its issue to its release.
public struct NoticeEnrolment: Sendable, Hashable {
  public typealias ID = Identifier<NoticeEnrolment>

  public enum Status: String, Sendable, Codable { case issued, acknowledged, released }

  public var id: ID
  public var notice: Notice.ID
  public var mailbox: Mailbox.ID
  /// The version of the texts the custodian was given last.
  public var version: Int
  public var issued: Moment
  public var released: Moment?
  public var acknowledgement: Acknowledgement?
  /// How far the workflow has come since the notice was last issued.
  public var progress: NoticeWorkflow.Progress

  /// That the custodian has read ``version``.
  public struct Acknowledgement: Sendable, Hashable {
    public var at: Moment
    /// The account by which the code was given back.
    public var by: String
  }

  public var status: Status {
    if released != nil { return .released }
    return acknowledgement == nil ? .issued : .acknowledged
  }
}

extension NoticeEnrolment: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    notice = Notice.ID(row["notice"] as Int64)
    mailbox = Mailbox.ID(row["mailbox"] as Int64)
    version = row["version"]
    issued = Moment(microseconds: row["issued"])
    released = (row["released"] as Int64?).map(Moment.init(microseconds:))
    acknowledgement = (row["acknowledged"] as Int64?).map {
      Acknowledgement(at: Moment(microseconds: $0), by: row["acknowledged_by"])
    }
    progress = NoticeWorkflow.Progress(lastStep: Moment(microseconds: row["step_at"]))
    progress.reminders = row["reminders"]
    progress.escalations = row["escalations"]
    progress.isAcknowledged = acknowledgement != nil
  }

  /// With the acknowledgement of the version it is at.
  private static let selection = """
    SELECT e.*, a.at AS acknowledged, a.by AS acknowledged_by FROM notice_enrolment e
    LEFT JOIN notice_acknowledgement a ON a.enrolment = e.id AND a.version = e.version
    """

  static func find(_ id: ID, _ db: Database) throws -> NoticeEnrolment? {
    try fetchOne(db, sql: "\(selection) WHERE e.id = ?", arguments: [id.rawValue])
  }

  /// Everyone who is or was in a notice, in the order they were given it.
  public static func all(of notice: Notice.ID, _ db: Database) throws -> [NoticeEnrolment] {
    try fetchAll(db, sql: "\(selection) WHERE e.notice = ? ORDER BY e.id", arguments: [notice.rawValue])
  }

  /// Those of a notice who are not released.
  static func current(of notice: Notice.ID, _ db: Database) throws -> [NoticeEnrolment] {
    try all(of: notice, db).filter { $0.released == nil }
  }

  /// The notice of a case a custodian is in now; never more than one.
  static func current(of mailbox: Mailbox.ID, in legalCase: LegalCase.ID, _ db: Database) throws -> NoticeEnrolment? {
    try fetchOne(
      db, sql: "\(selection) WHERE e.legal_case = ? AND e.mailbox = ? AND e.released IS NULL",
      arguments: [legalCase.rawValue, mailbox.rawValue])
  }

  static func insert(_ mailbox: Mailbox.ID, in notice: Notice, _ act: Act) throws -> NoticeEnrolment {
    try act.db.execute(
      sql: """
        INSERT INTO notice_enrolment (notice, legal_case, mailbox, version, issued, step_at, reminders, escalations,
          changed_entry) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)
        """,
      arguments: [
        notice.id.rawValue, notice.legalCase.rawValue, mailbox.rawValue, notice.version, act.now.microseconds,
        act.now.microseconds, act.entry,
      ])
    return try require(ID(act.db.lastInsertedRowID), act.db)
  }

  static func require(_ id: ID, _ db: Database) throws -> NoticeEnrolment {
    guard let found = try find(id, db) else {
      throw StorageError("there is no enrolment \(id) in a notice; restore the archive from a backup")
    }
    return found
  }

  /// The notice in a version was sent again, and the workflow begins anew.
  func restart(version: Int, _ act: Act) throws {
    try act.db.execute(
      sql: """
        UPDATE notice_enrolment SET version = ?, step_at = ?, reminders = 0, escalations = 0, changed_entry = ?
        WHERE id = ?
        """, arguments: [version, act.now.microseconds, act.entry, id.rawValue])
  }

  /// A step of the workflow was taken.
  func advance(_ step: NoticeWorkflow.Step, _ act: Act) throws {
    let column = step == .reminder ? "reminders" : "escalations"
    try act.db.execute(
      sql: "UPDATE notice_enrolment SET step_at = ?, \(column) = \(column) + 1, changed_entry = ? WHERE id = ?",
      arguments: [act.now.microseconds, act.entry, id.rawValue])
  }

  func release(_ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE notice_enrolment SET released = ?, changed_entry = ? WHERE id = ?",
      arguments: [act.now.microseconds, act.entry, id.rawValue])
  }

  func acknowledge(_ act: Act) throws {
    try act.db.execute(
      sql: "INSERT INTO notice_acknowledgement (enrolment, version, at, by, entry) VALUES (?, ?, ?, ?, ?)",
      arguments: [id.rawValue, version, act.now.microseconds, act.session.account, act.entry])
  }
}
