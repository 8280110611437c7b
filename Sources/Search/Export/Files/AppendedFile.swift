internal import Archive
internal import Foundation
internal import Glibc

/// A file that grows during the whole of an export: a mailbox, a list.
final class AppendedFile {
  let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var written: Int64 = 0
  /// Of everything, what is still in the buffer included.
  private var digest = RunningDigest()

  private static let bufferSize = 256 << 10

  /// Opens it cut to a length, and reads what is left for its digest.
  init(_ url: URL, path: String, length: Int64) throws {
    self.path = path
    descriptor = open(url.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ExportStorage.failure("open", path) }
    guard ftruncate(descriptor, off_t(length)) == 0 else { throw ExportStorage.failure("cut", path) }
    try readAgain(length)
  }

  deinit { Glibc.close(descriptor) }

  private func readAgain(_ length: Int64) throws {
    var chunk = [UInt8](repeating: 0, count: Self.bufferSize)
    while written < length {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ExportStorage.failure("read", path, count == 0 ? EIO : errno) }
      digest.update(chunk[..<count])
      written += Int64(count)
    }
  }

  var size: Int64 { written + Int64(buffer.count) }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    digest.update(bytes)
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes(write) }

  /// A state to come back to.
  struct Mark {
    fileprivate var size: Int64
    fileprivate var digest: RunningDigest
  }

  var mark: Mark { Mark(size: size, digest: digest) }

  /// Forgets what was written since.
  func rollBack(to mark: Mark) throws {
    digest = mark.digest
    if mark.size >= written {
      buffer.removeLast(Int(size - mark.size))
      return
    }
    buffer.removeAll(keepingCapacity: true)
    guard ftruncate(descriptor, off_t(mark.size)) == 0, lseek(descriptor, off_t(mark.size), SEEK_SET) >= 0 else {
      throw ExportStorage.failure("cut", path)
    }
    written = mark.size
  }

  func flush() throws {
    try FileBytes.write(buffer, to: descriptor, path)
    written += Int64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  func close() throws -> ClosedFile {
    try flush()
    return ClosedFile(path: path, size: written, digest: digest.finish())
  }
}
