public import Archive
public import GRDB

/// A legal hold notice of a case: what custodians are told, by whom, and how often they are reminded.
public struct Notice: Sendable, Hashable {
  public typealias ID = Identifier<Notice>

  public var id: ID
  public var legalCase: LegalCase.ID
  public var name: String
  /// The address of the officer on whose behalf it goes out.
  public var officer: String
  public var workflow: NoticeWorkflow
  /// The newest version of its texts, from 1.
  public var version: Int
  public var created: Moment

  /// A title, not a text.
  static let longestName = 200
  /// Versions are counted in three bytes of a code; nobody edits a notice that often.
  static let mostVersions = 10_000
}

extension Notice: FetchableRecord {
  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    legalCase = LegalCase.ID(row["legal_case"] as Int64)
    name = row["name"]
    officer = row["officer"]
    workflow = NoticeWorkflow(
      reminders: try Self.series(row["reminder_days"], row["reminder_count"], what: "reminder"),
      escalations: try Self.series(row["escalation_days"], row["escalation_count"], what: "escalation"))
    version = row["version"]
    created = Moment(microseconds: row["created"])
  }

  private static func series(_ days: Int?, _ count: Int?, what: String) throws -> NoticeWorkflow.Series? {
    guard let days, let count else { return nil }
    return try NoticeWorkflow.Series(days: days, count: count, what: what)
  }

  public static func all(of legalCase: LegalCase.ID, _ db: Database) throws -> [Notice] {
    try fetchAll(
      db, sql: "SELECT * FROM notice WHERE legal_case = ? ORDER BY name", arguments: [legalCase.rawValue])
  }

  /// The notice of that name, or an error that names it.
  public static func require(_ name: String, in legalCase: LegalCase, _ db: Database) throws -> Notice {
    let found = try fetchOne(
      db, sql: "SELECT * FROM notice WHERE legal_case = ? AND name = ?",
      arguments: [legalCase.id.rawValue, name])
    guard let found else {
      throw InputError(
        "the case '\(legalCase.name)' has no notice '\(name)'; see 'holdfast notice status \(legalCase.name)'",
        code: "notice.unknown")
    }
    return found
  }

  static func require(_ id: ID, _ db: Database) throws -> Notice {
    guard let found = try fetchOne(db, sql: "SELECT * FROM notice WHERE id = ?", arguments: [id.rawValue]) else {
      throw StorageError("there is no notice \(id); restore the archive from a backup")
    }
    return found
  }

  /// Makes a notice, which nobody has been given yet.
  public static func create(
    _ name: String, in legalCase: LegalCase, officer: String, texts: NoticeTexts, workflow: NoticeWorkflow,
    _ act: Act
  ) throws -> Notice {
    try legalCase.requireActive()
    try RuleName.check(name, what: "notice", longest: longestName)
    try checkOfficer(officer)
    try check(texts, for: workflow, act.db)
    let taken = try Int64.fetchOne(
      act.db, sql: "SELECT 1 FROM notice WHERE legal_case = ? AND name = ?", arguments: [legalCase.id.rawValue, name])
    guard taken == nil else {
      throw InputError("the case '\(legalCase.name)' has a notice '\(name)' already", code: "notice.exists")
    }
    try act.db.execute(
      sql: """
        INSERT INTO notice (legal_case, name, officer, reminder_days, reminder_count, escalation_days,
          escalation_count, version, created, changed_entry) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
        """,
      arguments: [
        legalCase.id.rawValue, name, officer, workflow.reminders?.days, workflow.reminders?.count,
        workflow.escalations?.days, workflow.escalations?.count, act.now.microseconds, act.entry,
      ])
    let notice = try require(ID(act.db.lastInsertedRowID), act.db)
    try texts.insert(notice: notice.id, version: 1, act)
    act.note("notice", .text(name))
    act.note("officer", .text(officer))
    return notice
  }

  /// Keeps new texts as the next version.
  func revise(_ texts: NoticeTexts, officer: String?, _ act: Act) throws -> Notice {
    if let officer { try Self.checkOfficer(officer) }
    try Self.check(texts, for: workflow, act.db)
    guard version < Self.mostVersions else {
      throw InputError(
        "the notice '\(name)' has had \(version) versions, the most there can be; create another", code: "notice.full")
    }
    try act.db.execute(
      sql: "UPDATE notice SET version = version + 1, officer = ?, changed_entry = ? WHERE id = ?",
      arguments: [officer ?? self.officer, act.entry, id.rawValue])
    let revised = try Self.require(id, act.db)
    try texts.insert(notice: id, version: revised.version, act)
    return revised
  }

  private static func checkOfficer(_ officer: String) throws {
    guard EmailAddress.isWritable(officer) else {
      throw InputError(
        "'\(officer)' can't be the sender of a notice: give the officer's e-mail address with --officer",
        code: "notice.officer")
    }
  }

  private static func check(_ texts: NoticeTexts, for workflow: NoticeWorkflow, _ db: Database) throws {
    try texts.check(linkBase: MailService.find(db)?.linkBase)
    let series: [(NoticeWorkflow.Series?, String?, String)] = [
      (workflow.reminders, texts.reminder, "reminder"), (workflow.escalations, texts.escalation, "escalation"),
    ]
    for (series, letter, what) in series where (series == nil) != (letter == nil) {
      throw InputError(
        "a notice with \(what)s needs their letter, their interval and their count: "
          + "--\(what) FILE --\(what)-days N --\(what)-count N", code: "notice.\(what)")
    }
  }
}
