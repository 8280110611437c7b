/// Makes an e-mail part of a mailbox file, piece by piece: LF for CRLF, and one `>` more before each line that begins with
/// any number of them and `From ` (mboxrd, which alone can be undone).
struct MboxQuoting {
  private static let from = Array("From ".utf8)
  /// How much of `From ` this line has shown, after any number of `>`; nil once it can't become one.
  private var matched: Int? = 0
  private var sawReturn = false
  private var isAtLineStart = true

  mutating func quote(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 8)
    for byte in bytes {
      if sawReturn {
        sawReturn = false
        // A lone CR is a character of its own; our e-mails have none.
        if byte != 10 { take(13, &out) }
      }
      if byte == 13 { sawReturn = true } else { take(byte, &out) }
    }
    return out
  }

  /// What ends the message: a line end if it has none, and an empty line.
  mutating func finish() -> [UInt8] {
    var out: [UInt8] = []
    if sawReturn { take(13, &out) }
    if let matched { out += Self.from[..<matched] }
    out += isAtLineStart ? [10] : [10, 10]
    self = MboxQuoting()
    return out
  }

  private mutating func take(_ byte: UInt8, _ out: inout [UInt8]) {
    isAtLineStart = byte == 10
    guard let count = matched else {
      out.append(byte)
      if byte == 10 { matched = 0 }
      return
    }
    if byte == Self.from[count] {
      matched = count + 1
      guard count + 1 == Self.from.count else { return }
      // One more before `From` is one more at the line's beginning.
      out.append(UInt8(ascii: ">"))
      out += Self.from
      matched = nil
      return
    }
    out += Self.from[..<count]
    out.append(byte)
    matched = byte == 10 || (count == 0 && byte == UInt8(ascii: ">")) ? 0 : nil
  }
}
