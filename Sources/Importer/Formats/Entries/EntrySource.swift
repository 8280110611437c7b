internal import Archive

/// Many files that belong together: a folder, or what is in a ZIP file.
protocol EntrySource: AnyObject {
  /// All of them, by name.
  var entries: [Entry] { get }

  /// An entry's bytes; those of an earlier one may not be asked for meanwhile.
  func pieces(of entry: Entry) throws -> ContentPieces
}

/// One file among others.
struct Entry: Sendable, Hashable {
  /// With the folders it lies in, `/` between them; never absolute, and never out of where it lies.
  let name: String
  let bytes: Int64
  /// Its place in the ZIP file.
  var index: Int64 = 0

  /// The name without folders.
  var lastName: Substring { name.split(separator: "/").last ?? "" }
}

/// What bounds a collection of files made by a stranger.
enum EntryLimits {
  /// The files in one export: ten times the pages and pictures of somebody's decade.
  static let mostEntries = 200_000
  /// File systems stop at 4,096.
  static let longestName = 4_096
  /// Folders in each other.
  static let deepest = 16
  /// A ZIP file may unpack to this in any case: silence in a recording packs to a thousandth.
  static let freeBytes: Int64 = 1 << 30
  /// Beyond it, times its own size: pages pack to a tenth, and a bomb, which would keep the import busy for days and fill
  /// the disk, to a millionth.
  static let mostRatio: Int64 = 200

  /// Whether a name stays where it is: relative, without `..`, and with nothing in it that a terminal obeys.
  static func isSafe(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= longestName, !name.contains("\\") else { return false }
    guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0 != "." && $0 != ".."
    }
  }
}

extension ForeignFile {
  /// The files in a folder or a ZIP file.
  func entries() throws -> any EntrySource {
    isFolder ? try FolderEntries(path) : try ZIPEntries(self)
  }

  /// Whether it begins as a ZIP file does.
  func isZIP() throws -> Bool { try beginning().starts(with: [0x50, 0x4B, 0x03, 0x04]) }
}
