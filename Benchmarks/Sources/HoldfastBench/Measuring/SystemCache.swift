internal import Foundation

/// The system's memory of what is on disk.
enum SystemCache {
  /// Reads all large files below a folder once, so that nobody's first question waits for the disk.
  static func fill(from folder: URL) throws {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
    while let file = files?.nextObject() as? URL {
      // Indexes are large; there are a million small files beside them that no search opens.
      guard let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize, size >= 1 << 20 else { continue }
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      while let piece = try handle.read(upToCount: 4 << 20), !piece.isEmpty {}
    }
  }
}
