internal import Archive

/// Text of a header field, with its encoded words (RFC 2047) decoded as readers of mail do it, which is more kindly than
/// the standard: words inside words, without blanks around them or longer than 75 characters are read as well.
enum HeaderDecoding {
  /// A field's text on one line: folds undone, encoded words decoded, control characters made blanks.
  static func text(_ bytes: [UInt8]) -> String {
    HeaderText.clean(decode(unfold(bytes)))
  }

  /// The bytes with each fold (a line end and the blanks around it) as one blank.
  static func unfold(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(where: { $0 == 10 || $0 == 13 }) else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 10 || byte == 13 else {
        out.append(byte)
        index += 1
        continue
      }
      while let last = out.last, last == 32 || last == 9 { out.removeLast() }
      while index < bytes.count, [9, 10, 13, 32].contains(bytes[index]) { index += 1 }
      if !out.isEmpty, index < bytes.count { out.append(32) }
    }
    return out
  }

  /// Decodes unfolded bytes.
  static func decode(_ bytes: [UInt8]) -> String {
    guard bytes.contains(UInt8(ascii: "=")) else { return Charset.decode(bytes, nil) }
    var reader = EncodedWordReader(bytes)
    return reader.text()
  }
}

/// Finds encoded words, and joins those that only blanks part.
private struct EncodedWordReader {
  private let bytes: [UInt8]
  private var position = 0
  private var output = ""
  private var plain: [UInt8] = []
  /// The words not yet decoded: a character may be cut in two by the end of a word, so that what follows in the same
  /// charset is decoded with it.
  private var pending: (charset: String, bytes: [UInt8])?
  /// From here on there is no `?=`: what looks like a word's beginning is none.
  private var lastEnd = -1
  private var lastQuotedEnd = -1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    defer { lastQuotedEnd = lastEnd }
    var index = bytes.count - 2
    while index >= 0 {
      if bytes[index] == UInt8(ascii: "?"), bytes[index + 1] == UInt8(ascii: "=") {
        lastEnd = index
        break
      }
      index -= 1
    }
  }

  mutating func text() -> String {
    while position < bytes.count {
      if position < lastEnd, bytes[position] == UInt8(ascii: "="), let word = word(at: position) {
        add(word)
      } else {
        plain.append(bytes[position])
        position += 1
      }
    }
    flushPlain()
    flushPending()
    return output
  }

  private mutating func add(_ word: Word) {
    // Blanks between two words are part of neither (RFC 2047, 6.2).
    if pending != nil, plain.allSatisfy({ $0 == 32 || $0 == 9 }) { plain.removeAll() }
    if !plain.isEmpty { flushPlain() }
    if pending?.charset == word.charset {
      pending?.bytes += word.bytes
    } else {
      flushPending()
      pending = (word.charset, word.bytes)
    }
    position = word.end
  }

  private mutating func flushPlain() {
    guard !plain.isEmpty else { return }
    flushPending()
    output += Charset.decode(plain, nil)
    plain.removeAll()
  }

  private mutating func flushPending() {
    guard let word = pending else { return }
    output += Charset.decode(word.bytes, word.charset)
    pending = nil
  }

  private struct Word {
    var charset: String
    var bytes: [UInt8]
    var end: Int
  }

  /// `=?charset?B?text?=` or with Q, from its `=`.
  private mutating func word(at start: Int) -> Word? {
    guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "?") else { return nil }
    var index = start + 2
    while index < bytes.count, bytes[index] != UInt8(ascii: "?") {
      guard bytes[index] > 32, bytes[index] < 127, index - start <= MailLimits.charsetName else { return nil }
      index += 1
    }
    // A language may follow the charset (RFC 2231, 5).
    let charset = bytes[(start + 2)..<min(index, bytes.count)].split(separator: UInt8(ascii: "*")).first ?? []
    guard !charset.isEmpty, index + 2 < bytes.count, bytes[index + 2] == UInt8(ascii: "?") else { return nil }
    let encoding = bytes[index + 1] | 0x20
    guard encoding == UInt8(ascii: "b") || encoding == UInt8(ascii: "q") else { return nil }
    let textStart = index + 3
    guard let textEnd = end(from: textStart, isBase64: encoding == UInt8(ascii: "b")) else { return nil }
    let text = bytes[textStart..<textEnd]
    let decoded = encoding == UInt8(ascii: "b") ? Self.base64(text) : Self.quoted(text)
    return Word(charset: String(decoding: charset, as: UTF8.self).lowercased(), bytes: decoded, end: textEnd + 2)
  }

  /// Where the word's `?=` is.
  ///
  /// Of Q's text a `?` may be a sender's mistake, and `=3D`'s `=` can follow it: `?=3D` ends no word.
  private mutating func end(from start: Int, isBase64: Bool) -> Int? {
    var index = start
    while index <= (isBase64 ? lastEnd : lastQuotedEnd) {
      if bytes[index] == UInt8(ascii: "?"), bytes[index + 1] == UInt8(ascii: "=") {
        let goesOn =
          index + 3 < bytes.count && Hex.value(bytes[index + 2]) != nil && Hex.value(bytes[index + 3]) != nil
        if isBase64 || !goesOn { return index }
      }
      index += 1
    }
    // Nor will a later word find one; looking again for each would take time squared.
    if !isBase64 { lastQuotedEnd = start - 1 }
    return nil
  }

  private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var decoder = Base64Decoder()
    var out: [UInt8] = []
    decoder.decode(text, to: &out)
    return out
  }

  private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "_") {
        out.append(32)
      } else if byte == UInt8(ascii: "="), index + 2 < text.endIndex, let high = Hex.value(text[index + 1]),
        let low = Hex.value(text[index + 2])
      {
        out.append(high << 4 | low)
        index += 2
      } else {
        out.append(byte)
      }
      index += 1
    }
    return out
  }
}
