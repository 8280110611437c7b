internal import Archive
internal import Foundation

/// Writes `manifest.json`: one JSON document, in which exceptions and files stand one a line, in order.
///
/// So it is read by any JSON reader, and by ours line by line, whatever its length.
enum ManifestWriter {
  static let exceptions = #""exceptions":["#
  static let files = #""files":["#

  static func write(_ manifest: ExportManifest, _ journal: ExportJournal, to file: NewFile) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    var head = Array(try encoder.encode(manifest))
    // Up to the document's closing brace and the line end before it.
    head.removeLast(2)
    try file.write(head)
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try file.write(",\n\(exceptions)\n")
    var lines = Lines(file: file)
    try journal.eachException { try lines.write(try encoder.encode($0)) }
    try lines.end()
    try file.write("],\n\(files)\n")
    lines = Lines(file: file)
    try journal.eachFile {
      try lines.write(try encoder.encode(ManifestEntry(path: $0.path, size: $0.size, sha256: $0.digest)))
    }
    try lines.end()
    try file.write("]}\n")
  }

  private struct Lines {
    let file: NewFile
    private var isFirst = true

    init(file: NewFile) { self.file = file }

    mutating func write(_ line: Data) throws {
      if !isFirst { try file.write(",\n") }
      isFirst = false
      try file.write(Array(line))
    }

    func end() throws { if !isFirst { try file.write("\n") } }
  }
}
