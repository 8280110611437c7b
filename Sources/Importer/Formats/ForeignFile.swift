internal import Archive
internal import Foundation
internal import Glibc

/// A file or folder that a person names, to be read and never written.
///
/// Only a regular file or a folder is taken: a device, a pipe or a link could give other bytes at every reading, or
/// those of a file that whoever made it may not read.
struct ForeignFile: Sendable {
  let path: String
  let isFolder: Bool

  /// Bytes read at once.
  private static let chunk = 256 << 10
  /// As many as any format needs to tell that a file is its own.
  static let beginningCount = 4_096

  init(_ path: String) throws {
    self.path = path
    var status = stat()
    guard lstat(path, &status) == 0 else { throw Self.unreadable(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: isFolder = false
    case S_IFDIR: isFolder = true
    case S_IFLNK:
      throw InputError(
        "\(path) is a symbolic link; name the file itself, so that it is certain which one is read",
        code: "file.not-regular")
    default:
      throw InputError("\(path) is neither a file nor a folder", code: "file.not-regular")
    }
  }

  /// The last part of the path: what the file is called on record.
  var name: String { URL(fileURLWithPath: path).lastPathComponent }

  var lowercasedEnding: String { name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? "" }

  /// The file's bytes from its beginning.
  func pieces() throws -> ContentPieces { Self.pieces(try Self.open(path)) }

  /// The file's first bytes; none of a folder.
  func beginning() throws -> [UInt8] {
    guard !isFolder else { return [] }
    let handle = try Self.open(path)
    defer { try? handle.close() }
    return Array(try handle.read(upToCount: Self.beginningCount) ?? Data())
  }

  /// What tells this file from others, whatever it is called.
  struct Identity: Sendable, Hashable {
    var digest: Digest
    var bytes: Int64
  }

  func identity() throws -> Identity {
    var running = RunningDigest()
    let next = try pieces()
    while let piece = try next() { running.update(piece) }
    return Identity(digest: running.finish(), bytes: running.count)
  }

  /// Opens a regular file without following a link or waiting for a pipe.
  static func open(_ path: String, in folder: Int32 = AT_FDCWD) throws -> FileHandle {
    let descriptor = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw InputError("\(path) is not a regular file", code: "file.not-regular")
    }
    return handle
  }

  static func pieces(_ handle: FileHandle) -> ContentPieces {
    {
      guard let piece = try handle.read(upToCount: chunk), !piece.isEmpty else { return nil }
      return Array(piece)
    }
  }

  private static func unreadable(_ path: String, _ error: Int32) -> InputError {
    InputError("could not read \(path): \(String(cString: strerror(error)))", code: "file.unreadable")
  }
}
