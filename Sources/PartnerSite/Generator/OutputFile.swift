internal import Archive
internal import Glibc

/// A new file being written, with its size and digest.
struct OutputFile: ~Copyable {
  private let descriptor: CInt
  private let path: String
  private var waiting: [UInt8] = []
  private var digest = RunningDigest()

  /// Bytes gathered before they are written.
  private static let room = 256 * 1024

  /// Makes a file that must not be there yet.
  init(path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FeedGeneratorError("can't create \(path): \(systemReason())") }
    self.path = path
    waiting.reserveCapacity(Self.room + 4096)
  }

  deinit { close(descriptor) }

  mutating func write(_ bytes: some Sequence<UInt8>) throws {
    waiting.append(contentsOf: bytes)
    if waiting.count >= Self.room { try flush() }
  }

  /// Writes the rest and tells what was written.
  mutating func finish() throws -> (bytes: Int, sha256: Digest) {
    try flush()
    return (Int(digest.count), digest.finish())
  }

  private mutating func flush() throws {
    digest.update(waiting)
    var done = 0
    while done < waiting.count {
      let n = waiting.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if n < 0 && errno == EINTR { continue }
      guard n > 0 else { throw FeedGeneratorError("can't write \(path): \(systemReason())") }
      done += n
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Writes a whole small file.
  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    var file = try OutputFile(path: path)
    try file.write(bytes)
    _ = try file.finish()
  }
}
