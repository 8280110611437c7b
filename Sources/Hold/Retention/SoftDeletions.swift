internal import Archive
internal import GRDB

/// When the items in Recoverable Items were deleted, for looking over all items at once: 16 bytes for each of them.
struct SoftDeletions {
  private let items: [Int64]
  private let moments: [Int64]

  init(_ db: Database) throws {
    var (items, moments): ([Int64], [Int64]) = ([], [])
    let rows = try PreparedStatement(db, "SELECT id, deleted FROM item WHERE deleted IS NOT NULL ORDER BY id")
    try rows.rows { row in
      items.append(row.int64(0))
      moments.append(row.int64(1))
      return true
    }
    (self.items, self.moments) = (items, moments)
  }

  /// When an item was deleted; nil where it wasn't.
  subscript(item: Item.ID) -> Moment? {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle] < item.rawValue { low = middle + 1 } else { high = middle }
    }
    return low < items.count && items[low] == item.rawValue ? Moment(microseconds: moments[low]) : nil
  }
}
