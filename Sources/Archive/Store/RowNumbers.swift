public import GRDB

/// Numbers that are never given twice, not even after the newest row was purged: the ledger and its
/// certificates name rows by number for ever.
public enum RowNumbers: String, Sendable {
  case message, item, quarantine, hold

  /// The number that would be given next.
  public func next(_ db: Database) throws -> Int64 {
    let next = try db.cachedStatement(sql: "SELECT next FROM row_number WHERE name = ?")
    guard let first = try Int64.fetchOne(next, arguments: [rawValue]) else {
      throw StorageError("the archive has no number series '\(rawValue)'; restore it from a backup")
    }
    return first
  }

  /// Takes `count` numbers in a row and gives the first.
  public func take(_ count: Int = 1, _ db: Database) throws -> Int64 {
    let first = try next(db)
    try db.execute(
      sql: "UPDATE row_number SET next = ? WHERE name = ?", arguments: [first + Int64(count), rawValue])
    return first
  }
}
