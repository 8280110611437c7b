internal import Archive

/// Cuts a CSV file of any size into the bytes of its records, each of which ``CSVReader`` then reads.
///
/// A record ends with its line, unless a quote is open: quotes come in pairs, also those doubled inside a field.
struct CSVRecords {
  /// A call's record has some hundred bytes.
  ///
  /// A quote that is never closed makes one of the whole file: past this the
  /// first line is taken for a record of its own, and reading goes on behind it.
  static let longestRecord = 64 << 10

  private let next: ContentPieces
  private var buffer: [UInt8] = []
  private var start = 0
  private var ended = false
  private var isFirst = true

  init(_ next: @escaping ContentPieces) { self.next = next }

  /// The next record without its line end; nil at the end.
  ///
  /// Empty lines are passed over.
  mutating func record() throws -> [UInt8]? {
    while let record = try anyRecord() {
      if !record.allSatisfy({ $0 == 32 || $0 == 13 }) { return record }
    }
    return nil
  }

  private mutating func anyRecord() throws -> [UInt8]? {
    var index = start
    var isQuoted = false
    var firstEnd: Int?
    while true {
      while index < buffer.count {
        let byte = buffer[index]
        if byte == UInt8(ascii: "\"") {
          isQuoted.toggle()
        } else if byte == UInt8(ascii: "\n") {
          if !isQuoted { return take(upTo: index) }
          firstEnd = firstEnd ?? index
        }
        index += 1
        if index - start > Self.longestRecord {
          if let firstEnd { return take(upTo: firstEnd) }
          return take(upTo: try lineEnd(from: index))
        }
      }
      let consumed = start
      guard try fill() else {
        guard start < buffer.count else { return nil }
        // A quote that is open at the end spoils the first line and no other.
        return take(upTo: isQuoted ? firstEnd ?? buffer.count : buffer.count)
      }
      index -= consumed
      firstEnd = firstEnd.map { $0 - consumed }
    }
  }

  /// The end of a line that is longer than a record may be: its beginning is enough to show what it was.
  private mutating func lineEnd(from index: Int) throws -> Int {
    guard index - start <= ForeignRecord.longest else {
      throw FormatDamage("a line has more than \(ForeignRecord.longest) bytes; is it a CSV file?")
    }
    if let end = buffer[index...].firstIndex(of: UInt8(ascii: "\n")) { return end }
    let (before, consumed) = (buffer.count, start)
    guard try fill() else { return buffer.count }
    return try lineEnd(from: before - consumed)
  }

  private mutating func take(upTo end: Int) -> [UInt8] {
    var record = buffer[start..<min(end, buffer.count)]
    start = min(end + 1, buffer.count)
    if isFirst, record.starts(with: [0xEF, 0xBB, 0xBF]) { record = record.dropFirst(3) }
    isFirst = false
    if record.last == UInt8(ascii: "\r") { record = record.dropLast() }
    return Array(record)
  }

  /// Adds the next piece, dropping what was taken.
  private mutating func fill() throws -> Bool {
    buffer.removeFirst(start)
    start = 0
    guard !ended, let piece = try next() else {
      ended = true
      return false
    }
    buffer += piece
    return true
  }
}
