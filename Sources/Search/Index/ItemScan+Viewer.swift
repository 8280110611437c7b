public import Archive
public import GRDB

extension ItemScan {
  /// One copy, its size, and all an archive's own rules need to decide about it.
  public struct Copy: Sendable {
    public var facts: Facts
    public var size: Int64
  }

  /// Visits every copy in some mailboxes that the viewer may see, message by message.
  ///
  /// From the index where it has all messages; where it has not, from the messages themselves, which takes longer and
  /// leaves none out.
  /// - Returns: the names of the permission filters that bear on the viewer.
  @discardableResult
  public static func copies(
    in mailboxes: Set<Mailbox.ID>, for viewer: Viewer, _ db: Database, _ visit: (Copy) throws -> Void
  ) throws -> [String] {
    let sight = try SearchEngine(db, for: viewer).sight(below: RowNumbers.message.next(db))
    let isIndexed = try SearchIndex.isCurrent(db) && SearchIndex.rebuiltThrough(db) == nil
    let walk = isIndexed ? indexed : stored
    try walk(mailboxes, db) { copy in
      if sight.allows(copy.facts.message.rawValue, in: copy.facts.mailbox.rawValue) { try visit(copy) }
    }
    return sight.filters
  }

  private static func indexed(
    _ mailboxes: Set<Mailbox.ID>, _ db: Database, _ visit: (Copy) throws -> Void
  ) throws {
    try FactWalk(db).all { facts, copies in
      for i in 0..<copies.count {
        let mailbox = Mailbox.ID(copies.mailbox(i))
        guard mailboxes.contains(mailbox) else { continue }
        try visit(
          Copy(
            facts: Facts(
              item: Item.ID(copies.item(i)), message: Message.ID(facts.id), mailbox: mailbox,
              sent: Moment(microseconds: facts.sent), isPartlyIndexed: facts.flags.contains(.partial)),
            size: facts.size))
      }
    }
  }

  private static func stored(
    _ mailboxes: Set<Mailbox.ID>, _ db: Database, _ visit: (Copy) throws -> Void
  ) throws {
    let codec = try MessageCodec()
    let numbers = mailboxes.map { String($0.rawValue) }.joined(separator: ",")
    let messages = try Message.fetchCursor(db, sql: "SELECT * FROM message ORDER BY id")
    while let message = try messages.next() {
      let copies = try Row.fetchAll(
        db.cachedStatement(sql: "SELECT id, mailbox FROM item WHERE message = ? AND mailbox IN (\(numbers))"),
        arguments: [message.id.rawValue])
      guard !copies.isEmpty else { continue }
      let isPartlyIndexed = PartialIndexing.applies(to: try message.unpack(codec).envelope)
      for copy in copies {
        try visit(
          Copy(
            facts: Facts(
              item: Item.ID(copy["id"] as Int64), message: message.id, mailbox: Mailbox.ID(copy["mailbox"] as Int64),
              sent: message.sent ?? .distantPast, isPartlyIndexed: isPartlyIndexed), size: message.size))
      }
    }
  }
}
