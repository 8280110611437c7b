public import Archive
internal import Foundation
public import GRDB

/// What is on record of a file of another format than the partner's feed: how far it was read, and the counts so far.
public struct ImportedFile: Sendable, Hashable {
  public var id: Int64
  /// The file's name, without its folder.
  public var name: String
  /// The format's name.
  public var format: String
  /// The day it was first read, in UTC: what the log and the quarantine call the day of its records.
  public var date: CivilDate
  /// Whether it was read to its end.
  public var isDone: Bool
  public var counts: DeliveryCounts
  /// Items that reached a mailbox.
  public var items: Int64
  /// Items of days that were not asked for.
  public var skipped: Int64
  /// The number of the last record that was entered.
  var position: Int64
  var options: String

  /// Every file imported by a connector, oldest first.
  public static func all(of connector: Connector.ID, _ db: Database) throws -> [ImportedFile] {
    try fetchAll(
      db, sql: "SELECT * FROM foreign_file WHERE connector = ? ORDER BY id", arguments: [connector.rawValue])
  }

  static func require(_ id: Int64, _ db: Database) throws -> ImportedFile {
    guard let found = try fetchOne(db, sql: "SELECT * FROM foreign_file WHERE id = ?", arguments: [id]) else {
      throw StorageError("the archive has no record of the imported file \(id); restore it from a backup")
    }
    return found
  }

  /// The file's record: that of an import that was cut off, or a new one.
  static func begin(
    _ file: ForeignFile, _ identity: ForeignFile.Identity, format: String, options: FormatOptions,
    connector: Connector.ID, _ act: Act
  ) throws -> ImportedFile {
    let options = try options.text()
    let known = try fetchOne(
      act.db,
      sql: "SELECT * FROM foreign_file WHERE connector = ? AND format = ? AND digest = ? AND options = ? AND done = 0",
      arguments: [connector.rawValue, format, Data(identity.digest.bytes), options])
    if let known { return known }
    try act.db.execute(
      sql: """
        INSERT INTO foreign_file (connector, format, options, name, digest, size, date, entry, position, done, offered,
          imported, partial, duplicate, quarantined, failed, items, skipped)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        """,
      arguments: [
        connector.rawValue, format, options, file.name, Data(identity.digest.bytes), identity.bytes,
        CivilTime(ZonedMoment(act.now)).date.description, act.entry,
      ])
    return try require(act.db.lastInsertedRowID, act.db)
  }

  /// Adds a batch, in the transaction that enters it.
  func advance(
    to position: Int64, by counts: DeliveryCounts, items: Int64, skipped: Int64, isDone: Bool, _ db: Database
  ) throws {
    try db.cachedStatement(
      sql: """
        UPDATE foreign_file SET position = max(position, ?), offered = offered + ?, imported = imported + ?,
          partial = partial + ?, duplicate = duplicate + ?, quarantined = quarantined + ?, failed = failed + ?,
          items = items + ?, skipped = skipped + ?, done = ? WHERE id = ?
        """
    ).execute(arguments: [
      position, counts.offered, counts.imported, counts.partial, counts.duplicate, counts.quarantined, counts.failed,
      items, skipped, isDone, id,
    ])
  }
}

extension ImportedFile: FetchableRecord {
  public init(row: Row) throws {
    (id, name, format, options) = (row["id"], row["name"], row["format"], row["options"])
    guard let date = CivilDate(row["date"] as String) else {
      throw StorageError("the record of the imported file \(id) is damaged", code: "content.altered")
    }
    self.date = date
    (isDone, items, skipped, position) = (row["done"], row["items"], row["skipped"], row["position"])
    counts = DeliveryCounts()
    counts.offered = row["offered"]
    (counts.imported, counts.partial) = (row["imported"], row["partial"])
    (counts.duplicate, counts.quarantined, counts.failed) = (row["duplicate"], row["quarantined"], row["failed"])
    counts.available = counts.imported + counts.partial + counts.duplicate + counts.quarantined + counts.failed
  }
}
