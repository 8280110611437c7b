internal import Archive
internal import GRDB

/// Mailboxes that come under a policy, and that leave it.
///
/// A policy for everyone takes back whom it had left out, and leaves out others; one for named mailboxes gains and
/// loses them.
struct PolicyMoves {
  private let policy: PolicyRecord
  let added: [Mailbox]
  let removed: [Mailbox]
  private let named: Set<Mailbox.ID>

  init(_ policy: PolicyRecord, add: [String], remove: [String], _ db: Database) throws {
    self.policy = policy
    added = try PolicyRecord.named(add, db)
    removed = try PolicyRecord.named(remove, db)
    named = Set(try policy.locations(db).map(\.id))
  }

  func check() throws {
    guard policy.expression == nil else {
      throw PolicyEdit.error(
        "the mailboxes of '\(policy.name)' are found by its expression; change that with --adaptive", "scope")
    }
    guard !added.isEmpty || !removed.isEmpty else {
      throw PolicyEdit.error("name a mailbox to add or to take out", "scope")
    }
    for mailbox in added where covers(mailbox) {
      throw PolicyEdit.error("'\(mailbox.email)' is under '\(policy.name)' already", "scope")
    }
    for mailbox in removed where !covers(mailbox) {
      throw PolicyEdit.error("'\(mailbox.email)' is not under '\(policy.name)'", "scope")
    }
    let after = named.count + (policy.coversAll ? removed.count - added.count : added.count - removed.count)
    guard policy.coversAll || after > 0 else {
      throw PolicyEdit.error(
        "that leaves '\(policy.name)' no mailbox at all, which is never taken to mean everyone; delete the policy, or "
          + "switch it off", "scope")
    }
    guard after <= PolicyCreation.mostNamed else {
      throw PolicyEdit.error(
        "a policy names at most \(PolicyCreation.mostNamed) mailboxes; '\(policy.name)' would name \(after)", "scope")
    }
  }

  private func covers(_ mailbox: Mailbox) -> Bool { named.contains(mailbox.id) != policy.coversAll }
}
