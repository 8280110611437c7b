internal import Foundation
internal import GRDB

/// The rows that the ledger commits to, in a file that anyone can check against an export of the ledger.
public enum RowExport {
  /// One row: a line of the file.
  private struct Line: Encodable {
    var entry: Int64
    var key: String
    var name: String
    var row: String
  }

  /// The first line.
  private struct Header: Encodable {
    var format = "holdfast-ledger-rows"
    var version = 1
  }

  /// Writes every row of the state that `db` shows, as its canonical form, and gives how many they were.
  ///
  /// Nothing is compared: rows that were tampered with can be exported, and are found by whoever checks the file.
  static func write(to file: LineFile, _ db: Database) throws -> Int {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try file.write(line: Array(encoder.encode(Header())))
    var count = 0
    for bound in BoundRows.all {
      let rows = try PreparedStatement(
        db,
        """
        SELECT \(bound.entryOrZero), CAST(\(bound.key) AS TEXT), \(bound.row) FROM \(bound.from)
        WHERE \(bound.entryOrZero) IS NOT NULL ORDER BY \(bound.entryOrZero), \(bound.key)
        """)
      try rows.rows { row in
        let (key, form) = (
          row.blob(1) { String(decoding: $0, as: UTF8.self) }, row.blob(2) { String(decoding: $0, as: UTF8.self) }
        )
        try file.write(line: Array(encoder.encode(Line(entry: row.int64(0), key: key, name: bound.name, row: form))))
        count += 1
        return true
      }
    }
    return count
  }
}
