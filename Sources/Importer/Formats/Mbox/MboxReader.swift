internal import Archive
internal import Foundation
internal import Glibc

/// Cuts an mbox file into its messages, one after the other, in memory that does not grow with the file.
final class MboxReader: ForeignReader {
  private let records: MailRecords
  private let pieces: ContentPieces
  private var buffer: [UInt8] = []
  private var position = 0
  private var ended = false
  private var ordinal: Int64 = 0
  /// The separator that was read last: that of the message to come.
  private var separator: [UInt8]?
  private var strayBytes = 0

  /// Bytes of a line that is looked at; the rest of a longer one is no line's beginning.
  private static let longestLine = 64 << 10

  init(_ pieces: @escaping ContentPieces, _ context: ReadingContext) {
    self.pieces = pieces
    records = MailRecords(context: context)
  }

  var notices: [String] {
    strayBytes == 0
      ? [] : ["\(strayBytes) bytes before the first line 'From ...' belong to no message and were passed over"]
  }

  func next() throws -> ForeignRecord? {
    if separator == nil { try skipToFirst() }
    guard let from = separator else { return nil }
    ordinal += 1
    separator = nil
    return try message(behind: from)
  }

  private func skipToFirst() throws {
    while let line = try line() {
      if MboxSeparator.isOne(line.text) {
        separator = Array(line.text)
        return
      }
      // What is no mbox file at all is said to be none, rather than an empty one.
      if line.bytes.contains(where: { $0 > 32 }) { strayBytes += line.bytes.count }
      guard strayBytes <= Self.longestLine else {
        throw FormatDamage("it is no mbox file: no line 'From ...' begins a message in its first \(strayBytes) bytes")
      }
    }
    guard strayBytes == 0 else { throw FormatDamage("it is no mbox file: it has no line 'From ...'") }
  }

  /// A line with its end, or a piece of a longer one.
  private struct Line {
    var bytes: ArraySlice<UInt8>
    var isBeginning: Bool
    /// Without its end.
    var text: ArraySlice<UInt8> {
      guard bytes.last == 10 else { return bytes }
      let line = bytes.dropLast()
      return line.last == 13 ? line.dropLast() : line
    }
  }

  private func message(behind from: [UInt8]) throws -> ForeignRecord {
    var spool = MessageSpool(records.context.content)
    /// The bytes of the empty line before the line at hand: the file's where that is a separator.
    var blank = 0
    var isHeader = true
    var length: Int?
    var isExact = false
    while let line = try line() {
      if line.isBeginning, MboxSeparator.isOne(line.text) {
        separator = Array(line.text)
        break
      }
      try spool.write(line.bytes)
      let isBlank = line.isBeginning && line.text.isEmpty
      blank = isBlank && !isHeader ? line.bytes.count : 0
      guard isHeader else { continue }
      if let announced = Self.contentLength(line.text) { length = announced }
      guard isBlank else { continue }
      isHeader = false
      if let length, try leadsToSeparator(length) {
        // All of it is the message's own, whatever it looks like.
        isExact = true
        try spool.write(buffer[position..<position + length])
        position += length
        while let next = try self.line() {
          guard !next.text.isEmpty else { continue }
          separator = Array(next.text)
          break
        }
        break
      }
    }
    if !isExact { spool.dropLast(blank) }
    let note = Self.note(from: from, isQuoted: !isExact)
    var record = try spool.record(ordinal) { try Self.record($0, note: note, ordinal: ordinal, records) }
    record.note = note
    return record
  }

  /// Whether a separator, or the end of the file, comes right behind so many bytes, perhaps behind empty lines.
  ///
  /// A number that leads elsewhere is one that some program forgot to change.
  private func leadsToSeparator(_ length: Int) throws -> Bool {
    while buffer.count - position < length + Self.longestLine, try fill() {}
    guard buffer.count - position >= length else { return false }
    let rest = buffer[(position + length)...].prefix(Self.longestLine).drop { $0 == 10 || $0 == 13 }
    // The content ends in a line end, or one follows it.
    let endsLine = length == 0 || buffer[position + length - 1] == 10
    guard endsLine || rest.startIndex > position + length || rest.isEmpty else { return false }
    return rest.isEmpty ? ended : MboxSeparator.isOne(rest.prefix { $0 != 10 && $0 != 13 })
  }

  /// The number in a field `Content-Length`; none that no record may have.
  private static func contentLength(_ line: ArraySlice<UInt8>) -> Int? {
    let name = "content-length:".utf8
    guard line.count > name.count, line.prefix(name.count).map({ $0 | 0x20 }).elementsEqual(name.map { $0 | 0x20 })
    else { return nil }
    let digits = line.dropFirst(name.count).filter { $0 > 32 }
    guard (1...9).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self)), number >= 0,
      number <= ForeignRecord.longest
    else { return nil }
    return number
  }

  // A message's note: whether its lines are quoted, and the line that began it.

  private static func note(from: [UInt8], isQuoted: Bool) -> [UInt8] { [isQuoted ? 1 : 0] + from }

  static func record(_ bytes: [UInt8], note: [UInt8], ordinal: Int64, _ records: MailRecords) throws -> ForeignRecord {
    let email = note.first == 1 ? unquoted(bytes) : nil
    var record = try records.record(
      MailRecords.Source(
        ordinal: ordinal, original: bytes, email: email, date: MboxSeparator.date(Array(note.dropFirst()))))
    record.note = note
    return record
  }

  /// The bytes with one `>` less before each `>From ` at a line's beginning; nil where there is none.
  static func unquoted(_ bytes: [UInt8]) -> [UInt8]? {
    var out: [UInt8] = []
    var copied = 0
    var lineStart = 0
    while lineStart < bytes.count {
      var index = lineStart
      while index < bytes.count, bytes[index] == UInt8(ascii: ">") { index += 1 }
      if index > lineStart, bytes[index...].starts(with: "From ".utf8) {
        out += bytes[copied..<lineStart]
        copied = lineStart + 1
      }
      guard let newline = Self.newline(in: bytes, from: index) else { break }
      lineStart = newline + 1
    }
    guard copied > 0 else { return nil }
    return out + bytes[copied...]
  }

  private static func newline(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { raw in
      guard start < raw.count, let base = raw.baseAddress, let found = memchr(base + start, 10, raw.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private var isMidLine = false

  private func line() throws -> Line? {
    while true {
      if let newline = Self.newline(in: buffer, from: position) {
        defer {
          position = newline + 1
          isMidLine = false
        }
        return Line(bytes: buffer[position...newline], isBeginning: !isMidLine)
      }
      if buffer.count - position >= Self.longestLine || ended {
        guard position < buffer.count else { return nil }
        defer {
          position = buffer.count
          isMidLine = true
        }
        return Line(bytes: buffer[position...], isBeginning: !isMidLine)
      }
      _ = try fill()
    }
  }

  /// Adds the next piece, dropping what was consumed.
  private func fill() throws -> Bool {
    guard !ended, let piece = try pieces() else {
      ended = true
      return false
    }
    buffer.removeFirst(position)
    position = 0
    buffer += piece
    return true
  }
}
