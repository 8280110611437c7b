/// The term that a whole e-mail address has in the index, beside its words.
///
/// As a phrase of its words an address costs what its commonest word costs: everyone's ends in the company's domain, so
/// that a million lists of it are read for the thousand messages of one person. As one term it costs what it finds.
enum AddressKey {
  /// What a key begins with; a text can't hold it in a word, since it is a control character.
  static let mark: UInt8 = 3
  static let markText = String(UnicodeScalar(mark))

  /// An address has at most 254 bytes: its path between brackets has 256 (RFC 5321, 4.5.3.1.3).
  private static let longest = 254

  /// The key of the address that the whole text is, in lower case behind the mark; nil where it is anything else.
  ///
  /// ASCII alone: what is beyond it folds in ways that words know, and stays a phrase of them.
  static func key(of text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { key(of: $0) }
  }

  /// The keys of the lines that are an address.
  static func eachKey(in lines: UnsafeBufferPointer<UInt8>, _ body: ([UInt8]) -> Void) {
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      if let key = key(of: UnsafeBufferPointer(rebasing: line)) { body(key) }
    }
  }

  /// Whether a text that a query asks for is a key, made here and by nobody who types.
  static func isKey(_ text: UnsafeBufferPointer<UInt8>) -> Bool { text.first == mark }

  private static func key(of text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count <= longest, let at = text.firstIndex(of: UInt8(ascii: "@")), at > 0 else { return nil }
    let domain = text[(at + 1)...]
    guard domain.contains(UInt8(ascii: ".")), domain.first != UInt8(ascii: "."), domain.last != UInt8(ascii: "."),
      domain.allSatisfy(isOfDomain), text[..<at].allSatisfy(isOfLocalPart)
    else { return nil }
    return [mark] + text.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func isOfDomain(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  /// An atom's characters and the dots between them (RFC 5322, 3.2.3).
  ///
  /// Without the star and the tilde, which mean something else in a query.
  private static func isOfLocalPart(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || ".!#$%&'+-/=?^_`{|}".utf8.contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
