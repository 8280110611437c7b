internal import Archive

// The addresses we make for people who have only a number.

extension EmailAddress {
  /// The local part that stands for a number or sender.
  ///
  /// As it is where it holds only letters, digits, `+`, `-` and `_` (`+447700900123`, `HSBC`), else with `=XX` for
  /// each other byte, else (too long) its digest.
  static func localPart(forNumber number: String) -> String {
    if number.utf8.count <= longestLocalPart, number.utf8.allSatisfy(isPlainInLocalPart) { return number }
    var text: [UInt8] = []
    for byte in number.utf8 {
      if isPlainInLocalPart(byte) {
        text.append(byte)
      } else {
        text.append(UInt8(ascii: "="))
        ASCII.appendHex(byte, uppercase: true, to: &text)
      }
    }
    if text.count > longestLocalPart {
      text = Array("sha256=".utf8)
      Digest(of: Array(number.utf8)).withUnsafeBytes { digest in
        for byte in digest.prefix(20) { ASCII.appendHex(byte, uppercase: false, to: &text) }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func isPlainInLocalPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
