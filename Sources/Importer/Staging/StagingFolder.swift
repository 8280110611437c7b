internal import Archive
internal import Foundation
internal import Glibc

/// Where one connector's files lie, encrypted, between the partner's site and the archive: a folder a day.
///
/// Only the run that holds the lock writes here, so that whatever else it finds a run left that was cut off.
struct StagingFolder: Sendable {
  private let folder: URL

  init(of connector: String, in archive: Archive) {
    folder = archive.stagingFolder.appendingPathComponent(connector, isDirectory: true)
  }

  func day(_ date: CivilDate) -> URL { folder.appendingPathComponent(date.description, isDirectory: true) }

  /// The connector's run lock, or nil where another process runs it.
  func tryLock() throws -> FileLock? {
    try DurableFile.makeFolder(folder)
    return try FileLock.tryLock(folder.appendingPathComponent("run.lock"))
  }

  /// Forgets a day's files: all that could be entered of them has been.
  func remove(_ date: CivilDate) { try? FileManager.default.removeItem(at: day(date)) }

  /// Removes what runs that were cut off left: files half fetched, and the days of which `isOpen` is false.
  func removeLeftovers(isOpen: (CivilDate) throws -> Bool) throws {
    for name in Self.names(in: folder) {
      guard let date = CivilDate(name) else { continue }
      guard try isOpen(date) else {
        remove(date)
        continue
      }
      for file in Self.names(in: day(date)) where file.hasSuffix(".tmp") {
        unlink(day(date).appendingPathComponent(file).path)
      }
    }
  }

  /// Removes the archive's temporary files whose process is gone: nothing refers to them, and no purge would find them.
  static func removeTemporaries(of archive: Archive) throws {
    for folder in [archive.folder, try archive.content.temporaryFile().deletingLastPathComponent()] {
      for name in names(in: folder) where name.hasPrefix(".") && name.hasSuffix(".tmp") {
        // Whatever comes first, the process's number, a random one and "tmp" come last.
        guard let owner = name.split(separator: ".").suffix(3).first.flatMap({ pid_t($0) }),
          kill(owner, 0) != 0, errno == ESRCH
        else { continue }
        unlink(folder.appendingPathComponent(name).path)
      }
    }
  }

  private static func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }
}
