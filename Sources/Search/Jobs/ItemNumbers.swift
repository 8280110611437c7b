package import Archive
package import GRDB

/// Some items, by number, in about a bit for each item there is.
package struct ItemNumbers: Sendable {
  let numbers: MessageSet

  init(_ numbers: MessageSet) { self.numbers = numbers }

  /// Reads stored numbers.
  ///
  /// - Throws: ``StorageError`` where the bytes are none.
  package init(packed: [UInt8], _ db: Database) throws {
    numbers = try MessageSet(packed: packed, limit: RowNumbers.item.next(db))
  }

  package var packed: [UInt8] { numbers.packed }
  package var count: Int { numbers.count }

  /// How many of them are up to this one.
  package func count(through item: Item.ID) -> Int {
    MessageSet(words: numbers.words, limit: min(numbers.limit, item.rawValue + 1)).count
  }

  /// The next ones after one, `limit` of them at most.
  package func next(after last: Item.ID, limit: Int) -> [Item.ID] {
    var found: [Item.ID] = []
    var number = last.rawValue
    while found.count < limit, let next = numbers.next(after: number) {
      found.append(Item.ID(next))
      number = next
    }
    return found
  }
}
