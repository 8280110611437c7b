internal import Archive
internal import Foundation

/// Reads a file that is to become an object, part by part, and makes sure that it is what it was said to be.
final class PartReader {
  private let file: LocalObject
  private let handle: FileHandle
  private var digest = RunningDigest()

  init(_ file: LocalObject, _ address: String) throws {
    self.file = file
    guard let handle = FileHandle(forReadingAtPath: file.path) else {
      throw StorageError("could not read \(file.path), which was to be stored at \(address)")
    }
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// The next bytes, fewer only at the end.
  func next(_ count: Int) throws -> [UInt8] {
    var part: [UInt8] = []
    while part.count < count, let piece = try handle.read(upToCount: count - part.count), !piece.isEmpty {
      part += piece
    }
    digest.update(part)
    return part
  }

  /// - Throws: ``StorageError`` where the file had other bytes: nothing of it may be stored.
  func finish() throws {
    guard digest.count == file.size, digest.finish() == file.digest else {
      throw StorageError("\(file.path) changed while it was read", code: "content.altered")
    }
  }
}
