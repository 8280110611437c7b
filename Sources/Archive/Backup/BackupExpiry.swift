internal import Foundation
internal import GRDB
internal import Glibc

/// Removes old backups from a folder, and what no other backup refers to.
struct BackupExpiry {
  let folder: BackupFolder

  /// Removes backups: none of them counts as one from the first moment on.
  func remove(_ names: [String]) throws {
    for name in names {
      let hidden = folder.folder(of: Self.hiddenPrefix + name)
      guard rename(folder.folder(of: name).path, hidden.path) == 0 else {
        throw DurableFile.failure("remove", folder.folder(of: name))
      }
    }
    try DurableFile.syncFolder(folder.backups)
  }

  /// Hides a backup that is being removed from ``BackupFolder/names()``.
  private static let hiddenPrefix = "."

  /// Removes what no backup refers to, and what earlier removals left.
  ///
  /// Which content is referred to is gathered in a small database, so that memory does not grow with the archive.
  func collect(progress: (String) -> Void = { _ in }) throws -> Int64 {
    let file = folder.url.appendingPathComponent("referred.tmp")
    if access(file.path, F_OK) == 0 { try FileManager.default.removeItem(at: file) }
    defer { unlink(file.path) }
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF") }
    let queue = try DatabaseQueue(path: file.path, configuration: configuration)
    defer { try? queue.close() }
    _ = chmod(file.path, 0o600)
    let removed = try queue.write { db in
      try db.execute(sql: "CREATE TABLE referred (name TEXT PRIMARY KEY) WITHOUT ROWID")
      for backup in try folder.names() { try gather(backup, db) }
      return try sweep(db, progress)
    }
    // Last: as long as they are there, a run that was cut off is known to have left something.
    for hidden in try hidden() { try FileManager.default.removeItem(at: folder.backups.appendingPathComponent(hidden)) }
    return removed
  }

  /// Whether a removal was cut off.
  func isUnfinished() throws -> Bool { try !hidden().isEmpty }

  private func hidden() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.backups.path).filter { $0.hasPrefix(Self.hiddenPrefix) }
  }

  private func gather(_ backup: String, _ db: Database) throws {
    let manifest = try folder.read(backup).manifest
    let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO referred VALUES (?)")
    for (list, part) in [
      (BackupManifest.databaseList, manifest.database), (BackupManifest.contentList, manifest.content),
    ] {
      let next = try folder.entries(list, of: backup, as: part)
      while let entry = try next() { try insert.execute(arguments: [folder.coding.name(of: entry.digest)]) }
    }
  }

  private func sweep(_ db: Database, _ progress: (String) -> Void) throws -> Int64 {
    let find = try db.cachedStatement(sql: "SELECT 1 FROM referred WHERE name = ?")
    var removed: Int64 = 0
    for prefix in try FileManager.default.contentsOfDirectory(atPath: folder.blobs.path) {
      let place = folder.blobs.appendingPathComponent(prefix, isDirectory: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
        guard try Int.fetchOne(find, arguments: [name]) == nil else { continue }
        let blob = place.appendingPathComponent(name)
        guard unlink(blob.path) == 0 else { throw DurableFile.failure("remove", blob) }
        removed += 1
        progress("\(removed) files removed")
      }
    }
    return removed
  }
}
