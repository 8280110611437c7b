public import Archive
public import GRDB

/// A litigation hold that is on a mailbox, and what is said about it.
public struct LitigationStanding: Sendable, Hashable {
  public var mailbox: Mailbox
  public var record: HoldRecord
  public var placedAt: Moment
  public var note: LitigationNote

  /// The one on a mailbox; nil where there is none.
  public static func on(_ mailbox: Mailbox, _ db: Database) throws -> LitigationStanding? {
    let found = try HoldRecord.onMailbox(mailbox.id, db)
      .first { $0.0.terms.kind == .litigation && $0.1.releasedAt == nil }
    guard let (record, location) = found else { return nil }
    return LitigationStanding(
      mailbox: mailbox, record: record, placedAt: location.placedAt, note: try .of(record, db))
  }

  /// The one on a mailbox, or an error that names it.
  public static func require(on email: String, _ db: Database) throws -> LitigationStanding {
    let mailbox = try Mailbox.require(email, db)
    guard let found = try on(mailbox, db) else {
      throw InputError("'\(mailbox.email)' is not on litigation hold", code: "hold.unknown")
    }
    return found
  }

  /// All there are, by mailbox.
  public static func all(_ db: Database) throws -> [LitigationStanding] {
    try Mailbox.fetchAll(
      db,
      sql: """
        SELECT * FROM mailbox WHERE id IN (
          SELECT l.mailbox FROM hold_location l JOIN hold h ON h.id = l.hold
          WHERE h.kind = 'litigation' AND l.released_at IS NULL)
        ORDER BY email
        """
    ).compactMap { try on($0, db) }
  }
}
