public import Foundation
internal import Glibc

/// Files that are whole or absent, whatever the machine does in between.
public enum DurableFile {
  /// Writes to a temporary file beside the target, syncs it, renames it over the target, and syncs the folder.
  ///
  /// The file can be read by its owner alone.
  public static func replace(_ file: URL, with bytes: [UInt8]) throws {
    try publish(stage(bytes, beside: file), as: file)
  }

  /// Writes a temporary file beside the one it is to become, and syncs it: only ``publish(_:as:)`` is left to do.
  static func stage(_ bytes: [UInt8], beside file: URL) throws -> URL {
    let temporary = file.deletingLastPathComponent()
      .appendingPathComponent(".\(file.lastPathComponent).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp")
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", temporary) }
    do {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor, temporary)
      guard fsync(descriptor) == 0 else { throw failure("sync", temporary) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    return temporary
  }

  /// Renames a synced temporary file to its final name, and syncs the folder that now holds it.
  static func publish(_ temporary: URL, as file: URL) throws {
    guard rename(temporary.path, file.path) == 0 else {
      let error = failure("rename", temporary)
      unlink(temporary.path)
      throw error
    }
    try syncFolder(file.deletingLastPathComponent())
  }

  /// Removes a staged file that is not to be published.
  static func discard(_ temporary: URL) { unlink(temporary.path) }

  static func syncFolder(_ folder: URL) throws {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", folder) }
  }

  static func writeAll(_ bytes: some ContiguousBytesLike, to descriptor: Int32, _ file: URL) throws {
    try bytes.withRawBytes { raw in
      var written = 0
      while written < raw.count {
        let n = Glibc.write(descriptor, raw.baseAddress?.advanced(by: written), raw.count - written)
        if n < 0, errno == EINTR { continue }
        guard n > 0 else { throw failure("write", file) }
        written += n
      }
    }
  }

  /// Makes a folder that only its owner can enter.
  public static func makeFolder(_ folder: URL) throws {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// What the operating system said, in a sentence.
  static func failure(_ verb: String, _ file: URL) -> StorageError {
    let code = errno
    let reason = String(cString: strerror(code))
    guard code == ENOSPC || code == EDQUOT else {
      return StorageError("could not \(verb) \(file.path): \(reason)")
    }
    return StorageError(
      "could not \(verb) \(file.path): \(reason); free some space and run the command again", code: "storage.full")
  }
}

/// An advisory lock on a file, held by one process at a time.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Waits for the lock.
  public convenience init(_ file: URL) throws { try self.init(file, operation: LOCK_EX) }

  /// Takes the lock, or gives nil where another process has it.
  public static func tryLock(_ file: URL) throws -> FileLock? {
    do { return try FileLock(file, operation: LOCK_EX | LOCK_NB) } catch is Busy { return nil }
  }

  private struct Busy: Error {}

  private init(_ file: URL, operation: Int32) throws {
    descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("open", file) }
    while flock(descriptor, operation) != 0 {
      if errno == EINTR { continue }
      let busy = errno == EWOULDBLOCK
      let error = DurableFile.failure("lock", file)
      throw busy ? Busy() : error
    }
  }

  public func release() { _ = flock(descriptor, LOCK_UN) }
  deinit { close(descriptor) }
}
