/// Text fit to stand on one line: in a header, a list, a message to a person.
package enum HeaderText {
  /// The text with every control character and line separator made a blank, without blanks around it.
  ///
  /// A name or a sender can hold CR LF, and even encoded as RFC 2047 has it a program that decodes and
  /// passes it on would start a new header there. The exact bytes stay in the original record.
  package static func clean(_ text: String) -> String {
    var copy = text
    if copy.withUTF8({ isClean($0) }) { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { clean.append(isBreak(scalar) ? " " : scalar) }
    return String(clean).trimmingBlanks()
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether this is white space as Unicode has it, or a control character.
  ///
  /// A list of its own, as one look at a scalar's properties costs as much as ten of these.
  package static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private static func isClean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return true }
    // Blanks beyond ASCII begin with one of these bytes, and end with one of those; the slow way decides.
    if first <= 0x20 || last <= 0x20 || first == 0xC2 || (0xE1...0xE3).contains(first) { return false }
    if (0x80...0xAF).contains(last) { return false }
    var previous: UInt8 = 0
    var beforeThat: UInt8 = 0
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F { return false }
      // U+0080...U+009F, U+2028 and U+2029 in UTF-8.
      if previous == 0xC2, byte < 0xA0 { return false }
      if beforeThat == 0xE2, previous == 0x80, byte == 0xA8 || byte == 0xA9 { return false }
      (beforeThat, previous) = (previous, byte)
    }
    return true
  }

  /// Whether a header may carry the text as it is.
  ///
  /// That is printable ASCII in which no reader finds an encoded word, and no blanks that one would trim or merge.
  package static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in bytes {
      guard (0x20...0x7E).contains(byte) else { return false }
      if byte == UInt8(ascii: " "), previous == UInt8(ascii: " ") { return false }
      if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return false }
      previous = byte
    }
    return previous != UInt8(ascii: " ")
  }

  /// What so many characters may take at most, in bytes.
  ///
  /// Four each are enough for any script; families of emoji count for more and are cut earlier.
  package static func mostBytes(forCharacters characters: Int) -> Int { characters * 4 }

  /// The first characters of a text, with `...` where some were left out.
  ///
  /// Never splits what a reader sees as one character, unless that one alone is longer than the bytes
  /// allowed (hundreds of marks can be stacked on a letter).
  package static func cut(_ text: String, characters: Int) -> String {
    // No character is shorter than a byte, so this few need no counting.
    if text.utf8.count <= characters { return text }
    var copy = text
    // No two ASCII characters join but CR LF, which clean text doesn't hold.
    let ascii = copy.withUTF8 { bytes in
      bytes.prefix(characters + 1).allSatisfy { $0 < 0x80 }
        ? String(decoding: bytes.prefix(characters), as: UTF8.self) : nil
    }
    if let ascii { return ascii + "..." }
    return cutAtCharacter(text, characters)
  }

  private static func cutAtCharacter(_ text: String, _ characters: Int) -> String {
    var end = text.startIndex
    var count = 0
    var bytes = 0
    while end < text.endIndex, count < characters {
      let next = text.index(after: end)
      bytes += text.utf8.distance(from: end, to: next)
      if bytes > mostBytes(forCharacters: characters) { break }
      end = next
      count += 1
    }
    if end == text.endIndex { return text }
    if count == 0 { return String(String.UnicodeScalarView(text.unicodeScalars.prefix(characters))) + "..." }
    return String(text[..<end]) + "..."
  }
}

extension String {
  /// Without blanks and line ends around it, as people leave them in spreadsheets and address books.
  package func trimmingBlanks() -> String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
