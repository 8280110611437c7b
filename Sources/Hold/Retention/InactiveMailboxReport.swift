public import Archive
public import GRDB

/// An inactive mailbox: what keeps it, and from when a sweep may empty it.
public struct InactiveMailboxReport: Sendable, Hashable {
  public var mailbox: Mailbox
  /// When its person left; nil where the archive has no record of it, and the mailbox is never emptied.
  public var since: Moment?
  public var keptBy: [BlockingReason]
  /// From when a sweep purges what is in it, if nothing changes; nil while something keeps it without end.
  public var purgeableFrom: Moment?

  /// All inactive mailboxes, by address.
  public static func all(at moment: Moment, _ db: Database) throws -> [Mailbox.ID: InactiveMailboxReport] {
    let book = try RuleBook(db)
    var reports: [Mailbox.ID: InactiveMailboxReport] = [:]
    for mailbox in try Mailbox.all(db) where mailbox.status == .inactive {
      let rules = try book.rules(for: mailbox.id)
      reports[mailbox.id] = InactiveMailboxReport(
        mailbox: mailbox, since: rules.inactive?.since, keptBy: rules.keepers(of: mailbox.id, at: moment),
        purgeableFrom: rules.purgeableFrom(mailbox.id, at: moment))
    }
    return reports
  }
}
