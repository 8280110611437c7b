public import Archive
public import GRDB

extension Connector {
  /// The newest day a partner can have whole: yesterday, in UTC as the partner's days are.
  public static func newestDay(at now: Moment) -> CivilDate { CivilTime(ZonedMoment(now)).date.adding(days: -1) }

  /// The day after the watermark; of a connector without one, the last day asked for.
  ///
  /// A day before it that is begun and not complete comes first: one that was being read anew when a run was cut off
  /// lies behind the watermark.
  public func firstOpenDay(upTo last: CivilDate, _ db: Database) throws -> CivilDate {
    let begun = try String.fetchOne(
      db, sql: "SELECT MIN(date) FROM import_day WHERE connector = ? AND complete = 0", arguments: [id.rawValue]
    ).flatMap { CivilDate($0) }
    guard let watermark else { return begun ?? last }
    let next = watermark.adding(days: 1)
    return begun.map { min($0, next) } ?? next
  }

  /// The oldest days up to `last` that are not complete, begun or never fetched, and how many there are.
  ///
  /// Of a connector that has no complete day only those it has begun: nobody knows where its days begin.
  public func incompleteDays(upTo last: CivilDate, atMost most: Int, _ db: Database) throws
    -> (oldest: [CivilDate], count: Int)
  {
    let begun = try String.fetchAll(
      db, sql: "SELECT date FROM import_day WHERE connector = ? AND complete = 0 AND date <= ? ORDER BY date",
      arguments: [id.rawValue, last.description]
    ).compactMap { CivilDate($0) }
    guard let watermark, watermark < last else { return (Array(begun.prefix(most)), begun.count) }
    let complete = try Int.fetchOne(
      db, sql: "SELECT COUNT(*) FROM import_day WHERE connector = ? AND complete = 1 AND date > ? AND date <= ?",
      arguments: [id.rawValue, watermark.description, last.description])
    // All after the watermark but the complete ones, and those behind it that are being read anew.
    let behind = begun.filter { $0 <= watermark }
    let open = last.daysSince1970 - watermark.daysSince1970 - (complete ?? 0)
    var oldest = behind
    var day = watermark.adding(days: 1)
    while oldest.count < most, day <= last {
      let isComplete = try Bool.fetchOne(
        db, sql: "SELECT complete FROM import_day WHERE connector = ? AND date = ?",
        arguments: [id.rawValue, day.description])
      if isComplete != true { oldest.append(day) }
      day = day.adding(days: 1)
    }
    return (Array(oldest.prefix(most)), behind.count + open)
  }

  /// How many items the partner offered on each complete day from `first` on, by day.
  public func offeredByDay(from first: CivilDate, _ db: Database) throws -> [CivilDate: Int] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT d.date AS date, COALESCE(SUM(MAX(f.announced, f.offered)), 0) AS offered
        FROM import_day d LEFT JOIN import_file f ON f.connector = d.connector AND f.date = d.date
        WHERE d.connector = ? AND d.complete = 1 AND d.date >= ? GROUP BY d.date
        """, arguments: [id.rawValue, first.description])
    return rows.reduce(into: [:]) { days, row in
      if let date = CivilDate(row["date"] as String) { days[date] = row["offered"] }
    }
  }
}

extension Connector {
  /// What became of everything its days on record offered.
  public func counts(_ db: Database) throws -> DeliveryCounts {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT COALESCE(SUM(MAX(announced, offered)), 0) AS offered, COALESCE(SUM(imported), 0) AS imported,
          COALESCE(SUM(partial), 0) AS partial, COALESCE(SUM(duplicate), 0) AS duplicate,
          COALESCE(SUM(quarantined), 0) AS quarantined, COALESCE(SUM(failed), 0) AS failed,
          COALESCE(SUM(MAX(announced - offered, 0)), 0) AS missing
        FROM import_file WHERE connector = ?
        """, arguments: [id.rawValue])
    var counts = DeliveryCounts()
    guard let row else { return counts }
    (counts.offered, counts.missing) = (row["offered"], row["missing"])
    (counts.imported, counts.partial, counts.duplicate) = (row["imported"], row["partial"], row["duplicate"])
    (counts.quarantined, counts.failed) = (row["quarantined"], row["failed"])
    counts.available =
      counts.imported + counts.partial + counts.duplicate + counts.quarantined + counts.failed
    return counts
  }
}
