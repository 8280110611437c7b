/// A text as the body of an e-mail or of one of its parts, in the lightest encoding that brings it back
/// exactly (RFC 2045, 6).
///
/// CR LF is a line end. CR or LF alone is a character of the text and is encoded, because mail programs turn
/// either into a line end of their own.
package struct BodyText {
  package enum Encoding {
    case sevenBit, quotedPrintable, base64

    package var name: StaticString {
      switch self {
      case .sevenBit: "7bit"
      case .quotedPrintable: "quoted-printable"
      case .base64: "base64"
      }
    }
  }

  package let text: String
  package let encoding: Encoding

  package init(_ text: String) {
    self.text = text
    var copy = text
    encoding = copy.withUTF8 { Self.encoding(for: $0) }
  }

  /// Appends the encoded text, with a line end after it in base64 alone, where it means nothing.
  package func append(to output: inout [UInt8]) {
    var copy = text
    copy.withUTF8 { bytes in
      switch encoding {
      case .sevenBit:
        output.append(contentsOf: bytes)
      case .quotedPrintable:
        QuotedPrintable.append(bytes, to: &output)
      case .base64:
        Base64.appendLines(UnsafeRawBufferPointer(bytes), to: &output)
      }
    }
  }

  /// Appends the header fields that say how it is encoded, the empty line, and the encoded text.
  package func appendPart(to output: inout [UInt8]) {
    output.append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " as StaticString)
    output.append(encoding.name)
    output.append("\r\n\r\n" as StaticString)
    append(to: &output)
  }

  private static func encoding(for bytes: UnsafeBufferPointer<UInt8>) -> Encoding {
    var sevenBit = true
    var escapes = 0
    var column = 0
    var previous: UInt8 = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x20...0x7E, 0x09:
        column += 1
        // Boundaries begin with "=_" (see MultipartForm): no text of a part may show one.
        if column > HeaderWriter.mostColumns || (byte == UInt8(ascii: "_") && previous == UInt8(ascii: "=")) {
          sevenBit = false
        }
      case 0x0D where index + 1 < bytes.count && bytes[index + 1] == 0x0A:
        if isBlank(previous) { sevenBit = false }
        column = 0
        index += 1
      default:
        sevenBit = false
        escapes += 1
      }
      previous = byte
      index += 1
    }
    if sevenBit, !isBlank(previous) { return .sevenBit }
    // Two bytes more for each escape against a third more for everything.
    return escapes * 6 <= bytes.count ? .quotedPrintable : .base64
  }

  /// Blanks at a line's end are lost on the way (RFC 2045, 6.7 rule 3).
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Quoted-printable (RFC 2045, 6.7).
enum QuotedPrintable {
  private static let columns = 76

  static func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var column = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        output.appendLineEnd()
        column = 0
        index += 2
        continue
      }
      let literal = isLiteral(byte, atLineEnd: isLineEnd(index + 1, in: bytes))
      // The last column is kept for the "=" of a soft line end.
      if column + (literal ? 1 : 3) > columns - 1 {
        output.append("=\r\n" as StaticString)
        column = 0
      }
      if literal {
        output.append(byte)
        column += 1
      } else {
        output.append(UInt8(ascii: "="))
        ASCII.appendHex(byte, uppercase: true, to: &output)
        column += 3
      }
      index += 1
    }
  }

  private static func isLiteral(_ byte: UInt8, atLineEnd: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "="): false
    case 0x20, 0x09: !atLineEnd
    case 0x21...0x7E: true
    default: false
    }
  }

  private static func isLineEnd(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    index >= bytes.count || (bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A)
  }
}
