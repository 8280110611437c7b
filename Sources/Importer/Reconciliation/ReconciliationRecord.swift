internal import Archive
internal import Foundation
internal import GRDB

/// Writes down for good how a day stands and what became of each record.
///
/// Rows are only added, in the transaction of what they speak of, and the ledger commits to each.
struct ReconciliationRecord {
  let day: ImportDay

  enum State: String {
    /// Its manifest was taken, and its files are about to be read.
    case begun
    /// All that could be read of it was.
    case ended
    /// It could not be fetched, or not to its end.
    case notFetched
  }

  /// Notes what became of a batch's records.
  func write(_ outcomes: LineOutcomes, of file: String, _ act: Act) throws {
    let counts = outcomes.counts
    try act.db.cachedStatement(
      sql: """
        INSERT INTO reconciliation_batch (entry, connector, date, reading, file, offered, imported, partial, duplicate,
          quarantined, failed, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      act.entry, day.connector.rawValue, day.date.description, try day.reading(act.db), file, counts.offered,
      counts[.imported], counts[.partial], counts[.duplicate], counts[.quarantined], counts[.failed],
      try outcomes.text(),
    ])
  }

  /// Notes how the day stands now.
  ///
  /// `reoffered`: it was complete, and the partner has offered it with another manifest since.
  func write(_ state: State, reoffered: Bool = false, _ act: Act) throws {
    let db = act.db
    let known = try Row.fetchOne(
      db, sql: "SELECT manifest, complete FROM import_day WHERE connector = ? AND date = ?", arguments: key)
    let files = try Row.fetchOne(
      db,
      sql: """
        SELECT COALESCE(SUM(announced), 0) AS announced,
          json_group_object(name, announced - offered) FILTER (WHERE announced > offered) AS lacking
        FROM import_file WHERE connector = ? AND date = ?
        """, arguments: key)
    let manifest: Data? = known?["manifest"]
    try db.execute(
      sql: """
        INSERT INTO reconciliation_day (entry, connector, date, reading, state, at, manifest, announced, lacking,
          reoffered, complete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        act.entry, day.connector.rawValue, day.date.description, try day.reading(db), state.rawValue,
        act.now.microseconds, manifest.flatMap { $0.isEmpty ? nil : $0 }, files?["announced"] as Int64? ?? 0,
        files?["lacking"] as String? ?? "{}", reoffered, known?["complete"] as Bool? ?? false,
      ])
  }

  /// Whether the newest reading of the day was begun because the partner had changed it.
  func isReoffered(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT MAX(reoffered) FROM reconciliation_day WHERE connector = ? AND date = ? AND reading = ?
        """, arguments: key + [try day.reading(db)]) ?? false
  }

  private var key: StatementArguments { [day.connector.rawValue, day.date.description] }
}
