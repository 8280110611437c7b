public import Archive
public import GRDB

/// Which items are records, and so not deleted by anybody, not even to Recoverable Items.
public enum RecordLock {
  /// The same, of items by number.
  public static func among(_ ids: [Item.ID], _ db: Database) throws -> [Item.ID: BlockingReason] {
    try among(ids.compactMap { try Item.find($0, db) }, db)
  }

  /// Those of some items that are records, or may be, each with its label.
  public static func among(_ items: [Item], _ db: Database) throws -> [Item.ID: BlockingReason] {
    let book = try LabelBook(db, reach: .batch)
    book.prepare(items.map(\.message))
    var locked: [Item.ID: BlockingReason] = [:]
    for item in items {
      let finding = try book.finding(item)
      if let label = finding.carried?.label, label.record.isRecord {
        locked[item.id] = BlockingReason(kind: .record, name: label.name, until: nil)
      } else if finding.isUncertain {
        locked[item.id] = BlockingReason(kind: .label, name: Considered.uncertainLabel.name, until: nil)
      }
    }
    return locked
  }
}
