internal import Archive

/// Undoes a part's Content-Transfer-Encoding (RFC 2045, 6) piece by piece, in memory that does not grow.
///
/// Nothing is an error: what can't be decoded is passed over (base64) or passed on as it is (quoted-printable), as
/// readers of mail do.
enum TransferDecoder {
  case identity
  case base64(Base64Decoder)
  case quotedPrintable(QuotedPrintableDecoder)
  case uuencode(UUDecoder)

  /// `name`: the field's value, as senders write it: with comments, a semicolon, in any case.
  init(named name: String) {
    let word = name.lowercased().prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
    switch word {
    case "base64", "b", "base-64": self = .base64(Base64Decoder())
    case "quoted-printable", "q", "quotedprintable", "qp": self = .quotedPrintable(QuotedPrintableDecoder())
    case "x-uuencode", "x-uue", "uuencode", "uue", "x-uu": self = .uuencode(UUDecoder())
    default: self = .identity
    }
  }

  var isIdentity: Bool { if case .identity = self { true } else { false } }

  mutating func decode(_ piece: ArraySlice<UInt8>, to output: inout [UInt8]) {
    switch self {
    case .identity: output += piece
    case .base64(var decoder):
      decoder.decode(piece, to: &output)
      self = .base64(decoder)
    case .quotedPrintable(var decoder):
      decoder.decode(piece, to: &output)
      self = .quotedPrintable(decoder)
    case .uuencode(var decoder):
      self = .identity
      decoder.decode(piece, to: &output)
      self = .uuencode(decoder)
    }
  }

  /// What is left at the end.
  mutating func finish(to output: inout [UInt8]) {
    if case .quotedPrintable(var decoder) = self { decoder.finish(to: &output) }
  }
}

/// Base64 (RFC 2045, 6.8), whatever stands between its letters.
struct Base64Decoder {
  private var bits: UInt32 = 0
  private var count = 0

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (index, letter) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
      values[Int(letter)] = UInt8(index)
    }
    return values
  }()

  static func isLetter(_ byte: UInt8) -> Bool { values[Int(byte)] != 255 }

  mutating func decode(_ piece: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var (bits, count) = (bits, count)
    piece.withUnsafeBufferPointer { piece in
      Self.values.withUnsafeBufferPointer { values in
        for byte in piece {
          let value = values[Int(byte)]
          guard value != 255 else {
            // Padding ends a group; some senders join several encoded pieces.
            if byte == UInt8(ascii: "=") { (bits, count) = (0, 0) }
            continue
          }
          bits = bits << 6 | UInt32(value)
          count += 1
          // As bytes become whole they go out: a text that was cut off keeps all it has.
          if count == 2 {
            output.append(UInt8(truncatingIfNeeded: bits >> 4))
          } else if count == 3 {
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
          } else if count == 4 {
            output.append(UInt8(truncatingIfNeeded: bits))
            (bits, count) = (0, 0)
          }
        }
      }
    }
    (self.bits, self.count) = (bits, count)
  }
}

/// Quoted-printable (RFC 2045, 6.7).
struct QuotedPrintableDecoder {
  /// An `=` and what has come after it.
  private var escape: [UInt8] = []
  /// Blanks that go if the line ends here: the transport put them there.
  private var blanks: [UInt8] = []
  private var afterReturn = false

  /// Blanks held back at most: lines have 76 characters, and a line of blanks alone must not fill memory.
  private static let mostBlanks = 1_000

  mutating func decode(_ piece: ArraySlice<UInt8>, to output: inout [UInt8]) {
    for byte in piece { decode(byte, to: &output) }
  }

  private mutating func decode(_ byte: UInt8, to output: inout [UInt8]) {
    if !escape.isEmpty { return continueEscape(byte, to: &output) }
    switch byte {
    case UInt8(ascii: "="):
      flushBlanks(to: &output)
      escape = [byte]
    case 32, 9:
      blanks.append(byte)
      if blanks.count > Self.mostBlanks { flushBlanks(to: &output) }
    case 10, 13:
      blanks.removeAll(keepingCapacity: true)
      output.append(byte)
    default:
      flushBlanks(to: &output)
      output.append(byte)
    }
  }

  private mutating func continueEscape(_ byte: UInt8, to output: inout [UInt8]) {
    if escape.count == 1 {
      switch byte {
      // A soft line break; blanks may have been put before its end.
      case 10: escape.removeAll(keepingCapacity: true)
      case 13, 32, 9: escape = [UInt8(ascii: "="), byte]
      default:
        if Hex.value(byte) != nil {
          escape.append(byte)
        } else {
          abandonEscape(byte, to: &output)
        }
      }
    } else if escape[1] == 13 || escape[1] == 32 || escape[1] == 9 {
      switch byte {
      case 10: escape.removeAll(keepingCapacity: true)
      case _ where [32, 9, 13].contains(byte) && escape.count < Self.mostBlanks: escape.append(byte)
      default: abandonEscape(byte, to: &output)
      }
    } else if let high = Hex.value(escape[1]), let low = Hex.value(byte) {
      output.append(high << 4 | low)
      escape.removeAll(keepingCapacity: true)
    } else {
      abandonEscape(byte, to: &output)
    }
  }

  private mutating func abandonEscape(_ byte: UInt8, to output: inout [UInt8]) {
    output += escape
    escape.removeAll(keepingCapacity: true)
    decode(byte, to: &output)
  }

  private mutating func flushBlanks(to output: inout [UInt8]) {
    guard !blanks.isEmpty else { return }
    output += blanks
    blanks.removeAll(keepingCapacity: true)
  }

  mutating func finish(to output: inout [UInt8]) {
    flushBlanks(to: &output)
    if escape.count > 1, escape[1] > 32 { output += escape }
    escape.removeAll()
  }
}

/// What `uuencode` makes (POSIX), from its `begin` line to `end`.
struct UUDecoder {
  private var line: [UInt8] = []
  private var isOpen = false

  /// A line has at most 61 characters; what is longer is none.
  private static let longestLine = 200

  mutating func decode(_ piece: ArraySlice<UInt8>, to output: inout [UInt8]) {
    for byte in piece {
      if byte == 10 {
        take(&output)
        line.removeAll(keepingCapacity: true)
      } else if byte != 13, line.count < Self.longestLine {
        line.append(byte)
      }
    }
  }

  private mutating func take(_ output: inout [UInt8]) {
    guard isOpen else {
      isOpen = line.starts(with: "begin ".utf8)
      return
    }
    if line.elementsEqual("end".utf8) {
      isOpen = false
      return
    }
    guard let first = line.first, first > 32 else { return }
    var left = Int((first &- 32) & 63)
    var index = 1
    while left > 0, index + 1 < line.count {
      func value(_ offset: Int) -> UInt8 { index + offset < line.count ? (line[index + offset] &- 32) & 63 : 0 }
      let group = [value(0) << 2 | value(1) >> 4, value(1) << 4 | value(2) >> 2, value(2) << 6 | value(3)]
      output += group.prefix(left)
      left -= min(left, 3)
      index += 4
    }
  }
}
