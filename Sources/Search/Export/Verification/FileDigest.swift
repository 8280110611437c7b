internal import Archive
internal import Foundation
internal import Glibc

/// The digest of a file's bytes.
enum FileDigest {
  private static let chunk = 64 << 10

  static func of(_ file: URL) throws -> (digest: Digest, size: Int64) {
    let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw ExportDamage("\(file.path) can't be read: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var digest = RunningDigest()
    try withUnsafeTemporaryAllocation(byteCount: chunk, alignment: 16) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw ExportDamage("\(file.path) can't be read: \(String(cString: strerror(errno)))") }
        if count == 0 { break }
        digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
    return (digest.finish(), digest.count)
  }
}
