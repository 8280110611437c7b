public import Archive
internal import Foundation
public import GRDB

/// A record that could not be archived, waiting with its bytes and the reason.
public struct QuarantinedRecord: Sendable, Hashable {
  public var id: Int64
  public var connector: Connector.ID
  public var connectorName: String
  public var day: String
  public var file: String
  public var line: Int64
  public var partnerID: String?
  public var reason: String
  public var detail: String
  public var digest: Digest
  public var size: Int64
  /// `waiting` or `replayed`.
  public var state: String
  public var created: Moment
  var isHeldAsFile: Bool
  /// The record of the file it is from (``ImportedFile``); nil: the partner's feed.
  var foreignFile: Int64?
  /// ``ForeignRecord/note``.
  var note: [UInt8]
}

extension QuarantinedRecord: FetchableRecord {
  public init(row: Row) throws {
    id = row["id"]
    connector = Connector.ID(row["connector"] as Int64)
    connectorName = row["connector_name"]
    (day, file, line) = (row["date"], row["file"], row["line"])
    (partnerID, reason, detail) = (row["partner_id"], row["reason"], row["detail"])
    guard let digest = Digest(bytes: row["digest"] as Data) else {
      throw StorageError("quarantined record \(id) has a damaged digest", code: "content.altered")
    }
    self.digest = digest
    (size, state) = (row["size"], row["state"])
    created = Moment(microseconds: row["created"])
    isHeldAsFile = row["is_file"]
    foreignFile = row["foreign_file"]
    note = Array((row["note"] as Data?) ?? Data())
  }

  /// All but the bytes, which may be many.
  private static let columns = """
    SELECT q.id, q.connector, q.date, q.file, q.line, q.partner_id, q.reason, q.detail, q.digest, q.size, q.state,
      q.created, q.content IS NOT NULL AS is_file, q.foreign_file, q.note, c.name AS connector_name
    FROM quarantine q JOIN connector c ON c.id = q.connector
    """

  /// What waits, oldest first: a page of at most so many with numbers after `last`.
  public static func waiting(
    _ filter: QuarantineFilter = QuarantineFilter(), after last: Int64 = 0, limit: Int, _ db: Database
  ) throws -> [QuarantinedRecord] {
    let (condition, arguments) = filter.condition
    return try fetchAll(
      db, sql: "\(columns) WHERE \(condition) AND q.id > ? ORDER BY q.id LIMIT ?", arguments: arguments + [last, limit])
  }

  public static func require(_ id: Int64, _ db: Database) throws -> QuarantinedRecord {
    guard let found = try fetchOne(db, sql: "\(columns) WHERE q.id = ?", arguments: [id]) else {
      let why = try String.fetchOne(
        db, sql: "SELECT reason FROM quarantine_discard WHERE quarantine = ?", arguments: [id])
      if let why {
        throw InputError("quarantined record \(id) was discarded: \(why)", code: "quarantine.discarded")
      }
      throw InputError(
        "there is no quarantined record \(id); see 'holdfast quarantine list'", code: "quarantine.unknown")
    }
    return found
  }

  /// What is kept beside the record's bytes, ready to be filed with it.
  func contents(_ store: ContentStore, _ db: Database) throws -> FetchedFiles {
    var files = FetchedFiles()
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT c.digest, c.size, c.bytes FROM quarantine_content b JOIN content c ON c.digest = b.digest
        WHERE b.quarantine = ?
        """, arguments: [id])
    for row in rows {
      guard let digest = Digest(bytes: row["digest"] as Data) else { continue }
      files.files[digest] =
        if let bytes = row["bytes"] as Data? {
          .held(Array(bytes))
        } else {
          .stored(store, row["size"])
        }
    }
    return files
  }

  /// The record as delivered, up to a number of bytes; nil where it has been replayed: its bytes are the item's then.
  public func bytes(upTo limit: Int, _ archive: Archive, _ db: Database) throws -> [UInt8]? {
    guard let next = try pieces(archive, db) else { return nil }
    var bytes: [UInt8] = []
    while bytes.count < limit, let piece = try next() { bytes += piece.prefix(limit - bytes.count) }
    return bytes
  }

  /// The record as delivered, piece by piece; nil where it has been replayed.
  public func pieces(_ archive: Archive, _ db: Database) throws -> ContentPieces? {
    if isHeldAsFile { return try archive.content.pieces(of: digest, db) }
    var held = try Data.fetchOne(
      db, sql: "SELECT record FROM quarantine WHERE id = ? AND record IS NOT NULL", arguments: [id])
    guard held != nil else { return nil }
    return {
      defer { held = nil }
      return held.map { Array($0) }
    }
  }
}
