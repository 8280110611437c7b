internal import Glibc

/// What the system can do with a whole file system, and Swift's view of it doesn't show.
enum FileSystem {
  private typealias SyncFS = @convention(c) (Int32) -> Int32

  /// `syncfs(2)`, which Linux has and POSIX, and with it Swift's `Glibc`, has not.
  private static let syncfs = dlsym(nil, "syncfs").map { unsafeBitCast($0, to: SyncFS.self) }

  /// Has everything that was written to the file system of an open folder on its disk; 0, or -1 and `errno`.
  static func sync(_ folder: Int32) -> Int32 {
    if let syncfs { return syncfs(folder) }
    Glibc.sync()
    return fsync(folder)
  }
}
