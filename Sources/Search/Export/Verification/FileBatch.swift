internal import Dispatch
internal import Foundation
internal import Synchronization

/// Files of an export that are compared with its manifest together, on all cores: most of the time goes into opening
/// small files and reading them.
struct FileBatch {
  private let folder: ExportFolder
  private var files: [(found: FolderWalk.Found, entry: ManifestEntry)] = []

  /// Enough that no core waits for long at the end of a batch; a few hundred kilobytes of names.
  private static let most = 1_000
  /// Files that one core takes at a time: a fraction of a millisecond, unless one is large.
  private static let stretch = 16

  init(_ folder: ExportFolder) { self.folder = folder }

  var isFull: Bool { files.count >= Self.most }

  mutating func add(_ found: FolderWalk.Found, _ entry: ManifestEntry) { files.append((found, entry)) }

  /// Compares them and begins anew.
  ///
  /// - Throws: ``ExportDamage`` of the first, as they were added, that is not as it was.
  mutating func check() throws {
    let (batch, folder) = (files, folder)
    files.removeAll(keepingCapacity: true)
    let first = Mutex<(index: Int, error: (any Error)?)>((batch.count, nil))
    DispatchQueue.concurrentPerform(iterations: (batch.count + Self.stretch - 1) / Self.stretch) { stretch in
      let start = stretch * Self.stretch
      for index in start..<min(start + Self.stretch, batch.count) {
        do { try Self.check(batch[index].found, batch[index].entry, folder) } catch {
          first.withLock { if index < $0.index { $0 = (index, error) } }
          return
        }
      }
    }
    if let error = first.withLock({ $0.error }) { throw error }
  }

  private static func check(_ found: FolderWalk.Found, _ entry: ManifestEntry, _ folder: ExportFolder) throws {
    guard !found.isSpecial else { throw ExportDamage("\(entry.path) differs: it is no longer a plain file") }
    let now = try FileDigest.of(folder.url.appendingPathComponent(entry.path))
    guard now.size == entry.size else {
      throw ExportDamage("\(entry.path) differs: it has \(now.size) bytes, not \(entry.size)")
    }
    guard now.digest == entry.sha256 else {
      throw ExportDamage("\(entry.path) differs: its SHA-256 is \(now.digest), not \(entry.sha256)")
    }
  }
}
