internal import Foundation
internal import Glibc

/// Walks the files below a folder in the order of their paths' bytes, which is the order of a manifest.
///
/// One folder's names are in memory for each level, never all files'.
final class FolderWalk {
  struct Found {
    /// Below the folder, with `/` between names.
    var path: String
    /// Neither a folder nor a plain file: a link, a device.
    var isSpecial: Bool
  }

  private let root: URL
  /// What is left of each folder on the way down, last names first.
  private var levels: [[Entry]]?

  private struct Entry {
    var path: String
    /// With `/` behind a folder's name: so sorted, names come as the paths below them do.
    var sortKey: [UInt8]
    var isFolder: Bool
    var isSpecial: Bool
  }

  /// More levels than any export has: a hostile folder must not use up the memory.
  private static let deepest = 64

  init(_ root: URL) { self.root = root }

  func next() throws -> Found? {
    if levels == nil { levels = [try list("")] }
    while var level = levels?.popLast() {
      guard let entry = level.popLast() else { continue }
      levels?.append(level)
      guard entry.isFolder else { return Found(path: entry.path, isSpecial: entry.isSpecial) }
      guard (levels?.count ?? 0) < Self.deepest else { return Found(path: entry.path, isSpecial: true) }
      levels?.append(try list(entry.path + "/"))
    }
    return nil
  }

  private func list(_ prefix: String) throws -> [Entry] {
    let folder = prefix.isEmpty ? root : root.appendingPathComponent(prefix, isDirectory: true)
    guard let stream = opendir(folder.path) else { throw ExportStorage.failure("read", folder.path) }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let path = prefix + name
      let (isFolder, isSpecial) = try kind(path, entry.pointee.d_type)
      entries.append(
        Entry(
          path: path, sortKey: Array((isFolder ? name + "/" : name).utf8), isFolder: isFolder, isSpecial: isSpecial))
    }
    return entries.sorted { $1.sortKey.lexicographicallyPrecedes($0.sortKey) }
  }

  private func kind(_ path: String, _ type: UInt8) throws -> (isFolder: Bool, isSpecial: Bool) {
    switch Int32(type) {
    case Int32(DT_DIR): return (true, false)
    case Int32(DT_REG): return (false, false)
    case Int32(DT_UNKNOWN):
      // Some file systems don't say in the listing.
      var status = stat()
      guard lstat(root.appendingPathComponent(path).path, &status) == 0 else {
        throw ExportStorage.failure("read", path)
      }
      let mode = status.st_mode & S_IFMT
      return (mode == S_IFDIR, mode != S_IFDIR && mode != S_IFREG)
    default: return (false, true)
    }
  }
}
