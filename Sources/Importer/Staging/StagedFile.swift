internal import Archive
internal import struct Crypto.SymmetricKey
internal import Foundation
internal import Glibc

/// One of the partner's files between its site and the archive, encrypted (AES-256-GCM), on disk or in an object store.
///
/// Frames of 256 kB, each a length, then nonce, ciphertext and tag; each is bound to the file, to its place in it and
/// to whether it is the last, so that nothing can be cut, moved or put in. A file is staged under a temporary name and
/// renamed once its size and digest are what the manifest says: what bears the final name is whole and right.
struct StagedFile: Sendable {
  static let frame = 256 << 10
  /// Nonce and tag.
  private static let overhead = 28

  /// Where it lies; where it goes to a store, where it is written before.
  let file: URL
  let key: SymmetricKey
  /// What the frames are bound to: connector, day and name.
  let context: String
  /// Its place in a store; nil: it lies on disk.
  var object: StagedObject?

  var exists: Bool {
    get throws {
      guard let object else { return FileManager.default.fileExists(atPath: file.path) }
      return try object.store.size(of: object.key) != nil
    }
  }

  /// Forgets it; what can't be removed from a store now is a leftover that the next run finds.
  func remove() {
    guard let object else { return _ = unlink(file.path) }
    try? object.store.remove(object.key)
  }

  private func context(frame: Int, isLast: Bool) -> String { "\(context)#\(frame)\(isLast ? "." : "")" }

  /// What a fetched file turned out to be.
  struct Fetched: Equatable {
    var bytes: Int64
    var digest: Digest
  }

  /// Takes the file in; what comes of it is published only if it is what was expected.
  func stage(_ chunks: ByteChunks, expecting expected: Fetched) async throws -> Fetched {
    let writer = try StagedFileWriter(self)
    do {
      for try await chunk in chunks { try writer.write(chunk) }
      let fetched = try writer.finish()
      if fetched == expected { try await writer.publish() } else { writer.discard() }
      return fetched
    } catch {
      writer.discard()
      throw error
    }
  }

  /// Opens the file for reading, frame by frame.
  func pieces() throws -> ContentPieces {
    let read = try object.map { try $0.reader() } ?? Self.reader(FileHandle(forReadingFrom: file))
    var index = 0
    var ended = false
    return {
      guard !ended else { return nil }
      guard let head = try read(5), head.count == 5 else { throw damaged }
      let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let isLast = head[head.startIndex + 4] == 1
      guard length <= Self.frame + Self.overhead, let sealed = try read(length), sealed.count == length
      else { throw damaged }
      let bytes = try Sealing.open(sealed, with: key, context: context(frame: index, isLast: isLast))
      index += 1
      ended = isLast
      return bytes
    }
  }

  /// Reads so many bytes, fewer at the end.
  private static func reader(_ handle: FileHandle) -> (Int) throws -> Data? { { try handle.read(upToCount: $0) } }

  private var damaged: StorageError {
    StorageError("the staged file \(object?.key ?? file.path) is damaged; remove it and run the connector again")
  }

  fileprivate func seal(_ bytes: ArraySlice<UInt8>, frame: Int, isLast: Bool) throws -> [UInt8] {
    let sealed = try Sealing.seal(bytes, with: key, context: context(frame: frame, isLast: isLast))
    var out = (0..<4).map { UInt8(truncatingIfNeeded: sealed.count >> (24 - 8 * $0)) }
    out.append(isLast ? 1 : 0)
    return out + sealed
  }
}

/// Writes a staged file.
private final class StagedFileWriter {
  private let target: StagedFile
  private let temporary: URL
  private let handle: FileHandle
  private var digest = RunningDigest()
  private var pending: [UInt8] = []
  private var frames = 0
  /// Of what is written, where it goes to a store.
  private var sealed: RunningDigest?

  init(_ target: StagedFile) throws {
    self.target = target
    try DurableFile.makeFolder(target.file.deletingLastPathComponent())
    temporary = target.file.appendingPathExtension("\(getpid()).tmp")
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageError("could not create \(temporary.path): \(String(cString: strerror(errno)))")
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    if target.object != nil { sealed = RunningDigest() }
  }

  func write(_ chunk: [UInt8]) throws {
    digest.update(chunk)
    pending += chunk
    var start = 0
    // The last frame is written by finish(), which alone knows that it is the last.
    while pending.count - start > StagedFile.frame {
      try put(pending[start..<start + StagedFile.frame], isLast: false)
      start += StagedFile.frame
    }
    if start > 0 { pending.removeFirst(start) }
  }

  func finish() throws -> StagedFile.Fetched {
    try put(pending[...], isLast: true)
    return StagedFile.Fetched(bytes: digest.count, digest: digest.finish())
  }

  private func put(_ bytes: ArraySlice<UInt8>, isLast: Bool) throws {
    do {
      let frame = try target.seal(bytes, frame: frames, isLast: isLast)
      sealed?.update(frame)
      try handle.write(contentsOf: Data(frame))
    } catch let error where !(error is StorageError) {
      throw StorageError("could not write \(temporary.path): \(error.localizedDescription)")
    }
    frames += 1
  }

  func publish() async throws {
    if let object = target.object, let sealed {
      try handle.close()
      let file = LocalObject(path: temporary.path, size: sealed.count, digest: sealed.finish())
      try await Waiting.run { try object.store.put(file, as: object.key) }
      unlink(temporary.path)
      return
    }
    try handle.synchronize()
    try handle.close()
    guard rename(temporary.path, target.file.path) == 0 else {
      throw StorageError("could not rename \(temporary.path): \(String(cString: strerror(errno)))")
    }
  }

  func discard() {
    try? handle.close()
    unlink(temporary.path)
  }
}
