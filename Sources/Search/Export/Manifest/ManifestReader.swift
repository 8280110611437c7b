internal import Archive
internal import Foundation

/// Reads a manifest line by line, as ``ManifestWriter`` writes it.
struct ManifestReader {
  let manifest: ExportManifest
  private var lines: ManifestLines

  /// What stands before the lists is a screen or two, and a query of any length the parser takes.
  private static let longestHead = 4 << 20

  /// - Throws: ``ExportDamage`` where the file isn't such a manifest.
  init(_ file: URL) throws {
    lines = try ManifestLines(file)
    var head: [UInt8] = []
    while let line = try lines.next(), line != Array(ManifestWriter.exceptions.utf8) {
      head += line + [10]
      guard head.count <= Self.longestHead else { throw Self.damage("it doesn't begin as one") }
    }
    while let last = head.last, last == 10 || last == UInt8(ascii: ",") { head.removeLast() }
    guard let manifest = try? JSONDecoder().decode(ExportManifest.self, from: Data(head + [UInt8(ascii: "}")])),
      manifest.format == ExportManifest.name
    else { throw Self.damage("it doesn't begin as one") }
    guard manifest.version == ExportManifest.version else {
      throw InputError(
        "the export is of version \(manifest.version); this program reads \(ExportManifest.version)",
        code: "export.version")
    }
    self.manifest = manifest
  }

  mutating func exceptions(_ visit: (ExportException) throws -> Void) throws {
    while true {
      guard let line = try lines.next() else { throw Self.damage("it ends before its end") }
      if line == Array("],".utf8) { break }
      try visit(try Self.entry(ExportException.self, line))
    }
    guard try lines.next() == Array(ManifestWriter.files.utf8) else { throw Self.damage("it has no list of files") }
  }

  mutating func nextFile() throws -> ManifestEntry? {
    guard let line = try lines.next() else { throw Self.damage("it ends before its end") }
    if line == Array("]}".utf8) {
      guard try lines.next() == nil else { throw Self.damage("something stands after its end") }
      return nil
    }
    return try Self.entry(ManifestEntry.self, line)
  }

  private static func entry<Entry: Decodable>(_ type: Entry.Type, _ line: [UInt8]) throws -> Entry {
    let json = line.last == UInt8(ascii: ",") ? line.dropLast() : line[...]
    guard let entry = try? JSONDecoder().decode(type, from: Data(json)) else {
      throw damage("a line of it can't be read: \(String(decoding: line.prefix(80), as: UTF8.self))")
    }
    return entry
  }

  static func damage(_ reason: String) -> ExportDamage {
    ExportDamage("\(ExportManifest.fileName) is not as the export wrote it: \(reason)")
  }
}

/// Lines of a manifest, however many.
private struct ManifestLines {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  /// A line names a file, or an item and why it wasn't exported.
  private static let longestLine = 1 << 20
  private static let chunk = 1 << 18

  init(_ file: URL) throws {
    guard let handle = try? FileHandle(forReadingFrom: file) else {
      throw ExportDamage("\(ExportManifest.fileName) is missing or can't be read")
    }
    self.handle = handle
  }

  mutating func next() throws -> [UInt8]? {
    while true {
      if let end = buffer[position...].firstIndex(of: 10) {
        defer { position = end + 1 }
        return Array(buffer[position..<end])
      }
      guard buffer.count - position <= Self.longestLine else { throw ManifestReader.damage("a line of it is too long") }
      buffer.removeFirst(position)
      position = 0
      guard !isAtEnd, let piece = try handle.read(upToCount: Self.chunk), !piece.isEmpty else {
        isAtEnd = true
        defer { buffer = [] }
        return buffer.isEmpty ? nil : buffer
      }
      buffer += piece
    }
  }
}
