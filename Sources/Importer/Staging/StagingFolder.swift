public import Archive
internal import struct Crypto.SymmetricKey
internal import Foundation
internal import Glibc

/// Where one connector's files lie, encrypted, between the partner's site and the archive: a folder a day.
///
/// Only the run that holds the lock writes here, so that whatever else it finds a run left that was cut off.
public struct StagingFolder: Sendable {
  private let folder: URL
  /// The store that files go to instead, and what their keys begin with.
  private let store: (store: any ObjectStore, prefix: String)?

  init(of connector: String, in archive: Archive) throws {
    folder = archive.stagingFolder.appendingPathComponent(connector, isDirectory: true)
    store = try archive.content.objects.current(.staging).map {
      ($0.store, "\(Self.prefix($0.settings))\(connector)/")
    }
  }

  private static func prefix(_ settings: StoreSettings) -> String { settings.prefix + "staging/" }

  func day(_ date: CivilDate) -> URL { folder.appendingPathComponent(date.description, isDirectory: true) }

  /// Where a file of that day, name and digest is staged.
  func file(_ date: CivilDate, _ name: String, _ digest: Digest, key: SymmetricKey, context: String) -> StagedFile {
    StagedFile(
      file: day(date).appendingPathComponent("\(name).\(digest.hex.prefix(16)).sealed"), key: key, context: context,
      object: store.map {
        // Whatever the partner calls its files, keys have nothing of it.
        StagedObject(store: $0.store, key: "\($0.prefix)\(date)/\(Digest(of: "\(name)/\(digest)".utf8)).sealed")
      })
  }

  /// The connector's run lock, or nil where another process runs it.
  func tryLock() throws -> FileLock? {
    try DurableFile.makeFolder(folder)
    return try FileLock.tryLock(folder.appendingPathComponent("run.lock"))
  }

  /// Forgets a day's files: all that could be entered of them has been.
  ///
  /// What a store doesn't remove now is a leftover that the next run finds.
  func remove(_ date: CivilDate) {
    try? FileManager.default.removeItem(at: day(date))
    if let store { try? Self.remove("\(store.prefix)\(date)/", from: store.store) }
  }

  /// Removes all staged files from a store that staging no longer goes to: what is missing is fetched again.
  public static func removeAll(from store: any ObjectStore, _ settings: StoreSettings) throws {
    try remove(prefix(settings), from: store)
  }

  private static func remove(_ prefix: String, from store: any ObjectStore) throws {
    var page: String?
    repeat {
      let found = try store.list(prefix, page: page)
      for object in found.objects { try store.remove(object.key) }
      page = found.next
    } while page != nil
  }

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
    try removeObjects(isOpen: isOpen)
  }

  private func removeObjects(isOpen: (CivilDate) throws -> Bool) throws {
    guard let store else { return }
    var page: String?
    repeat {
      let found = try store.store.list(store.prefix, page: page)
      for object in found.objects {
        let parts = object.key.dropFirst(store.prefix.count).split(separator: "/")
        guard let date = parts.first.flatMap({ CivilDate(String($0)) }), try !isOpen(date) else { continue }
        try store.store.remove(object.key)
      }
      page = found.next
    } while page != nil
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
