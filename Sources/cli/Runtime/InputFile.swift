internal import Archive
internal import Foundation

/// Files a person names, read whole up to a limit.
enum InputFile {
  /// A directory or mapping of a million people takes a tenth of it.
  static let largestTable = 256 << 20

  static func read(_ path: String, limit: Int) throws -> [UInt8] {
    let url = URL(fileURLWithPath: path)
    guard let handle = try? FileHandle(forReadingFrom: url) else {
      throw InputError("could not read \(path): check the path and its permissions", code: "file.unreadable")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: limit + 1) else { return [] }
    guard data.count <= limit else {
      throw InputError("\(path) is larger than \(limit) bytes: is it the right file?", code: "file.too-large")
    }
    return Array(data)
  }
}
