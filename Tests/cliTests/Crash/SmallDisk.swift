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
    let descriptor = open(ballast.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(descriptor) }
    var left = max(0, free - rest)
    while left > 0 {
      let piece = Data(repeating: 1, count: min(left, 1 << 20))
      let written = piece.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      // The last pages may be taken by the file system's own notes.
      guard written > 0 else { return }
      left -= written
    }
  }

  /// Gives the space back: cut to nothing first, since a process that another test started may hold the file open.
  func empty() throws {
    guard truncate(ballast.path, 0) == 0 else { return }
    try FileManager.default.removeItem(at: ballast)
  }
}
