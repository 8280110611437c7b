internal import Archive
internal import Glibc

/// Cuts a text into pieces that each end with `>`, so that what the parser finds in a piece ends where the piece does:
/// that tells which bytes an element was made of.
///
/// A `>` may stand in an attribute or in text too; then its piece ends nothing, and the next goes on.
struct MarkupPieces {
  private let next: ContentPieces
  private var buffer: [UInt8] = []
  private var start = 0
  private var ended = false
  /// How far the buffer is known to hold no `>`.
  private var searched = 0

  init(_ next: @escaping ContentPieces) { self.next = next }

  /// The next piece; nil at the end.
  ///
  /// The last may end without `>`.
  ///
  /// - Throws: ``FormatDamage`` where a piece is longer than any record may be.
  mutating func piece() throws -> ArraySlice<UInt8>? {
    while true {
      if let end = markEnd() {
        defer { (start, searched) = (end, end) }
        return buffer[start..<end]
      }
      searched = buffer.count
      guard buffer.count - start <= ForeignRecord.longest else {
        throw FormatDamage("one of its tags has more than \(ForeignRecord.longest) bytes, which is more than is read")
      }
      guard !ended, let more = try next() else {
        ended = true
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return buffer[start...]
      }
      searched -= start
      buffer.removeFirst(start)
      start = 0
      buffer += more
    }
  }

  private func markEnd() -> Int? {
    buffer.withUnsafeBytes { raw in
      guard searched < raw.count, let base = raw.baseAddress,
        let found = memchr(base + searched, Int32(UInt8(ascii: ">")), raw.count - searched)
      else { return nil }
      return UnsafeRawPointer(found) - base + 1
    }
  }
}
