public import Archive
internal import Foundation
internal import GRDB
internal import Search

/// The one way anything archived is destroyed.
///
/// Whoever wants an item gone (a person, a sweep, a purge after a search) asks here, inside the transaction that would
/// destroy it: the rules are read in that transaction, so that a hold placed a moment before wins, and the database's
/// own triggers refuse what has no permit from here. Whatever can't be decided is kept.
public final class DeletionGate {
  /// What the gate did with one item.
  public struct Outcome: Sendable, Hashable {
    public var item: Item.ID
    /// Why the item stays; empty where it was purged.
    public var reasons: [BlockingReason]
    /// The rule that asked for the deletion, or who did.
    public var rule: String
    /// Where an item lies that a person wanted destroyed and something keeps.
    public var folder: Folder.Recoverable?
    public var isPurged: Bool { reasons.isEmpty }
  }

  private let act: Act
  private let content: ContentStore
  private let codec: MessageCodec
  private let index: IndexWriter
  private let rules: RuleBook
  private let queries: HoldQueries
  private var mailboxes: [Mailbox.ID: MailboxRules] = [:]
  private var purgedMessages = 0
  private var proofs = DisposalNotes()
  /// What the certificates of a person's purge say asked for it.
  private let rule: String

  public init(_ act: Act, content: ContentStore, rule: String? = nil) throws {
    (self.act, self.content) = (act, content)
    self.rule = rule ?? "purged by \(act.session.account)"
    codec = try MessageCodec()
    index = try IndexWriter(act.db)
    rules = try RuleBook(act.db)
    queries = HoldQueries(act.db)
  }

  /// Names the items that will be asked for next, so that each query of a hold is evaluated on all of them at once.
  ///
  /// Purging without it comes to the same, one look-up of each query an item.
  public func prepare(_ items: some Sequence<Item.ID>) throws {
    queries.prepare(try items.compactMap { try Item.find($0, act.db)?.message })
  }

  /// Purges an item if nothing keeps it.
  ///
  /// `expiredOnly`: a sweep's: purge only what a rule asks to be deleted now; the rest is left.
  /// Gives what happened, or nil where a sweep left a free item alone.
  public func purge(_ id: Item.ID, expiredOnly: Bool = false) throws -> Outcome? {
    let item = try Item.require(id, act.db)
    let message = try Message.require(item.message, act.db)
    let envelope = try message.unpack(codec).envelope
    var facts = ItemFacts(item, message, envelope)
    // To want it destroyed is to delete it: its days in Recoverable Items begin now, where they haven't before.
    if !expiredOnly, facts.softDeletedAt == nil { facts.softDeletedAt = act.now }
    try rules.labels.enter(into: &facts, of: message.id)
    let mailbox = try mailboxRules(item.mailbox)
    func matching(_ hold: Identifier<CaseHold>) -> QueryMatch { queries.match(message.id, hold) }
    let verdict = mailbox.verdict(of: facts, matching: matching)
    if expiredOnly, verdict != .expired { return nil }
    let decision = mailbox.explain(facts, matching: matching)
    // Both forms of the decision must allow it; they are proven to agree, and here they are both asked.
    guard verdict != .keep, decision.verdict != .keep else {
      return Outcome(item: id, reasons: decision.blocking, rule: "")
    }
    let rule = expiredOnly ? decision.deletingRule ?? "" : self.rule
    try destroy(item, message, envelope, rule: rule)
    proofs.add(item, message, envelope, facts)
    return Outcome(item: id, reasons: [], rule: rule)
  }

  /// Ends the gate's work in this transaction, and notes what is to be erased once it is durable.
  public func finish() throws {
    try index.finish()
    try proofs.write(act)
    if purgedMessages > 0 {
      try act.db.execute(
        sql: "INSERT INTO erasure (entry, messages) VALUES (?, ?)", arguments: [act.entry, purgedMessages])
    }
  }

  private func mailboxRules(_ mailbox: Mailbox.ID) throws -> MailboxRules {
    if let known = mailboxes[mailbox] { return known }
    let made = MailboxRules(try rules.rules(for: mailbox), mailbox: mailbox, at: act.now)
    mailboxes[mailbox] = made
    return made
  }

  private func destroy(_ item: Item, _ message: Message, _ envelope: Envelope, rule: String) throws {
    let db = act.db
    try db.cachedStatement(sql: "INSERT INTO deletion_permit (item, entry, at) VALUES (?, ?, ?)")
      .execute(arguments: [item.id.rawValue, act.entry, act.now.microseconds])
    try db.cachedStatement(sql: "DELETE FROM item WHERE id = ?").execute(arguments: [item.id.rawValue])
    try db.cachedStatement(
      sql: """
        INSERT INTO certificate (item, message, mailbox, commitment, rule, at, entry) VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      item.id.rawValue, message.id.rawValue, item.mailbox.rawValue, Data(message.commitment.bytes), rule,
      act.now.microseconds, act.entry,
    ])
    let others = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM item WHERE message = ?)"),
      arguments: [message.id.rawValue])
    if others ?? true {
      try index.remove(item: item.id, of: message.id)
    } else {
      try destroy(message, envelope)
    }
  }

  /// The last copy went: the content goes.
  private func destroy(_ message: Message, _ envelope: Envelope) throws {
    let db = act.db
    try index.remove(message.id, envelope: envelope)
    let contents = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT content FROM message_content WHERE message = ?"),
      arguments: [message.id.rawValue])
    try db.cachedStatement(
      sql: """
        INSERT INTO purged_message (id, connector, partner_id, revision, leaf, entry) VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      message.id.rawValue, message.connector, message.partnerID, message.revision,
      Data(message.commitment.bytes), act.entry,
    ])
    try forgetInLog(message)
    for sql in [
      "DELETE FROM message WHERE id = ?", "DELETE FROM message_content WHERE message = ?",
      "DELETE FROM quarantine WHERE message = ?",
    ] {
      try db.cachedStatement(sql: sql).execute(arguments: [message.id.rawValue])
    }
    try content.dropUnreferenced(contents, db)
    purgedMessages += 1
  }

  /// The log of the import goes on saying what became of the item, and no longer whose number was in it or what could
  /// not be read of it.
  private func forgetInLog(_ message: Message) throws {
    let forget = """
      UPDATE import_log SET participant = NULL, reason = CASE outcome
        WHEN 'quarantined' THEN 'it waited in quarantine, and has been purged since' ELSE reason END
      """
    try act.db.cachedStatement(sql: forget + " WHERE connector = ? AND partner_id = ?")
      .execute(arguments: [message.connector, message.partnerID])
    // A record that could not be read had no id when it was logged.
    try act.db.cachedStatement(
      sql: forget + """
         WHERE (connector, date, file, line) IN (SELECT connector, date, file, line FROM quarantine WHERE message = ?)
        """
    ).execute(arguments: [message.id.rawValue])
  }
}

extension ItemFacts {
  /// The facts of an item as it is stored.
  ///
  /// A carrier's item has one date, when it was sent.
  init(_ item: Item, _ message: Message, _ envelope: Envelope) {
    self.init(
      item: item.id, mailbox: item.mailbox, isOutgoing: item.isOutgoing, sent: message.sent,
      received: message.sent, softDeletedAt: item.deleted, isPartlyIndexed: PartialIndexing.applies(to: envelope))
  }
}
