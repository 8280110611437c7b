internal import Archive
internal import struct Crypto.SymmetricKey
internal import Foundation
internal import Glibc

/// One of the partner's files between its site and the archive, encrypted on disk (AES-256-GCM).
///
/// It lies in ``SealedFrames``, bound to its connector, day and name. A file is staged under a temporary name and
/// renamed once its size and digest are what the manifest says: what bears the final name is whole and right.
struct StagedFile: Sendable {
  let file: URL
  let key: SymmetricKey
  /// What the frames are bound to: connector, day and name.
  let context: String

  var exists: Bool { FileManager.default.fileExists(atPath: file.path) }

  func remove() { unlink(file.path) }

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
      if fetched == expected { try writer.publish() } else { writer.discard() }
      return fetched
    } catch {
      writer.discard()
      throw error
    }
  }

  /// Opens the file for reading, frame by frame.
  func pieces() throws -> ContentPieces {
    try frames.pieces(FileHandle(forReadingFrom: file), damaged: damaged)
  }

  private var damaged: StorageError {
    StorageError("the staged file \(file.path) is damaged; remove it and run the connector again")
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

  init(_ target: StagedFile) throws {
    self.target = target
    try DurableFile.makeFolder(target.file.deletingLastPathComponent())
    temporary = target.file.appendingPathExtension("\(getpid()).tmp")
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageError("could not create \(temporary.path): \(String(cString: strerror(errno)))")
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
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
      try handle.write(contentsOf: Data(target.frames.seal(bytes, frame: frames, isLast: isLast)))
    } catch let error where !(error is StorageError) {
      throw StorageError("could not write \(temporary.path): \(error.localizedDescription)")
    }
    frames += 1
  }

  func publish() throws {
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
