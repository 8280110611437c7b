public import Archive
internal import Foundation
public import GRDB
public import Search

/// What people do to items: delete them, purge them, ask why they are kept.
public enum ItemDeletion {
  /// Moves items to Recoverable Items; destroys nothing.
  ///
  /// - Returns: those that were moved; those that lay there already are left, and records, which nobody deletes
  ///   (``RecordLock``).
  public static func softDelete(_ ids: [Item.ID], _ act: Act) throws -> [Item.ID] {
    let items = try SearchEngine(act.db, for: Viewer(act.session)).require(ids)
    var moved: [Item.ID] = []
    var seen: Set<Item.ID> = []
    let records = try Set(RecordLock.among(items, act.db).keys)
    for item in items where seen.insert(item.id).inserted && item.deleted == nil && !records.contains(item.id) {
      try RecoverableItems.move(item, to: .deletions, act)
      moved.append(item.id)
    }
    act.note("items", .list(moved.map { .number($0.rawValue) }))
    return moved
  }

  /// Purges items that nothing keeps, and says of the others what does.
  ///
  /// Those go to Recoverable Items, where searches find them, and are destroyed once nothing keeps them any more.
  ///
  /// `rule`: what the certificates say asked for it; nil: the person.
  public static func purge(_ ids: [Item.ID], for rule: String? = nil, _ act: Act, content: ContentStore) throws
    -> [DeletionGate.Outcome]
  {
    _ = try SearchEngine(act.db, for: Viewer(act.session)).require(ids)
    let gate = try DeletionGate(act, content: content, rule: rule)
    try gate.prepare(ids)
    var seen: Set<Item.ID> = []
    var outcomes = try ids.filter { seen.insert($0).inserted }.compactMap { try gate.purge($0) }
    try gate.finish()
    act.note("purged", .list(outcomes.compactMap(\.certificate)))
    for index in outcomes.indices where !outcomes[index].isPurged {
      outcomes[index].folder = try RecoverableItems.keep(outcomes[index], act)
    }
    act.note("blocked", .list(outcomes.filter { !$0.isPurged }.map { .number($0.item.rawValue) }))
    if outcomes.contains(where: { !$0.isPurged }) {
      act.result = outcomes.contains(where: \.isPurged) ? .partial : .refused
    }
    return outcomes
  }

  /// Every rule that was considered for an item, and what they come to.
  public static func explain(_ id: Item.ID, at moment: Moment, for viewer: Viewer, _ db: Database) throws
    -> (Item, Decision)
  {
    let item = try SearchEngine(db, for: viewer).require(id)
    let message = try Message.require(item.message, db)
    let queries = HoldQueries(db)
    let book = try RuleBook(db, reach: .batch)
    let rules = MailboxRules(try book.rules(for: item.mailbox), mailbox: item.mailbox, at: moment)
    var facts = ItemFacts(item, message, try message.attachments(MessageCodec()))
    try book.labels.enter(into: &facts, of: message.id)
    let decision = rules.explain(facts) { queries.match(message.id, $0) }
    return (item, decision)
  }
}
