internal import Foundation
internal import Glibc

/// Writes a file of a backup folder, sealed where the folder is.
///
/// It is not synced: a backup's files are, all together, before it counts as one.
final class BackupFileWriter {
  private let file: URL
  private let descriptor: Int32
  private let frames: SealedFrames?
  private var pending: [UInt8] = []
  private var index = 0

  /// `context`: what a sealed file is bound to, its name in the folder.
  init(_ file: URL, _ coding: BackupCoding, context: String) throws {
    self.file = file
    if case .sealed(let key, _) = coding {
      frames = SealedFrames(key: key, context: context)
    } else {
      frames = nil
    }
    descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure("create", file) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) throws {
    guard frames != nil else { return try DurableFile.writeAll(bytes, to: descriptor, file) }
    pending += bytes
    var start = 0
    // The last frame is written by finish(), which alone knows that it is the last.
    while pending.count - start > SealedFrames.size {
      try put(pending[start..<start + SealedFrames.size], isLast: false)
      start += SealedFrames.size
    }
    if start > 0 { pending.removeFirst(start) }
  }

  func finish() throws { try put(pending[...], isLast: true) }

  private func put(_ bytes: ArraySlice<UInt8>, isLast: Bool) throws {
    guard let frames else { return }
    try DurableFile.writeAll(frames.seal(bytes, frame: index, isLast: isLast), to: descriptor, file)
    index += 1
  }
}

/// Reads a file of a backup folder.
enum BackupFile {
  private static let chunk = 256 << 10

  /// - Throws: ``BackupDamage`` where it isn't there, or doesn't open with the folder's key.
  static func pieces(_ file: URL, _ coding: BackupCoding, context: String) throws -> ContentPieces {
    guard let handle = try? FileHandle(forReadingFrom: file) else {
      throw BackupDamage("\(file.path) is missing, or can't be read")
    }
    guard case .sealed(let key, _) = coding else {
      return {
        guard let piece = try handle.read(upToCount: chunk), !piece.isEmpty else { return nil }
        return Array(piece)
      }
    }
    let next = SealedFrames(key: key, context: context)
      .pieces(handle, damaged: StorageError("\(file.path) was altered, cut off or put in another's place"))
    return {
      do { return try next() } catch let error as StorageError { throw BackupDamage(error.description) }
    }
  }

  /// All of a file that is known to be small.
  static func bytes(_ file: URL, _ coding: BackupCoding, context: String, most: Int) throws -> [UInt8] {
    let next = try pieces(file, coding, context: context)
    var all: [UInt8] = []
    while let piece = try next() {
      all += piece
      guard all.count <= most else { throw BackupDamage("\(file.path) is longer than any file of its kind") }
    }
    return all
  }
}

/// What is wrong with a backup: the first thing found.
public struct BackupDamage: Error, Equatable, CustomStringConvertible {
  public static let code = "backup.damaged"
  public let description: String

  init(_ what: String) { description = "the backup is damaged: \(what)" }
}
