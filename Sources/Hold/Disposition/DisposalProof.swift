public import Archive
internal import Foundation
public import GRDB
public import Search

/// What stays of an item that was destroyed: what it was, when and by which rule it went, and who agreed; never anything
/// of its content.
public struct DisposalProof: Sendable, Hashable {
  /// What a reviewer decided.
  public struct Decision: Sendable, Hashable {
    public var stage: Int
    /// approve, extend or relabel.
    public var decision: String
    public var actor: String
    public var at: Moment
    public var comment: String
    public var until: Moment?
    public var entry: Int64
  }

  public var item: Item.ID
  public var message: Message.ID
  public var mailbox: Mailbox.ID
  public var email: String
  /// Nil for what went before archives kept proofs; so are the next three.
  public var kind: ItemKind?
  public var sent: Moment?
  public var archived: Moment?
  public var label: String?
  public var labelled: Moment?
  /// The salted digest that the import put on the ledger, in hex.
  public var commitment: String
  public var rule: String
  public var disposed: Moment
  /// The ledger entry of the act that destroyed it.
  public var entry: Int64
  public var decisions: [Decision]
}

extension DisposalProof {
  /// Which proofs are asked for; nil: all.
  public struct Filter: Sendable {
    public var label: String?
    public var mailbox: Mailbox.ID?
    public var from: Moment?
    public var before: Moment?

    public init(label: String? = nil, mailbox: Mailbox.ID? = nil, from: Moment? = nil, before: Moment? = nil) {
      (self.label, self.mailbox, self.from, self.before) = (label, mailbox, from, before)
    }

    fileprivate func arguments(after last: Item.ID) -> StatementArguments {
      [last.rawValue, label, mailbox?.rawValue, from?.microseconds, before?.microseconds]
    }
  }

  /// A page of proofs, by item.
  ///
  /// `last`: where the page before ended; 0: from the start.
  public static func page(_ filter: Filter, after last: Item.ID, limit: Int, _ db: Database) throws -> [DisposalProof] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT c.*, m.email, d.kind, d.sent, d.archived, d.labelled, l.name AS label_name \(proofs)
        ORDER BY c.item LIMIT ?6
        """, arguments: filter.arguments(after: last) + [limit]
    ).map { try DisposalProof(row: $0, db) }
  }

  public static func count(_ filter: Filter, _ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT COUNT(*) \(proofs)", arguments: filter.arguments(after: 0)) ?? 0
  }

  private static let proofs = """
    FROM certificate c JOIN mailbox m ON m.id = c.mailbox LEFT JOIN disposal d ON d.item = c.item
      LEFT JOIN retention_label l ON l.id = d.label
    WHERE c.item > ?1 AND (?2 IS NULL OR l.name = ?2) AND (?3 IS NULL OR c.mailbox = ?3)
      AND (?4 IS NULL OR c.at >= ?4) AND (?5 IS NULL OR c.at < ?5)
    """

  /// Refuses proofs to whom a permission filter hides something: of what is gone nobody can tell any more whether he
  /// could have seen it.
  public static func requireSight(_ viewer: Viewer, _ db: Database) throws {
    guard try SearchEngine(db, for: viewer).seesEverything() else {
      throw InputError(
        "a permission filter bears on you, and of what is gone nobody can tell whether you could have seen it; ask "
          + "somebody on whom none does", code: "disposition.hidden")
    }
  }

  private init(row: Row, _ db: Database) throws {
    item = Item.ID(row["item"] as Int64)
    message = Message.ID(row["message"] as Int64)
    mailbox = Mailbox.ID(row["mailbox"] as Int64)
    email = row["email"]
    kind = (row["kind"] as Int64?).flatMap { UInt8(exactly: $0) }.flatMap(ItemKind.init(code:))
    sent = (row["sent"] as Int64?).map(Moment.init(microseconds:))
    archived = (row["archived"] as Int64?).map(Moment.init(microseconds:))
    label = row["label_name"]
    labelled = (row["labelled"] as Int64?).map(Moment.init(microseconds:))
    commitment = Hex.encode(row["commitment"] as Data)
    rule = row["rule"]
    disposed = Moment(microseconds: row["at"])
    entry = row["entry"]
    decisions = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM disposition_decision WHERE item = ? ORDER BY entry"),
      arguments: [item.rawValue]
    ).map {
      Decision(
        stage: $0["stage"], decision: $0["decision"], actor: $0["actor"], at: Moment(microseconds: $0["at"]),
        comment: $0["comment"], until: ($0["until"] as Int64?).map(Moment.init(microseconds:)), entry: $0["entry"])
    }
  }
}
