public import Archive
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
    public var isPurged: Bool { destroyed != nil }
    /// What was destroyed, where it was.
    var destroyed: Destroyed?
  }

  /// What is told of a purged item for ever.
  struct Destroyed: Sendable, Hashable {
    /// The mailbox's address.
    var mailbox: String
    var commitment: Digest
  }

  let act: Act
  private let items: ItemRecordReader
  private let codec: MessageCodec
  private let rules: GateRules
  private let queries: HoldQueries
  private let labels: LabelBook
  private let destruction: Destruction
  private var proofs = DisposalNotes()
  /// What the certificates of a person's purge say asked for it.
  private let rule: String

  /// `rules`: what a sweep learnt in the transaction before, which is believed only if nothing has happened since.
  init(_ act: Act, content: ContentStore, rule: String? = nil, rules: GateRules) throws {
    self.act = act
    self.rule = rule ?? "purged by \(act.session.account)"
    self.rules = rules
    items = try ItemRecordReader(act.db)
    codec = try MessageCodec()
    queries = HoldQueries(act.db)
    labels = try LabelBook(act.db, reach: .batch)
    destruction = try Destruction(act, content: content)
    try rules.begin(act)
  }

  public convenience init(_ act: Act, content: ContentStore, rule: String? = nil) throws {
    try self.init(act, content: content, rule: rule, rules: GateRules())
  }

  /// Names the items that will be asked for next, so that each query of a hold or a label is evaluated on all of them at
  /// once.
  ///
  /// Purging without it comes to the same, one look-up of each query an item.
  public func prepare(_ items: some Sequence<Item.ID>) throws {
    let messages = try items.compactMap { [reader = self.items] in try reader.message(of: $0) }
    queries.prepare(messages)
    labels.prepare(messages)
  }

  /// Purges an item if nothing keeps it; it is gone when ``finish()`` has run.
  ///
  /// `expiredOnly`: a sweep's: purge only what a rule asks to be deleted now; the rest is left.
  /// Gives what happened, or nil where a sweep left the item alone: it is free, or gone.
  public func purge(_ id: Item.ID, expiredOnly: Bool = false) throws -> Outcome? {
    guard let (item, message) = try items.read(id) else {
      // Purged by someone since the items were looked over.
      if try expiredOnly && Item.find(id, act.db) == nil { return nil }
      _ = try items.require(id, act.db)
      throw Item.unknown(id)
    }
    var facts = ItemFacts(item, message, try message.attachments(codec))
    // To want it destroyed is to delete it: its days in Recoverable Items begin now, where they haven't before.
    if !expiredOnly, facts.softDeletedAt == nil { facts.softDeletedAt = act.now }
    try labels.enter(into: &facts, of: message.id)
    let mailbox = try rules.mailbox(item.mailbox, act)
    func matching(_ hold: Identifier<CaseHold>) -> QueryMatch { queries.match(message.id, hold) }
    let verdict = mailbox.rules.verdict(of: facts, matching: matching)
    if expiredOnly, verdict != .expired { return nil }
    // Both forms of the decision must allow it. They are proven to agree; both are asked for each item that a person
    // purges, and, since an explanation costs a thousand times a verdict, for a sweep's first item of each mailbox.
    if !expiredOnly || !mailbox.isConfirmed {
      let decision = mailbox.rules.explain(facts, matching: matching)
      guard decision.verdict == verdict else {
        throw StorageError(
          "the two forms of the decision about item \(id) differ (\(verdict.rawValue), \(decision.verdict.rawValue)): "
            + "nothing was deleted; report this", code: "gate.differs")
      }
      guard verdict != .keep else { return Outcome(item: id, reasons: decision.blocking, rule: "") }
      mailbox.isConfirmed = true
    }
    let envelope = try message.envelope(codec)
    let rule = expiredOnly ? mailbox.rules.deletionRule(of: facts, matching: matching) : self.rule
    try destruction.add(item, message, envelope, rule: rule)
    proofs.add(item, message, envelope, facts)
    return Outcome(
      item: id, reasons: [], rule: rule,
      destroyed: Destroyed(mailbox: mailbox.email, commitment: message.commitment))
  }

  /// Destroys what the gate has allowed, ends its work in this transaction, and notes what is to be erased once that is
  /// durable.
  public func finish() throws {
    try destruction.finish()
    try proofs.write(act)
  }
}

extension DeletionGate.Outcome {
  /// What the ledger keeps of a purged item: which, of whom, by which rule, and the commitment to what it was.
  var certificate: LedgerValue? {
    destroyed.map { destroyed in
      .record([
        "item": .number(item.rawValue), "rule": .text(rule), "mailbox": .text(destroyed.mailbox),
        "commitment": .text(destroyed.commitment.hex),
      ])
    }
  }
}

extension ItemFacts {
  /// The facts of an item as it is stored.
  ///
  /// A carrier's item has one date, when it was sent.
  init(_ item: Item, _ message: Message, _ attachments: [Attachment]) {
    self.init(
      item: item.id, mailbox: item.mailbox, isOutgoing: item.isOutgoing, sent: message.sent,
      received: message.sent, softDeletedAt: item.deleted, isPartlyIndexed: PartialIndexing.applies(to: attachments))
  }
}
