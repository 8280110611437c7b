internal import Glibc

/// Mends what Java programs write for characters beyond the first 65,536, and for those XML can't hold.
///
/// They write an emoji as the two halves of its UTF-16 form, `&#55357;&#56832;`, which is no XML, and control characters
/// as `&#11;`, which is none either. A whole backup would be unreadable for one of these.
enum CharacterReferences {
  /// The longest reference there is reason to write, with its marks: `&#1114111;`.
  private static let longest = 12
  /// U+FFFD, where a half lacks the other or a character can't be.
  private static let replacement = Array("&#65533;".utf8)

  /// The bytes with such references mended, or nil where there are none.
  static func mended(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    // Most tags have no reference at all, which is told fastest by their mark.
    guard let base = bytes.baseAddress, memchr(base, Int32(UInt8(ascii: "&")), bytes.count) != nil else { return nil }
    var mended: [UInt8]?
    var copied = 0
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "&"), let first = reference(bytes, at: index), !isLegal(first.value) else {
        index += 1
        continue
      }
      var end = first.end
      var text = replacement
      if (0xD800...0xDBFF).contains(first.value), let second = reference(bytes, at: end),
        (0xDC00...0xDFFF).contains(second.value)
      {
        end = second.end
        text = Array("&#\(0x10000 + (first.value - 0xD800) << 10 + (second.value - 0xDC00));".utf8)
      }
      var so = mended ?? []
      so += bytes[copied..<index]
      so += text
      mended = so
      copied = end
      index = end
    }
    guard var mended else { return nil }
    mended += bytes[copied...]
    return mended
  }

  /// XML 1.0, 2.2.
  private static func isLegal(_ value: UInt32) -> Bool {
    switch value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// The reference that begins there, and where it ends.
  private static func reference(_ bytes: UnsafeRawBufferPointer, at start: Int) -> (value: UInt32, end: Int)? {
    var index = start + 2
    guard index < bytes.count, bytes[start] == UInt8(ascii: "&"), bytes[start + 1] == UInt8(ascii: "#") else {
      return nil
    }
    var radix: UInt32 = 10
    if bytes[index] == UInt8(ascii: "x") || bytes[index] == UInt8(ascii: "X") {
      radix = 16
      index += 1
    }
    var value: UInt32 = 0
    let first = index
    while index < bytes.count, index - start < longest {
      let byte = bytes[index]
      if byte == UInt8(ascii: ";") { return index > first ? (value, index + 1) : nil }
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, UInt32(digit) < radix else { return nil }
      value = value * radix + UInt32(digit)
      // Past the last character, and far from overflowing.
      guard value <= 0x10_FFFF else { return nil }
      index += 1
    }
    return nil
  }
}
