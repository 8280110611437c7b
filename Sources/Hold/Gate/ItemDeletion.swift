public import Archive
internal import Foundation
public import GRDB
public import Search

/// What people do to items: delete them, purge them, ask why they are kept.
public enum ItemDeletion {
  /// Moves items to Recoverable Items; destroys nothing.
  ///
  /// - Returns: those that were moved; those that lay there already are left.
  public static func softDelete(_ ids: [Item.ID], _ act: Act) throws -> [Item.ID] {
    let items = try SearchEngine(act.db, for: Viewer(act.session)).require(ids)
    var moved: [Item.ID] = []
    var seen: Set<Item.ID> = []
    for item in items where seen.insert(item.id).inserted && item.deleted == nil {
      try act.db.execute(
        sql: "UPDATE item SET folder = ?, deleted = ? WHERE id = ?",
        arguments: [Folder.deletions.rawValue, act.now.microseconds, item.id.rawValue])
      moved.append(item.id)
    }
    act.note("items", .list(moved.map { .number($0.rawValue) }))
    return moved
  }

  /// Purges items that nothing keeps, and says of the others what does.
  ///
  /// `rule`: what the certificates say asked for it; nil: the person.
  public static func purge(_ ids: [Item.ID], for rule: String? = nil, _ act: Act, content: ContentStore) throws
    -> [DeletionGate.Outcome]
  {
    _ = try SearchEngine(act.db, for: Viewer(act.session)).require(ids)
    let gate = try DeletionGate(act, content: content, rule: rule)
    var seen: Set<Item.ID> = []
    let outcomes = try ids.filter { seen.insert($0).inserted }.compactMap { try gate.purge($0) }
    try gate.finish()
    act.note("purged", .list(try outcomes.filter(\.isPurged).map { try $0.certificate(act.db) }))
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
    let envelope = try message.unpack(MessageCodec()).envelope
    let queries = HoldQueries(db)
    let rules = MailboxRules(try RuleBook(db).rules(for: item.mailbox), mailbox: item.mailbox, at: moment)
    let decision = rules.explain(ItemFacts(item, message, envelope)) { queries.match(message.id, $0) }
    return (item, decision)
  }
}

extension DeletionGate.Outcome {
  /// What the ledger keeps of a purged item: which, of whom, by which rule, and the commitment to what it was.
  func certificate(_ db: Database) throws -> LedgerValue {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT c.commitment, m.email FROM certificate c JOIN mailbox m ON m.id = c.mailbox WHERE c.item = ?
        """, arguments: [item.rawValue])
    return .record([
      "item": .number(item.rawValue), "rule": .text(rule), "mailbox": .text(row?["email"] ?? ""),
      "commitment": .text(Hex.encode((row?["commitment"] as Data?) ?? Data())),
    ])
  }
}
