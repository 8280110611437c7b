public import Archive
internal import Foundation
public import GRDB

/// What became of everything a partner offered, day by day: the report that must always come out even.
///
/// It is made from rows that are never changed or deleted and that the ledger commits to, and what the quarantine let go
/// later is added to what it took in.
public struct ReconciliationReport: Sendable {
  /// One reading of a day: a complete day that was read again has several.
  public struct Reading: Sendable {
    public var date: CivilDate
    /// From 1.
    public var number: Int64
    /// Whether all that its manifest announces was read.
    public var isComplete: Bool
    /// It was begun because the partner had changed a complete day.
    public var isReoffered: Bool
    /// The SHA-256 of the manifest, nil where there was none yet.
    public var manifest: Digest?
    /// Items its manifest announces, in all files.
    public var announced: Int64
    /// When it was last worked on; nil where an earlier version did.
    public var readAt: Moment?
    public var counts = OutcomeCounts()
    /// Of the quarantined, those that were discarded at the deletion gate; the others wait.
    public var discarded: Int64 = 0
    /// Items that left the quarantine: they were quarantined when they came, and are counted now as what became of them.
    public var resolved: Int64 = 0
    /// The missing items, by file.
    var lacking: [String: Int64] = [:]
    /// The number of the row that last said how the day stood.
    fileprivate var row: Int64 = 0

    public var waiting: Int64 { counts[.quarantined] - discarded }
  }

  public var connector: String
  /// In the order of their days.
  public var readings: [Reading]

  public var total: OutcomeCounts { readings.reduce(into: OutcomeCounts()) { $0 += $1.counts } }
  public var discarded: Int64 { readings.reduce(0) { $0 + $1.discarded } }
  public var resolved: Int64 { readings.reduce(0) { $0 + $1.resolved } }

  /// Reads the report.
  ///
  /// `from`, `to`: the first and the last day; nil: all there are.
  /// Throws ``InputError`` where there is no such connector.
  public init(of name: String, from: CivilDate? = nil, to: CivilDate? = nil, _ db: Database) throws {
    let connector = try Connector.ofAnyStatus(name, db)
    self.connector = name
    readings = try Self.readings(connector, from, to, db)
    for index in readings.indices {
      try Self.count(&readings[index], connector, db)
      try Self.correct(&readings[index], connector, db)
    }
  }

  /// Each reading as it was last said to stand.
  private static func readings(_ connector: Connector.ID, _ from: CivilDate?, _ to: CivilDate?, _ db: Database) throws
    -> [Reading]
  {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT d.*, (SELECT MAX(r.reoffered) FROM reconciliation_day r WHERE r.connector = d.connector
          AND r.date = d.date AND r.reading = d.reading) AS changed
        FROM reconciliation_day d
        WHERE d.connector = ? AND d.date BETWEEN ? AND ? AND d.id = (
          SELECT MAX(n.id) FROM reconciliation_day n
          WHERE n.connector = d.connector AND n.date = d.date AND n.reading = d.reading)
        ORDER BY d.date, d.reading
        """, arguments: [connector.rawValue, from?.description ?? "", to?.description ?? "9999-12-31"])
    return try rows.compactMap { row in
      guard let date = CivilDate(row["date"] as String) else { return nil }
      return Reading(
        date: date, number: row["reading"], isComplete: row["complete"], isReoffered: row["changed"],
        manifest: (row["manifest"] as Data?).flatMap { Digest(bytes: $0) }, announced: row["announced"],
        readAt: (row["at"] as Int64?).map { Moment(microseconds: $0) },
        lacking: try JSONDecoder().decode([String: Int64].self, from: Data((row["lacking"] as String).utf8)),
        row: row["id"])
    }
  }

  /// Counts what was read, and takes what was read since the last word on the day off what was lacking then.
  private static func count(_ reading: inout Reading, _ connector: Connector.ID, _ db: Database) throws {
    let said = try Int64.fetchOne(
      db, sql: "SELECT COALESCE(entry, 0) FROM reconciliation_day WHERE id = ?", arguments: [reading.row])
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT file, SUM(imported) AS imported, SUM(partial) AS partial, SUM(duplicate) AS duplicate,
          SUM(quarantined) AS quarantined, SUM(failed) AS failed, SUM(CASE WHEN entry > ? THEN offered ELSE 0 END) AS since
        FROM reconciliation_batch WHERE connector = ? AND date = ? AND reading = ? GROUP BY file
        """, arguments: [said ?? 0, connector.rawValue, reading.date.description, reading.number])
    while let row = try rows.next() {
      for outcome in ItemOutcome.allCases where outcome != .missing {
        reading.counts[outcome] += row[outcome.rawValue] as Int64
      }
      let file: String = row["file"]
      if let lacking = reading.lacking[file] { reading.lacking[file] = max(0, lacking - (row["since"] as Int64)) }
    }
    reading.lacking = reading.lacking.filter { $0.value > 0 }
    reading.counts[.missing] = reading.lacking.values.reduce(0, +)
  }

  /// Moves what left the quarantine.
  private static func correct(_ reading: inout Reading, _ connector: Connector.ID, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT c.outcome, COUNT(*) AS moved FROM reconciliation_batch b
        JOIN reconciliation_correction c ON c.batch = b.id
        WHERE b.connector = ? AND b.date = ? AND b.reading = ? GROUP BY c.outcome ORDER BY c.outcome
        """, arguments: [connector.rawValue, reading.date.description, reading.number])
    for row in rows {
      // Of what an earlier version read twice, the quarantine may have more than the last reading set aside.
      let moved = min(row["moved"] as Int64, reading.waiting)
      guard let outcome = ItemOutcome(rawValue: row["outcome"]) else {
        reading.discarded += moved
        continue
      }
      reading.counts[.quarantined] -= moved
      reading.counts[outcome] += moved
      reading.resolved += moved
    }
  }
}
