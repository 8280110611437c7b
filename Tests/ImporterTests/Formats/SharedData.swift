internal import Foundation

/// Real data by others, kept beside the project (`../shared/data`); tests do without it where it is absent.
enum SharedData {
  static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "../shared/data").standardizedFileURL

  static let isHere = FileManager.default.fileExists(atPath: folder.path)

  static let absent = "the shared data isn't beside the project"

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// The lines of a text, those that aren't UTF-8 repaired.
  static func lines(_ path: String) throws -> [String] {
    try bytes(path).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Paths under a folder, sorted, relative to the shared folder.
  static func files(under path: String) throws -> [String] {
    let found = try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: path).path)
    return found.sorted().map { path + "/" + $0 }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}
