internal import Archive
internal import Foundation
internal import GRDB

/// An archive's messages as files, one each, which is what programs for e-mail index.
enum Maildir {
  /// Larger folders are slow to make and to list on most file systems.
  private static let filesInFolder = 10_000

  /// Writes them all; returns how many.
  ///
  /// A message is written once, however many mailboxes have a copy of it, and recordings as they are encoded in it.
  static func write(_ archive: Archive, to folder: URL) throws -> Int {
    try archive.read { db in
      let codec = try MessageCodec()
      let messages = try Message.fetchCursor(db, sql: "SELECT * FROM message ORDER BY id")
      var count = 0
      var current = ""
      while let message = try messages.next() {
        if count.isMultiple(of: filesInFolder) { current = try makeFolder(count / filesInFolder + 1, in: folder) }
        var bytes: [UInt8] = []
        try message.unpack(codec).email.write(content: { try archive.content.pieces(of: $0, db) }) { bytes += $0 }
        // The name of a message that was read (maildir, "the info part").
        try write(bytes, to: "\(current)/\(message.id):2,S")
        count += 1
      }
      return count
    }
  }

  /// `0001`, with the three folders that make it a maildir.
  private static func makeFolder(_ number: Int, in parent: URL) throws -> String {
    let folder = parent.appendingPathComponent(String(format: "%04d", number))
    for part in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(part), withIntermediateDirectories: true)
    }
    return folder.appendingPathComponent("cur").path
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wx") else { throw BenchmarkError("\(path) can't be made: \(errno)") }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw BenchmarkError("\(path) can't be written") }
  }
}
