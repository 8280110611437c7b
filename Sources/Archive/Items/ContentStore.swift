public import Foundation
public import GRDB
internal import Glibc

/// Keeps recordings, attachments and outsized records, each once, under the digest of its bytes.
///
/// Small content lies in the database, where one transaction's sync makes a whole batch durable; large content
/// lies in `content/ab/abcdef…`, written to a temporary file, synced and renamed before the transaction that
/// refers to it commits. A file nobody refers to is a leftover of a crash and harmless.
public struct ContentStore: Sendable {
  let folder: URL

  /// Up to here content lies in the database: below about 100 kB SQLite reads and writes a blob faster than the
  /// file system does a file, and a day's recordings then cost one sync rather than thousands.
  public static let largestInline = 64 << 10

  /// How much is held in memory while copying.
  static let chunk = 256 << 10

  init(folder: URL) { self.folder = folder }

  /// Where large content of that digest lies, or would.
  public func location(of digest: Digest) -> URL {
    let hex = digest.hex
    return folder.appendingPathComponent(String(hex.prefix(2)), isDirectory: true).appendingPathComponent(hex)
  }

  /// Where a writer may put a temporary file of large content.
  public func temporaryFile() throws -> URL {
    try DurableFile.makeFolder(folder)
    return folder.appendingPathComponent(".\(getpid()).\(UInt64.random(in: 0 ... .max)).tmp")
  }

  /// Makes a written temporary file the content of that digest.
  ///
  /// The caller has checked the digest.
  public func adopt(_ temporary: URL, as digest: Digest) throws {
    let target = location(of: digest)
    try DurableFile.makeFolder(target.deletingLastPathComponent())
    let descriptor = open(temporary.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DurableFile.failure("open", temporary) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw DurableFile.failure("sync", temporary) }
    try DurableFile.publish(temporary, as: target)
  }

  /// Enters content in the database, once, and gives its row.
  ///
  /// `bytes`: the content, or nil where it was adopted as a file.
  public func register(_ digest: Digest, size: Int64, bytes: [UInt8]?, _ db: Database) throws -> Int64 {
    let known = try db.cachedStatement(sql: "SELECT id FROM content WHERE digest = ?")
    if let id = try Int64.fetchOne(known, arguments: [Data(digest.bytes)]) { return id }
    if bytes == nil, !FileManager.default.fileExists(atPath: location(of: digest).path) {
      throw StorageError("content \(digest) was to be stored as a file, and isn't there")
    }
    // A digest about to be unlinked after an earlier purge is wanted again.
    try db.execute(sql: "DELETE FROM content_unlink WHERE digest = ?", arguments: [Data(digest.bytes)])
    try db.cachedStatement(sql: "INSERT INTO content (digest, size, bytes) VALUES (?, ?, ?)")
      .execute(arguments: [Data(digest.bytes), size, bytes.map { Data($0) }])
    return db.lastInsertedRowID
  }

  public func size(of digest: Digest, _ db: Database) throws -> Int64? {
    try Int64.fetchOne(
      db, sql: "SELECT size FROM content WHERE digest = ?", arguments: [Data(digest.bytes)])
  }

  /// Opens content for reading piece by piece; it is checked against its digest when the end is reached.
  public func pieces(of digest: Digest, _ db: Database) throws -> ContentPieces {
    let row = try Row.fetchOne(
      db, sql: "SELECT bytes FROM content WHERE digest = ?", arguments: [Data(digest.bytes)])
    guard let row else { throw StorageError("content \(digest) is not in the archive", code: "content.missing") }
    var source: ContentPieces
    if let inline = row["bytes"] as Data? {
      var rest: [UInt8]? = Array(inline)
      source = {
        defer { rest = nil }
        return rest
      }
    } else {
      let handle = try FileHandle(forReadingFrom: location(of: digest))
      source = {
        guard let piece = try handle.read(upToCount: Self.chunk), !piece.isEmpty else {
          try handle.close()
          return nil
        }
        return Array(piece)
      }
    }
    var running = RunningDigest()
    return {
      if let piece = try source() {
        running.update(piece)
        return piece
      }
      guard running.finish() == digest else {
        throw StorageError(
          "content \(digest) no longer has its digest: it was altered on disk", code: "content.altered")
      }
      return nil
    }
  }

  /// Deletes the rows of content that no message and no quarantined record refers to, and notes the files to unlink
  /// once the transaction is durable.
  ///
  /// Called by the deletion gate alone.
  public func dropUnreferenced(_ contents: [Int64], _ db: Database) throws {
    for id in contents {
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT digest, bytes IS NULL AS is_file FROM content c WHERE id = ?
          AND NOT EXISTS (SELECT 1 FROM message_content WHERE content = c.id)
          AND NOT EXISTS (SELECT 1 FROM quarantine WHERE content = c.digest)
          AND NOT EXISTS (SELECT 1 FROM quarantine_content b JOIN quarantine q ON q.id = b.quarantine
            WHERE b.digest = c.digest AND q.state = 'waiting')
          """, arguments: [id])
      guard let row else { continue }
      if row["is_file"] {
        try db.execute(
          sql: "INSERT OR IGNORE INTO content_unlink (digest) VALUES (?)", arguments: [row["digest"] as Data])
      }
      try db.execute(sql: "DELETE FROM content WHERE id = ?", arguments: [id])
    }
  }

  /// Unlinks some of what committed purges left to unlink, and gives how many.
  ///
  /// The note of a file goes with the transaction and the file before it, so that a crash between leaves the note.
  public func unlinkPending(_ db: Database, atMost limit: Int) throws -> Int {
    let digests = try Data.fetchAll(db, sql: "SELECT digest FROM content_unlink LIMIT ?", arguments: [limit])
    var folders: Set<URL> = []
    for data in digests {
      let wanted = try Int.fetchOne(db, sql: "SELECT 1 FROM content WHERE digest = ?", arguments: [data])
      if wanted == nil, let digest = Digest(bytes: data) {
        let target = location(of: digest)
        if unlink(target.path) == 0 {
          folders.insert(target.deletingLastPathComponent())
        } else if errno != ENOENT {
          throw DurableFile.failure("unlink", target)
        }
      }
      try db.execute(sql: "DELETE FROM content_unlink WHERE digest = ?", arguments: [data])
    }
    for folder in folders { try DurableFile.syncFolder(folder) }
    return digests.count
  }
}
