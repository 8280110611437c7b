internal import Foundation
internal import Glibc

/// Local copies of what an import has just put into a store, which reads them again a moment later to put the e-mail
/// together: a second way over the network for each recording would double the import's time.
///
/// Only imports read it: whoever shows, exports or verifies reads the store itself.
struct ContentCache: Sendable {
  let folder: URL

  /// More than four groups of records fetch at once, and little beside a day's recordings.
  static let mostBytes: Int64 = 256 << 20

  func location(of digest: Digest) -> URL { folder.appendingPathComponent(digest.hex) }

  /// Takes a temporary file over, and lets the oldest go where there are too many.
  func take(_ temporary: URL, as digest: Digest) throws {
    try DurableFile.makeFolder(folder)
    guard rename(temporary.path, location(of: digest).path) == 0 else { throw DurableFile.failure("rename", temporary) }
    // Looking over the folder takes milliseconds: one file in sixteen, by its digest, is often enough.
    if digest.bytes[0] < 16 { try trim() }
  }

  func remove(_ digest: Digest) { unlink(location(of: digest).path) }

  private func trim() throws {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))
      .map { file in
        let values = try? file.resourceValues(forKeys: keys)
        return (file, Int64(values?.fileSize ?? 0), values?.contentModificationDate ?? .distantPast)
      }
    var total = files.reduce(0) { $0 + $1.1 }
    guard total > Self.mostBytes else { return }
    for (file, size, _) in files.sorted(by: { $0.2 < $1.2 }) where total > Self.mostBytes / 2 {
      unlink(file.path)
      total -= size
    }
  }
}
