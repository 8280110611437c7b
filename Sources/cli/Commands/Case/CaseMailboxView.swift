internal import Archive
internal import GRDB
internal import Hold

/// A custodian or non-custodial mailbox of a case as the command shows it.
struct CaseMailboxView: Encodable {
  var email: String
  /// Of the mailbox: `inactive` once its person left.
  var mailboxStatus: Mailbox.Status
  /// In the case: `active` or `released`.
  var status: String
  var held: Bool
  /// The case's holds that cover it now.
  var holds: [String]
  var added: String
  /// When it was released or taken up again.
  @Nullable var changed: String?
  /// Until when what was released goes on holding it.
  @Nullable var heldUntil: String?

  init(_ found: CaseMailbox) {
    (email, mailboxStatus, status) = (found.mailbox.email, found.mailbox.status, found.status.rawValue)
    (held, holds, added) = (found.isHeld, found.holds, found.added.description)
    changed = found.changed?.description
    heldUntil = found.isHeld ? nil : found.delayedUntil?.description
  }

  /// `ann@corp.example (active, held by Custodian hold)`.
  var line: String {
    var words = [status]
    if mailboxStatus == .inactive { words.append("left the company") }
    if held { words.append("held by \(holds.joined(separator: ", "))") }
    if let heldUntil { words.append("held until \(heldUntil)") }
    return "\(email) (\(words.joined(separator: ", ")))"
  }

  static func table(_ views: [CaseMailboxView], _ title: String) -> String {
    Table.text(
      [title, "STATUS", "HELD BY", "HELD UNTIL"],
      views.map { [$0.email, $0.status, $0.holds.joined(separator: ", "), $0.heldUntil ?? ""] })
  }

  /// Changes a case's mailboxes, one after the other, in one act.
  static func change(
    _ name: String, _ emails: [String], _ context: Context, _ body: (String, LegalCase, Act) throws -> Void
  ) throws {
    try context.archive.perform(.caseUpdated, on: name, by: context.session) { act in
      let found = try LegalCase.require(name, for: context.session.account, as: .manager, act.db)
      for email in emails { try body(email, found, act) }
      act.note("mailboxes", .list(emails.map { .text($0.lowercased()) }))
    }
  }
}
