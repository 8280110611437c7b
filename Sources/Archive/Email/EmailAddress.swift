/// Which addresses a header can carry.
package enum EmailAddress {
  /// The part before `@` (RFC 5321, 4.5.3.1).
  package static let longestLocalPart = 64
  /// The part after `@` (RFC 5321, 4.5.3.1).
  static let longestDomain = 255

  /// Whether an address can stand in a header as it is (RFC 5322, 3.4.1): dot-atoms in ASCII on both sides.
  ///
  /// Quoted local parts and addresses beyond ASCII (RFC 6532) are real but can't be carried by every
  /// reader; nor can anything that looks like an encoded word.
  package static func isWritable(_ address: String) -> Bool {
    var copy = address
    return copy.withUTF8 { bytes in
      guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
      return at <= longestLocalPart && bytes.count - at - 1 <= longestDomain
        && isDotAtom(bytes[..<at]) && isDotAtom(bytes[(at + 1)...])
    }
  }

  /// Whether this is somebody's address, writable or not: something on both sides of one `@`, no blanks.
  package static func isPlausible(_ address: String) -> Bool {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !address.unicodeScalars.contains {
        $0.properties.isWhitespace || "<>,;\"()".unicodeScalars.contains($0)
      }
  }

  static func isDotAtom(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var previous = UInt8(ascii: ".")
    for byte in bytes {
      if byte == UInt8(ascii: ".") {
        if previous == byte { return false }
      } else if !isAtomText(byte) || (byte == UInt8(ascii: "?") && previous == UInt8(ascii: "=")) {
        return false
      }
      previous = byte
    }
    return previous != UInt8(ascii: ".")
  }

  /// Whether a byte is `atext` (RFC 5322, 3.2.3).
  static func isAtomText(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"),
      UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="),
      UInt8(ascii: "?"), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "{")...UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
