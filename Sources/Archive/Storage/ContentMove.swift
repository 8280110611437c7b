internal import Foundation
public import GRDB
internal import Glibc

/// Moves large content to where new content goes: from the archive's folder to a store, back, or between stores.
///
/// Each piece of content is written to its new place and confirmed there, then an act notes where it lies, and only then
/// is the old copy on the list of what is to be removed. A move that is cut off anywhere goes on at the next.
public enum ContentMove {
  public struct Report: Sendable, Encodable {
    public var moved = 0
    public var bytes: Int64 = 0
  }

  /// What is still elsewhere.
  public struct Remaining: Sendable, Encodable {
    public var objects: Int
    public var bytes: Int64
  }

  private struct Piece {
    var id: Int64
    var digest: Digest
    var size: Int64
    var store: StoreSettings.ID?
  }

  /// Entries of the ledger would otherwise outnumber what they are about.
  private static let atOnce = 50

  private static let elsewhere = """
    FROM content c LEFT JOIN content_object o ON o.digest = c.digest WHERE c.bytes IS NULL AND o.store IS NOT ?
    """

  public static func remaining(_ db: Database) throws -> Remaining {
    let row = try Row.fetchOne(
      db, sql: "SELECT COUNT(*) AS objects, COALESCE(SUM(c.size), 0) AS bytes \(elsewhere)",
      arguments: [ObjectStores.place(of: .content, db)?.id])
    return Remaining(objects: row?["objects"] ?? 0, bytes: row?["bytes"] ?? 0)
  }

  /// - Throws: ``StorageError`` where either place fails; what was moved before that is moved.
  public static func run(_ archive: Archive, by session: Session, progress: (Report) -> Void = { _ in }) throws
    -> Report
  {
    try archive.authorize(.contentMoved, by: session)
    let target = try archive.content.objects.current(.content)
    var report = Report()
    var last: Int64 = 0
    while true {
      let pieces = try archive.read { try next(after: last, to: target?.settings.id, $0) }
      guard let end = pieces.last else { break }
      var placed: [(Piece, ObjectStores.Kept?)] = []
      for piece in pieces { placed.append((piece, try copy(piece, to: target, archive))) }
      try archive.perform(.contentMoved, on: target?.settings.address ?? "the archive's folder", by: session) { act in
        for (piece, kept) in placed {
          // Purged meanwhile: the copy is a leftover.
          guard try archive.content.size(of: piece.digest, act.db) != nil else {
            if let kept { try ObjectRemoval.note(Data(piece.digest.bytes), in: kept.store, act.db) }
            continue
          }
          try enter(piece, kept, archive, act)
          report.moved += 1
          report.bytes += piece.size
        }
        act.note("contents", .number(placed.count))
      }
      last = end.id
      progress(report)
    }
    return report
  }

  private static func next(after last: Int64, to target: StoreSettings.ID?, _ db: Database) throws -> [Piece] {
    try Row.fetchAll(
      db, sql: "SELECT c.id, c.digest, c.size, o.store \(elsewhere) AND c.id > ? ORDER BY c.id LIMIT ?",
      arguments: [target, last, atOnce]
    ).compactMap { row in
      Digest(bytes: row["digest"] as Data).map {
        Piece(id: row["id"], digest: $0, size: row["size"], store: row["store"])
      }
    }
  }

  /// Writes a verified copy to the new place.
  private static func copy(
    _ piece: Piece, to target: (settings: StoreSettings, store: any ObjectStore)?, _ archive: Archive
  ) throws -> ObjectStores.Kept? {
    let content = archive.content
    let temporary = try content.temporaryFile()
    defer { unlink(temporary.path) }
    try archive.read { db in
      let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw DurableFile.failure("create", temporary) }
      defer { close(descriptor) }
      // Reading to the end compares the digest.
      let next = try content.pieces(of: piece.digest, db)
      while let bytes = try next() { try DurableFile.writeAll(bytes, to: descriptor, temporary) }
    }
    guard let (settings, store) = target else {
      try content.adopt(temporary, as: piece.digest)
      return nil
    }
    let removals = try content.objects.removals(settings.id)
    try store.put(
      LocalObject(path: temporary.path, size: piece.size, digest: piece.digest),
      as: ContentStore.key(of: piece.digest, under: settings.prefix))
    return ObjectStores.Kept(store: settings.id, size: piece.size, removals: removals)
  }

  private static func enter(_ piece: Piece, _ kept: ObjectStores.Kept?, _ archive: Archive, _ act: Act) throws {
    let data = Data(piece.digest.bytes)
    if let kept {
      try ContentStore.place(piece.digest, in: kept, archive.content.objects, act.db)
    } else {
      guard FileManager.default.fileExists(atPath: archive.content.location(of: piece.digest).path) else {
        throw StorageError("content \(piece.digest) was to be stored as a file, and isn't there")
      }
      try ContentStore.setPlace(piece.digest, nil, act.db)
      try act.db.execute(sql: "DELETE FROM content_unlink WHERE digest = ?", arguments: [data])
    }
    if let old = piece.store {
      try ObjectRemoval.note(data, in: old, act.db)
    } else {
      try act.db.execute(sql: "INSERT OR IGNORE INTO content_unlink (digest) VALUES (?)", arguments: [data])
    }
  }
}
