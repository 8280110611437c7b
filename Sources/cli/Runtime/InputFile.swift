internal import Archive
internal import Foundation
internal import Glibc

/// Files a person names, read whole up to a limit.
enum InputFile {
  /// A directory or mapping of a million people takes a tenth of it.
  static let largestTable = 256 << 20

  /// `isPrivate`: a file that others than its owner may read is refused.
  static func read(_ path: String, limit: Int, isPrivate: Bool = false) throws -> [UInt8] {
    let url = URL(fileURLWithPath: path)
    guard let handle = try? FileHandle(forReadingFrom: url) else {
      throw InputError("could not read \(path): check the path and its permissions", code: "file.unreadable")
    }
    defer { try? handle.close() }
    if isPrivate {
      var status = stat()
      guard fstat(handle.fileDescriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
        throw InputError(
          "\(path) can be read by others than its owner; run 'chmod 600' on it, and consider it known",
          code: "file.not-private")
      }
    }
    guard let data = try? handle.read(upToCount: limit + 1) else { return [] }
    guard data.count <= limit else {
      throw InputError("\(path) is larger than \(limit) bytes: is it the right file?", code: "file.too-large")
    }
    return Array(data)
  }
}
