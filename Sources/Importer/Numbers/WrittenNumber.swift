/// A number as someone wrote it, trimmed, with what can be said of it before any numbering plan is asked.
struct WrittenNumber {
  /// Without blanks and invisible marks around it, and without a `tel:` before it.
  let text: String
  let hasLetters: Bool
  /// Whether at least seven digits come before the first letter, as before an extension (`... ext 12`).
  let lettersFollowNumber: Bool
  let isInternational: Bool
  let startsWithZero: Bool
  let digitCount: Int
  /// The digits in ASCII, where there is nothing else but blanks, hyphens, dots and brackets between them.
  let bareDigits: String?

  /// Nil where the text is empty, too long or holds a control character: such can't be a number.
  init?(_ written: String) {
    guard written.utf8.count <= PhoneNumbers.longestText else { return nil }
    var scalars = written.unicodeScalars[...]
    while let first = scalars.first, Self.isPadding(first) { scalars.removeFirst() }
    while let last = scalars.last, Self.isPadding(last) { scalars.removeLast() }
    if scalars.starts(with: "tel:".unicodeScalars, by: { $0.properties.lowercaseMapping == String($1) }) {
      scalars.removeFirst(4)
    }
    guard !scalars.isEmpty else { return nil }

    var digits = ""
    var bare = true
    var letters = false
    var digitsBeforeLetters = 0
    for scalar in scalars {
      if scalar.properties.generalCategory == .control { return nil }
      if let digit = Self.decimalDigit(scalar) {
        digits.append(digit)
        if !letters { digitsBeforeLetters += 1 }
      } else {
        if scalar.properties.isAlphabetic { letters = true }
        if !Self.isSeparator(scalar) { bare = false }
      }
    }
    text = String(scalars)
    hasLetters = letters
    lettersFollowNumber = digitsBeforeLetters >= 7
    isInternational = scalars.first == "+" || scalars.first == "\u{FF0B}"
    startsWithZero = digits.utf8.first == UInt8(ascii: "0")
    digitCount = digits.utf8.count
    bareDigits = bare && !digits.isEmpty ? digits : nil
  }

  /// Blanks and the direction marks that address books put around a number when it is copied.
  private static func isPadding(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", ".", "(", ")", "\u{2010}"..."\u{2015}", "\u{2212}": true
    default: isPadding(scalar)
    }
  }

  private static func decimalDigit(_ scalar: Unicode.Scalar) -> Character? {
    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue,
      (0...9).contains(value)
    else { return nil }
    return Character(Unicode.Scalar(48 + UInt8(value)))
  }
}
