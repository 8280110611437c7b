internal import Foundation
internal import GRDB

/// What entries of the first form say of the purges they record: they have no root over the certificates, but list the
/// items with their commitments.
enum OlderPurge {
  private struct Entry: Decodable {
    struct Details: Decodable { var purged: [Item]? }
    struct Item: Decodable {
      var item: Int64
      var commitment: String
    }
    var form: Int?
    var details: Details
  }

  /// Checks the rows of `table` that name an entry which has no root over them.
  static func verify(_ table: String, _ number: Int64, _ db: Database) throws {
    let body = try String.fetchOne(db, sql: "SELECT body FROM ledger_entry WHERE seq = ?", arguments: [number])
    guard let body, let entry = try? JSONDecoder().decode(Entry.self, from: Data(body.utf8)) else {
      throw LedgerDamage(entry: number, "its text is not that of an entry")
    }
    guard entry.form == nil else {
      throw LedgerDamage(entry: number, "its \(table) rows were planted: this act destroyed nothing")
    }
    if table == "certificate" {
      try verifyCertificates(entry.details.purged ?? [], number, db)
    } else {
      try verifyMessages(number, db)
    }
  }

  private static func verifyCertificates(_ listed: [Entry.Item], _ number: Int64, _ db: Database) throws {
    var left = Dictionary(listed.map { ($0.item, $0.commitment) }, uniquingKeysWith: { first, _ in first })
    let rows = try Row.fetchCursor(
      db, sql: "SELECT item, commitment FROM certificate WHERE entry = ? ORDER BY item", arguments: [number])
    while let row = try rows.next() {
      let item: Int64 = row[0]
      guard left.removeValue(forKey: item) == Hex.encode(row[1] as Data) else {
        throw LedgerDamage(
          entry: number, "the certificate of item \(item) was planted or changed: this act purged no such item")
      }
    }
    if let gone = left.keys.min() { throw LedgerDamage(entry: number, "the certificate of item \(gone) is gone") }
  }

  /// A message goes with its last copy, so that its leaf is that copy's commitment.
  private static func verifyMessages(_ number: Int64, _ db: Database) throws {
    let stray = try Int64.fetchOne(
      db,
      sql: """
        SELECT id FROM purged_message p WHERE entry = ? AND NOT EXISTS (
          SELECT 1 FROM certificate c WHERE c.message = p.id AND c.entry = p.entry AND c.commitment = p.leaf)
        ORDER BY id
        """, arguments: [number])
    guard let stray else { return }
    throw LedgerDamage(
      entry: number, message: stray, "the record of its purge was planted: this act purged no copy of it")
  }
}
