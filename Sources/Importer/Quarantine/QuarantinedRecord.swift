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

  private static let columns = """
    SELECT q.*, q.content IS NOT NULL AS is_file, c.name AS connector_name
    FROM quarantine q JOIN connector c ON c.id = q.connector
    """

  /// What waits, oldest first.
  public static func waiting(connector: String? = nil, _ db: Database) throws -> [QuarantinedRecord] {
    try fetchAll(
      db, sql: "\(columns) WHERE q.state = 'waiting' AND (? IS NULL OR c.name = ?) ORDER BY q.id",
      arguments: [connector, connector])
  }

  public static func require(_ id: Int64, _ db: Database) throws -> QuarantinedRecord {
    guard let found = try fetchOne(db, sql: "\(columns) WHERE q.id = ?", arguments: [id]) else {
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
          .stored(store.location(of: digest), row["size"])
        }
    }
    return files
  }

  /// The record as delivered, up to a number of bytes; nil where it has been replayed: its bytes are the item's then.
  public func bytes(upTo limit: Int, _ archive: Archive, _ db: Database) throws -> [UInt8]? {
    guard isHeldAsFile else {
      return try Data.fetchOne(
        db, sql: "SELECT record FROM quarantine WHERE id = ? AND record IS NOT NULL", arguments: [id]
      ).map { Array($0.prefix(limit)) }
    }
    var bytes: [UInt8] = []
    let next = try archive.content.pieces(of: digest, db)
    while bytes.count < limit, let piece = try next() { bytes += piece.prefix(limit - bytes.count) }
    return bytes
  }
}
