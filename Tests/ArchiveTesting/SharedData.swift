public import Foundation

/// Real data by others, kept beside the project (`../shared/data`); tests do without it where it is absent.
public enum SharedData {
  public static let folder = TestFolders.root.appending(path: "../shared/data").standardizedFileURL

  public static let isHere = FileManager.default.fileExists(atPath: folder.path)

  /// What a test says when it skips.
  public static let absent = "skipped: ../shared/data is not on this machine"

  public static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  public static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  /// The lines of a text, those that aren't UTF-8 repaired, empty ones left out.
  public static func lines(_ path: String) throws -> [String] {
    try bytes(path).split(separator: 10).map { line in
      String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
    }
  }

  /// Paths of the files under a folder, sorted, relative to the shared folder.
  public static func files(under path: String) throws -> [String] {
    let found = try FileManager.default.subpathsOfDirectory(atPath: folder.appending(path: path).path)
    return found.sorted().map { path + "/" + $0 }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }
}
