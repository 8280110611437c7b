internal import Archive
internal import Glibc

/// A file written once, from its beginning to its end.
final class NewFile {
  let path: String
  private let folder: Int32
  private let name: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var digest = RunningDigest()
  private let finished: (ClosedFile) -> Void

  /// Written at once; most files are smaller and take one call.
  private static let bufferSize = 256 << 10

  /// - Throws: ``StorageError`` where it can't be made, or where there is such a file already: an export overwrites nothing.
  init(folder: Int32, name: String, path: String, finished: @escaping (ClosedFile) -> Void) throws {
    (self.folder, self.name, self.path, self.finished) = (folder, name, path, finished)
    descriptor = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ExportStorage.failure("create", path) }
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes(write) }
  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Ends the file if its digest is the one expected, and gives its digest; else removes it and gives nil.
  ///
  /// `syncing`: returns once it is on the disk.
  func close(expecting expected: Digest? = nil, syncing: Bool = false) throws -> Digest? {
    try flush()
    if syncing, fsync(descriptor) != 0 { throw ExportStorage.failure("sync", path) }
    let size = digest.count
    let digest = digest.finish()
    if let expected, expected != digest {
      discard()
      return nil
    }
    let closing = descriptor
    descriptor = -1
    // A network's file system may say only here that the disk is full.
    guard Glibc.close(closing) == 0 else { throw ExportStorage.failure("write", path) }
    finished(ClosedFile(path: path, size: size, digest: digest))
    return digest
  }

  /// Removes it.
  func discard() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
    unlinkat(folder, name, 0)
  }

  private func flush() throws {
    digest.update(buffer)
    try FileBytes.write(buffer, to: descriptor, path)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Writing bytes to a descriptor.
enum FileBytes {
  static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
    try bytes.withUnsafeBytes { raw in
      var written = 0
      while written < raw.count {
        let count = Glibc.write(descriptor, raw.baseAddress?.advanced(by: written), raw.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw ExportStorage.failure("write", path) }
        written += count
      }
    }
  }
}
