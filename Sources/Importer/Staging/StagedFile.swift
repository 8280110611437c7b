internal import Archive
internal import struct Crypto.SymmetricKey
internal import Foundation
internal import Glibc

/// One of the partner's files between its site and the archive, encrypted (AES-256-GCM), on disk or in an object store.
///
/// It lies in ``SealedFrames``, bound to its connector, day and name. A file is staged under a temporary name and
/// renamed once its size and digest are what the manifest says: what bears the final name is whole and right.
struct StagedFile: Sendable {
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

  fileprivate var frames: SealedFrames { SealedFrames(key: key, context: context) }

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
    return frames.pieces(reading: read, damaged: damaged)
  }

  /// Reads so many bytes, fewer at the end.
  private static func reader(_ handle: FileHandle) -> (Int) throws -> Data? { { try handle.read(upToCount: $0) } }

  private var damaged: StorageError {
    StorageError("the staged file \(object?.key ?? file.path) is damaged; remove it and run the connector again")
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
    while pending.count - start > SealedFrames.size {
      try put(pending[start..<start + SealedFrames.size], isLast: false)
      start += SealedFrames.size
    }
    if start > 0 { pending.removeFirst(start) }
  }

  func finish() throws -> StagedFile.Fetched {
    try put(pending[...], isLast: true)
    return StagedFile.Fetched(bytes: digest.count, digest: digest.finish())
  }

  private func put(_ bytes: ArraySlice<UInt8>, isLast: Bool) throws {
    do {
      let frame = try target.frames.seal(bytes, frame: frames, isLast: isLast)
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
