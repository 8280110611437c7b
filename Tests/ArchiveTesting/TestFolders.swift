public import Foundation

/// Folders that tests work in and read from.
public enum TestFolders {
  /// The package's root.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The shared real data beside the package, or nil where this machine hasn't got it.
  public static let sharedData: URL? = {
    let data = root.deletingLastPathComponent().appendingPathComponent("shared/data", isDirectory: true)
    return FileManager.default.fileExists(atPath: data.path) ? data : nil
  }()

  /// What a test says when it skips for want of the shared data.
  public static let noSharedData = "skipped: ../shared/data is not on this machine"

  /// Runs something with a new empty folder, and removes it afterwards.
  public static func withTemporary<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = try make()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  public static func withTemporary<R>(_ body: (URL) async throws -> R) async throws -> R {
    let folder = try make()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }

  private static func make() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("holdfast-test-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
