import Archive
import ArchiveTesting
import Foundation

/// A small file system of its own, which a test fills up.
///
/// A tmpfs, which root alone may mount: where the test doesn't run as root it says so and is skipped.
struct SmallDisk {
  let folder: URL
  /// Bytes.
  let size: Int

  static let mayMount = geteuid() == 0 && run("/bin/sh", ["-c", "command -v mount umount"])
  static let why: String = "filling a disk takes a file system of one's own, which root alone may mount"

  struct NotMounted: Error {}

  static func with<R>(megabytes: Int, _ body: (SmallDisk) async throws -> R) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let place = folder.appendingPathComponent("disk")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      guard run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=700", "tmpfs", place.path]) else {
        throw NotMounted()
      }
      // Lazily: a process that still holds a file must not keep it mounted.
      defer { _ = run("/bin/umount", ["-l", place.path]) }
      return try await body(SmallDisk(folder: place, size: megabytes << 20))
    }
  }

  private static func run(_ program: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private var ballast: URL { folder.appendingPathComponent("ballast") }

  /// Bytes that are free.
  var free: Int { FileSystem.room(in: folder).map { Int($0.free) } ?? 0 }

  /// Fills the disk but for so many bytes.
  func fill(leaving rest: Int) throws {
    try empty()
    let bytes = max(0, free - rest)
    FileManager.default.createFile(atPath: ballast.path, contents: nil)
    let handle = try FileHandle(forWritingTo: ballast)
    defer { try? handle.close() }
    var left = bytes
    while left > 0 {
      let piece = min(left, 1 << 20)
      // The last pages may be taken by the file system's own notes.
      guard (try? handle.write(contentsOf: Data(repeating: 1, count: piece))) != nil else { return }
      left -= piece
    }
  }

  /// Gives the space back.
  func empty() throws {
    if FileManager.default.fileExists(atPath: ballast.path) { try FileManager.default.removeItem(at: ballast) }
  }
}
