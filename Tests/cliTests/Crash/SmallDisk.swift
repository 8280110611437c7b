import Archive
import ArchiveTesting
import Foundation

/// A file system of a given size, in memory, which a test fills up.
struct SmallDisk {
  let folder: URL

  static let isPossible: Bool = {
    guard getuid() == 0 else { return false }
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-disk-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: place) }
    guard let disk = try? SmallDisk(place, kilobytes: 100) else { return false }
    disk.unmount()
    return true
  }()

  init(_ folder: URL, kilobytes: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=700", "tmpfs", folder.path)
  }

  func grow(kilobytes: Int) throws { try Self.run("mount", "-o", "remount,size=\(kilobytes)k", folder.path) }

  /// Lazily: a connection that is still open must not keep it mounted.
  func unmount() { try? Self.run("umount", "-l", folder.path) }

  /// Runs something with a disk that is unmounted afterwards.
  static func with<R>(megabytes: Int, _ body: (SmallDisk) async throws -> R) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let disk = try SmallDisk(folder.appendingPathComponent("disk"), kilobytes: megabytes << 10)
      defer { disk.unmount() }
      return try await body(disk)
    }
  }

  private static func run(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
  }

  // MARK: - Filling

  private var ballast: URL { folder.appendingPathComponent("ballast") }

  /// Bytes that are free.
  var free: Int { FileSystem.room(in: folder).map { Int($0.free) } ?? 0 }

  /// Fills the disk but for so many bytes.
  func fill(leaving rest: Int) throws {
    try empty()
    var left = max(0, free - rest)
    _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
    let handle = try FileHandle(forWritingTo: ballast)
    defer { try? handle.close() }
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
