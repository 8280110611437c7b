public import Archive
public import GRDB

/// Whom an escalation goes to beside the custodian.
public enum NoticeManager {
  static func find(of mailbox: Mailbox.ID, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT email FROM notice_manager WHERE mailbox = ?", arguments: [mailbox.rawValue])
  }

  /// Everyone's who has one: the custodian's address and the manager's.
  public static func all(_ db: Database) throws -> [(custodian: String, manager: String)] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT b.email AS custodian, m.email AS manager FROM notice_manager m JOIN mailbox b ON b.id = m.mailbox
        WHERE m.email IS NOT NULL ORDER BY b.email
        """
    ).map { (custodian: $0["custodian"], manager: $0["manager"]) }
  }

  /// Names a custodian's manager, who needs no mailbox here; nil: nobody.
  public static func set(_ manager: String?, of email: String, _ act: Act) throws {
    let mailbox = try Mailbox.require(email, act.db)
    if let manager, !EmailAddress.isWritable(manager) {
      throw InputError("'\(manager)' is not an e-mail address that mail can be sent to", code: "notice.manager")
    }
    act.note("before", .text(try find(of: mailbox.id, act.db) ?? ""))
    act.note("manager", .text(manager ?? ""))
    try act.db.execute(
      sql: """
        INSERT INTO notice_manager (mailbox, email, changed_entry) VALUES (?, ?, ?)
        ON CONFLICT (mailbox) DO UPDATE SET email = excluded.email, changed_entry = excluded.changed_entry
        """, arguments: [mailbox.id.rawValue, manager, act.entry])
  }
}
