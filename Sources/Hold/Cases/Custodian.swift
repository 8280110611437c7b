public import Archive
public import GRDB

/// A person whose mailbox belongs to a case.
public struct Custodian: Sendable, Hashable {
  public enum Status: String, Sendable, Codable { case active, released }

  public var mailbox: Mailbox
  public var status: Status
  public var added: Moment
  /// Whether a hold of the case covers the mailbox now.
  public var isHeld: Bool

  /// The name of the hold that covers custodians whole.
  public static let holdName = "Custodian hold"

  public static func all(of legalCase: LegalCase, _ db: Database) throws -> [Custodian] {
    let held = Set(
      try Int64.fetchAll(
        db,
        sql: """
          SELECT l.mailbox FROM hold_location l JOIN hold h ON h.id = l.hold
          WHERE h.legal_case = ? AND l.released_at IS NULL
          """, arguments: [legalCase.id.rawValue]))
    return try Row.fetchAll(
      db,
      sql: """
        SELECT m.*, c.status AS custodian_status, c.added FROM case_custodian c JOIN mailbox m ON m.id = c.mailbox
        WHERE c.legal_case = ? ORDER BY m.email
        """, arguments: [legalCase.id.rawValue]
    ).map { row in
      Custodian(
        mailbox: Mailbox(row: row), status: Status(rawValue: row["custodian_status"]) ?? .released,
        added: Moment(microseconds: row["added"]), isHeld: held.contains(row["id"]))
    }
  }

  /// Adds people to a case, or takes them up again, and on request holds their mailboxes whole.
  public static func add(_ emails: [String], to legalCase: LegalCase, hold: Bool, _ act: Act) throws {
    try legalCase.requireActive()
    let mailboxes = try emails.map { try Mailbox.require($0, act.db) }
    for mailbox in mailboxes {
      try act.db.execute(
        sql: """
          INSERT INTO case_custodian (legal_case, mailbox, status, added) VALUES (?, ?, 'active', ?)
          ON CONFLICT (legal_case, mailbox) DO UPDATE SET status = 'active'
          """, arguments: [legalCase.id.rawValue, mailbox.id.rawValue, act.now.microseconds])
    }
    act.note("custodians", .list(mailboxes.map { .text($0.email) }))
    act.note("hold", .flag(hold))
    guard hold, !mailboxes.isEmpty else { return }
    let current = try HoldRecord.all(of: legalCase.id, act.db).first {
      try $0.name == holdName && !$0.isRemoved(act.db)
    }
    let record =
      try current
      ?? HoldRecord.insert(
        HoldTerms(kind: .legalCase(legalCase.id), name: holdName), act)
    for mailbox in mailboxes where try !record.covers(mailbox.id, act.db) {
      try record.addLocation(mailbox.id, act)
    }
  }

  /// Releases a custodian: every hold of the case lets go of the mailbox, after the delay.
  public static func release(_ email: String, from legalCase: LegalCase, _ act: Act) throws {
    let mailbox = try Mailbox.require(email, act.db)
    guard
      try Bool.fetchOne(
        act.db,
        sql: "SELECT 1 FROM case_custodian WHERE legal_case = ? AND mailbox = ? AND status = 'active'",
        arguments: [legalCase.id.rawValue, mailbox.id.rawValue]) ?? false
    else {
      throw InputError(
        "'\(mailbox.email)' is not an active custodian of the case '\(legalCase.name)'", code: "custodian.unknown")
    }
    try act.db.execute(
      sql: "UPDATE case_custodian SET status = 'released' WHERE legal_case = ? AND mailbox = ?",
      arguments: [legalCase.id.rawValue, mailbox.id.rawValue])
    let released = try HoldRecord.all(of: legalCase.id, act.db).reduce(0) {
      try $0 + $1.releaseLocations(act, only: mailbox.id)
    }
    act.note("custodian", .text(mailbox.email))
    act.note("locationsReleased", .number(released))
    try Notice.releaseIfIssued(mailbox, from: legalCase, act)
  }
}
