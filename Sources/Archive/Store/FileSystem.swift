public import Foundation
internal import Glibc

/// What the system can do with a whole file system, and Swift's view of it doesn't show.
public enum FileSystem {
  private typealias SyncFS = @convention(c) (Int32) -> Int32

  /// `syncfs(2)`, which Linux has and POSIX, and with it Swift's `Glibc`, has not.
  private static let syncfs = dlsym(nil, "syncfs").map { unsafeBitCast($0, to: SyncFS.self) }

  /// Has everything that was written to the file system of an open folder on its disk; 0, or -1 and `errno`.
  public static func sync(_ folder: Int32) -> Int32 {
    if let syncfs { return syncfs(folder) }
    Glibc.sync()
    return fsync(folder)
  }

  /// Has everything that was written to a folder's file system on its disk.
  ///
  /// - Throws: ``StorageError`` where it can't be written.
  static func sync(_ folder: URL) throws {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DurableFile.failure("open", folder) }
    defer { close(descriptor) }
    guard sync(descriptor) == 0 else { throw DurableFile.failure("sync", folder) }
  }

  /// The room that is left for this user on a folder's file system, and all there is, in bytes; nil where it can't be told.
  public static func room(in folder: URL) -> (free: Int64, all: Int64)? {
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else { return nil }
    let unit = Int64(status.f_frsize)
    return (Int64(status.f_bavail) * unit, Int64(status.f_blocks) * unit)
  }
}
