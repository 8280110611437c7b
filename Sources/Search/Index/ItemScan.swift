public import Archive
public import GRDB

/// Walks every item's facts in memory's time rather than the disk's: a million in some tens of milliseconds.
public enum ItemScan {
  /// What the index knows of one item.
  public struct Facts: Sendable {
    public var item: Item.ID
    public var message: Message.ID
    public var mailbox: Mailbox.ID
    public var sent: Moment
    public var isPartlyIndexed: Bool
  }

  public static func all(_ db: Database, _ visit: (Facts) throws -> Void) throws {
    try SearchIndex.requireComplete(db)
    try FactWalk(db).all { facts, copies in
      for i in 0..<copies.count {
        try visit(
          Facts(
            item: Item.ID(copies.item(i)), message: Message.ID(facts.id), mailbox: Mailbox.ID(copies.mailbox(i)),
            sent: Moment(microseconds: facts.sent), isPartlyIndexed: facts.flags.contains(.partial)))
      }
    }
  }
}
