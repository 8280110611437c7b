internal import Archive
internal import Foundation
internal import GRDB

/// What is on record of a connector's day: its files, how far each was read, and the counts so far.
struct ImportDay {
  let connector: Connector.ID
  let date: CivilDate

  private var key: StatementArguments { [connector.rawValue, date.description] }

  func isComplete(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT complete FROM import_day WHERE connector = ? AND date = ?", arguments: key) ?? false
  }

  /// Enters the day's manifest.
  ///
  /// Files that are known with the same digest keep their state, so that a run goes on where one was cut off, and take
  /// the count that is announced now; a file that changed starts anew.
  ///
  func begin(_ manifest: FeedManifest, manifestDigest: Digest, _ beginning: Beginning, _ act: Act) throws {
    let db = act.db
    try db.execute(
      sql: """
        INSERT INTO import_day (connector, date, manifest, complete) VALUES (?, ?, ?, 0)
        ON CONFLICT (connector, date) DO UPDATE
          SET manifest = excluded.manifest, reading = import_day.reading + import_day.complete, complete = 0
        """, arguments: key + [Data(manifestDigest.bytes)])
    if beginning == .again {
      try db.execute(sql: "DELETE FROM import_file WHERE connector = ? AND date = ?", arguments: key)
    }
    let known = try Row.fetchAll(
      db, sql: "SELECT name, digest FROM import_file WHERE connector = ? AND date = ?", arguments: key)
    for row in known {
      let name: String = row["name"]
      if manifest.files.contains(where: { $0.name == name && Data($0.sha256.bytes) == row["digest"] as Data }) {
        continue
      }
      try db.execute(
        sql: "DELETE FROM import_file WHERE connector = ? AND date = ? AND name = ?", arguments: key + [name])
    }
    for file in manifest.files {
      try db.execute(
        sql: """
          INSERT INTO import_file (connector, date, name, digest, announced, position, done, offered,
            imported, partial, duplicate, quarantined, failed, items)
          VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)
          ON CONFLICT (connector, date, name) DO UPDATE SET announced = excluded.announced
          """, arguments: key + [file.name, Data(file.sha256.bytes), file.items])
    }
    try ReconciliationRecord(day: self).write(.begun, reoffered: beginning == .changed, act)
  }

  /// How a day is begun.
  enum Beginning {
    /// For the first time, or where a run left off.
    case open
    /// It is complete, and all of it is to be read anew.
    case again
    /// It is complete, and the partner has changed it since: what changed is to be read.
    case changed
  }

  /// Whether the manifest names other files than those that were read, or other contents of them.
  func differs(from manifest: FeedManifest, _ db: Database) throws -> Bool {
    let known = try Row.fetchAll(
      db, sql: "SELECT name, digest, announced FROM import_file WHERE connector = ? AND date = ?", arguments: key)
    guard known.count == manifest.files.count else { return true }
    let files = Dictionary(manifest.files.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return known.contains { row in
      guard let file = files[row["name"]] else { return true }
      return Data(file.sha256.bytes) != row["digest"] as Data || file.items != row["announced"]
    }
  }

  /// Which reading of the day this is, from 1: a complete day that is begun once more is read another time.
  func reading(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT reading FROM import_day WHERE connector = ? AND date = ?"), arguments: key) ?? 1
  }

  /// Notes that the day is to be fetched and was not: the watermark stops before it.
  ///
  /// A day on record stays as it is.
  func open(_ act: Act) throws {
    try act.db.execute(
      sql: "INSERT OR IGNORE INTO import_day (connector, date, manifest, complete) VALUES (?, ?, x'', 0)",
      arguments: key)
    try ReconciliationRecord(day: self).write(.notFetched, act)
  }

  /// Up to which line a file was read, and whether to its end.
  func progress(of file: String, _ db: Database) throws -> (position: Int64, done: Bool) {
    let row = try Row.fetchOne(
      db, sql: "SELECT position, done FROM import_file WHERE connector = ? AND date = ? AND name = ?",
      arguments: key + [file])
    return (row?["position"] ?? 0, row?["done"] ?? false)
  }

  /// Adds a batch to a file's counts, in the transaction that enters the batch.
  func advance(_ file: String, to position: Int64, by counts: DeliveryCounts, items: Int64, _ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE import_file SET position = ?, offered = offered + ?, imported = imported + ?, partial = partial + ?,
          duplicate = duplicate + ?, quarantined = quarantined + ?, failed = failed + ?, items = items + ?
        WHERE connector = ? AND date = ? AND name = ?
        """
    ).execute(
      arguments: [
        position, counts.offered, counts.imported, counts.partial, counts.duplicate, counts.quarantined,
        counts.failed, items,
      ] + key + [file])
  }

  func finish(_ file: String, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE import_file SET done = 1 WHERE connector = ? AND date = ? AND name = ?",
      arguments: key + [file])
  }

  /// The day's counts, over all its files.
  func counts(_ db: Database) throws -> (counts: DeliveryCounts, allDone: Bool) {
    var counts = DeliveryCounts()
    var allDone = true
    for row in try Row.fetchAll(
      db, sql: "SELECT * FROM import_file WHERE connector = ? AND date = ?", arguments: key)
    {
      var file = DeliveryCounts()
      (file.imported, file.partial) = (row["imported"], row["partial"])
      (file.duplicate, file.quarantined, file.failed) = (row["duplicate"], row["quarantined"], row["failed"])
      file.available = file.imported + file.partial + file.duplicate + file.quarantined + file.failed
      let read: Int64 = row["offered"]
      let announced: Int64 = row["announced"]
      file.missing = max(0, announced - read)
      file.offered = max(read, announced)
      counts += file
      allDone = allDone && row["done"]
    }
    return (counts, allDone)
  }

  func complete(_ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE import_day SET complete = 1 WHERE connector = ? AND date = ?", arguments: key)
  }
}

extension Connector {
  /// Moves the watermark over every complete day that follows it without a gap; it never passes a day that isn't.
  func advanceWatermark(_ act: Act) throws -> CivilDate? {
    let db = act.db
    let days = try Row.fetchAll(
      db, sql: "SELECT date, complete FROM import_day WHERE connector = ? ORDER BY date", arguments: [id.rawValue])
    var mark = try
      (String.fetchOne(
        db, sql: "SELECT watermark FROM connector WHERE id = ?", arguments: [id.rawValue])).flatMap { CivilDate($0) }
    for row in days {
      guard let date = CivilDate(row["date"] as String) else { continue }
      if let mark, date <= mark { continue }
      guard row["complete"], mark == nil || date == mark?.adding(days: 1) else { break }
      mark = date
    }
    if let mark {
      try db.execute(
        sql: "UPDATE connector SET watermark = ? WHERE id = ?", arguments: [mark.description, id.rawValue])
    }
    return mark
  }
}
