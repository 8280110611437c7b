public import Archive
internal import Foundation

/// Only one service runs on an archive: a lock that ends with its process, however that ends.
public enum ServiceLock {
  /// How often a service that starts looks again before it gives up: who asks for the status has the lock a moment.
  private static let tries = 20
  private static let pause = 0.1

  /// - Throws: ``InputError`` where another service runs.
  static func take(_ archive: Archive) throws -> FileLock {
    for _ in 0..<tries {
      if let lock = try FileLock.tryLock(file(of: archive)) { return lock }
      Thread.sleep(forTimeInterval: pause)
    }
    throw InputError(
      "another 'holdfast serve' runs on this archive; see 'holdfast service status', and stop it first",
      code: "service.busy")
  }

  /// Whether a service runs on the archive.
  public static func isTaken(_ archive: Archive) throws -> Bool {
    guard let lock = try FileLock.tryLock(file(of: archive)) else { return true }
    lock.release()
    return false
  }

  private static func file(of archive: Archive) -> URL { archive.folder.appendingPathComponent("service.lock") }
}
