internal import Archive
internal import Foundation
internal import Glibc

/// Splits a JSON Lines file into its lines, however long, in bounded memory.
final class RecordReader {
  /// One line of the file.
  enum Record {
    case line(number: Int64, bytes: [UInt8])
    /// Longer than any item's text can be: its bytes lie in a temporary file of the content store.
    case oversized(number: Int64, bytes: Int64, digest: Digest, file: URL)
  }

  /// A line holds an item's text and never its attachments; a text of this size is no text, and JSON's decoder would
  /// need several times as much memory.
  static let longestLine = 16 << 20

  private let next: ContentPieces
  private let content: ContentStore
  private var buffer: [UInt8] = []
  private var start = 0
  private var ended = false
  private var number: Int64 = 0

  init(_ pieces: @escaping ContentPieces, content: ContentStore) {
    (next, self.content) = (pieces, content)
  }

  /// The next line that isn't blank, or nil at the end.
  func record() throws -> Record? {
    while true {
      guard let record = try anyRecord() else { return nil }
      if case .line(_, let bytes) = record, bytes.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { continue }
      return record
    }
  }

  private func anyRecord() throws -> Record? {
    var searched = start
    while true {
      if let end = newline(from: searched) {
        number += 1
        defer { start = end + 1 }
        return .line(number: number, bytes: Array(buffer[start..<end]))
      }
      searched = buffer.count
      if buffer.count - start > Self.longestLine { return try oversized() }
      let consumed = start
      guard try fill() else {
        guard buffer.count > start else { return nil }
        number += 1
        defer { start = buffer.count }
        return .line(number: number, bytes: Array(buffer[start...]))
      }
      searched -= consumed
    }
  }

  private func newline(from position: Int) -> Int? {
    buffer.withUnsafeBytes { raw in
      guard position < raw.count, let base = raw.baseAddress,
        let found = memchr(base + position, 10, raw.count - position)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Adds the next piece, dropping what was consumed.
  private func fill() throws -> Bool {
    guard !ended, let piece = try next() else {
      ended = true
      if start > 0 {
        buffer.removeFirst(start)
        start = 0
      }
      return false
    }
    buffer.removeFirst(start)
    start = 0
    buffer += piece
    return true
  }

  private func oversized() throws -> Record {
    number += 1
    let file = try content.temporaryFile()
    guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw StorageError("could not create \(file.path)") }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    var digest = RunningDigest()
    func put(_ bytes: ArraySlice<UInt8>) throws {
      digest.update(bytes)
      try handle.write(contentsOf: Data(bytes))
    }
    while true {
      if let end = newline(from: start) {
        try put(buffer[start..<end])
        start = end + 1
        break
      }
      try put(buffer[start...])
      start = buffer.count
      if !(try fill()) { break }
    }
    return .oversized(number: number, bytes: digest.count, digest: digest.finish(), file: file)
  }
}
