public import GRDB

/// That a mailbox's person left: nothing new is filed in it, and no policy made later reaches it.
///
/// What is in it stays under its holds and rules; where nothing keeps it, a sweep may empty it when its time has come.
public struct MailboxRemoval: Sendable, Hashable {
  public var mailbox: Mailbox.ID
  public var at: Moment
  /// The number of the newest retention policy there was; later ones have higher numbers.
  public var newestPolicy: Int64
}

extension MailboxRemoval: FetchableRecord {
  public init(row: Row) {
    mailbox = Mailbox.ID(row["mailbox"] as Int64)
    at = Moment(microseconds: row["at"])
    newestPolicy = row["newest_policy"]
  }

  /// The one of a mailbox that is inactive now.
  public static func find(_ mailbox: Mailbox.ID, _ db: Database) throws -> MailboxRemoval? {
    // Both must say so: a status changed behind the program's back makes nothing deletable.
    try fetchOne(
      db.cachedStatement(
        sql: """
          SELECT r.* FROM mailbox_removal r JOIN mailbox m ON m.id = r.mailbox
          WHERE r.mailbox = ? AND r.restored_entry IS NULL AND m.status = 'inactive'
          """), arguments: [mailbox.rawValue])
  }

  /// Marks a leaver's mailbox inactive.
  public static func run(_ email: String, _ act: Act) throws {
    let mailbox = try Mailbox.require(email, act.db)
    guard mailbox.status == .active else {
      throw InputError("the mailbox '\(mailbox.email)' is inactive already", code: "mailbox.inactive")
    }
    try begin(mailbox.id, act)
    act.note("mailbox", .text(mailbox.email))
  }

  /// Marks an active mailbox inactive, without a word on the entry.
  public static func begin(_ mailbox: Mailbox.ID, _ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE mailbox SET status = 'inactive' WHERE id = ?", arguments: [mailbox.rawValue])
    try act.db.execute(
      sql: """
        INSERT INTO mailbox_removal (mailbox, entry, at, newest_policy)
        VALUES (?, ?, ?, (SELECT COALESCE(MAX(id), 0) FROM retention_policy))
        """, arguments: [mailbox.rawValue, act.entry, act.now.microseconds])
  }

  /// Notes that the person is back.
  static func end(_ mailbox: Mailbox.ID, _ act: Act) throws {
    try act.db.execute(
      sql: """
        UPDATE mailbox_removal SET restored_at = ?, restored_entry = ? WHERE mailbox = ? AND restored_entry IS NULL
        """, arguments: [act.now.microseconds, act.entry, mailbox.rawValue])
  }
}
