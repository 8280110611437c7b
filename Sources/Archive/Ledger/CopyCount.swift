internal import GRDB

/// That every copy ever filed is there or certified as purged: item numbers are given without a gap and never twice.
enum CopyCount {
  static func verify(_ db: Database) throws {
    let next = try Int64.fetchOne(db, sql: "SELECT next FROM row_number WHERE name = 'item'") ?? 1
    let accounted = try Int64.fetchOne(
      db, sql: "SELECT (SELECT COUNT(*) FROM item) + (SELECT COUNT(*) FROM certificate)")
    guard accounted != next - 1 else { return }
    let numbers = try Int64.fetchCursor(
      db, sql: "SELECT id FROM item UNION ALL SELECT item FROM certificate ORDER BY 1")
    var expected: Int64 = 1
    while let number = try numbers.next() {
      if number < expected { throw LedgerDamage("item \(number) is there, and certified as purged as well") }
      if number > expected { break }
      if number >= next { throw LedgerDamage("item \(number) was planted: its number was never given") }
      expected += 1
    }
    throw LedgerDamage("item \(expected) is gone without a certificate")
  }
}
