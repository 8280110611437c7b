public import Archive
public import GRDB

/// Which of some items a hold covers now.
public enum HeldItems {
  public static func among(_ items: [Item], at moment: Moment, _ db: Database) throws -> Set<Item.ID> {
    let rules = try RuleBook(db, reach: .batch)
    let queries = HoldQueries(db)
    queries.prepare(items.map(\.message))
    let codec = try MessageCodec()
    var mailboxes: [Mailbox.ID: MailboxRules] = [:]
    var held: Set<Item.ID> = []
    for item in items {
      let known =
        try mailboxes[item.mailbox]
        ?? MailboxRules(try rules.rules(for: item.mailbox), mailbox: item.mailbox, at: moment)
      mailboxes[item.mailbox] = known
      guard known.hasHolds else { continue }
      let message = try Message.require(item.message, db)
      let facts = ItemFacts(item, message, try message.attachments(codec))
      let decision = known.explain(facts) { queries.match(message.id, $0) }
      if decision.blocking.contains(where: \.isHold) { held.insert(item.id) }
    }
    return held
  }
}

extension BlockingReason {
  /// A hold's, not a retention rule's.
  public var isHold: Bool { [.litigationHold, .caseHold, .delayHold].contains(kind) }
}
