/// Words, phrases and text values.
extension KQLBinder {
  /// Reads a word or phrase with its `*` or `~1`, or reports why it can't be searched for.
  mutating func match(_ text: KQLText, in field: TextField) -> TextMatch? {
    let words = Self.withoutDoubledStars(Self.singleSpaced(text.text))
    if !text.isQuoted, let tilde = Self.fuzzyMark(in: words) { return fuzzy(words, tilde, text, field) }
    let isPrefix = words.last == "*" && !words.dropLast().contains("*")
    if words.contains("*"), !isPrefix { return wildcards(words, text, field) }
    let plain = isPrefix ? Array(words.dropLast()) : words
    if plain.isEmpty, isPrefix {
      diagnostics.error(
        .wildcardPosition, "a * needs letters beside it, as in wor* or *ord; an empty query finds everything",
        at: text.position)
      return nil
    }
    guard isSearchable(plain, text) else { return nil }
    if isPrefix, !checkPrefix(plain, text.position) { return nil }
    return TextMatch(Self.string(plain), in: field, isPrefix: isPrefix)
  }

  /// Two stars side by side say no more than one.
  private static func withoutDoubledStars(_ words: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(words.count)
    for scalar in words where scalar != "*" || result.last != "*" { result.append(scalar) }
    return result
  }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  mutating func isSearchable(_ words: [Unicode.Scalar], _ text: KQLText) -> Bool {
    if words.contains(where: Self.isSearchable) { return true }
    diagnostics.error(
      .unsearchable,
      "\(VisibleText.quoted(text.text)) has no letter or digit to search for\(hint(text.text))",
      at: text.position)
    return false
  }

  /// A prefix must be long enough that it doesn't match most of the index.
  private mutating func checkPrefix(_ words: [Unicode.Scalar], _ position: KQLPosition) -> Bool {
    var weight = 0
    for scalar in words.reversed() {
      guard let letters = Self.letters(in: scalar) else { break }
      weight += letters
      if weight >= KQLLimits.prefixLetters { return true }
    }
    if weight == 0 {
      diagnostics.error(.wildcardPosition, "a * must touch the letters before it, as in wor*", at: position)
    } else {
      diagnostics.error(
        .wildcardTooShort, "at least \(KQLLimits.prefixLetters) letters or digits before a *", at: position)
    }
    return false
  }

  /// How many letters a scalar stands for; nil where it ends a word.
  ///
  /// A Chinese character is a word and a Korean syllable two or three letters, so one of them narrows as
  /// much as three letters of an alphabet; a kana is two.
  static func letters(in scalar: Unicode.Scalar) -> Int? {
    if scalar.value < 0x80 { return scalar.isASCIILetter || scalar.isASCIIDigit ? 1 : nil }
    if scalar.properties.isIdeographic || (0xAC00...0xD7A3).contains(scalar.value) { return 3 }
    if (0x3041...0x30FF).contains(scalar.value) { return 2 }
    switch scalar.properties.generalCategory {
    // A vowel sign is a letter written above or below another; an accent is part of one.
    case .nonspacingMark, .spacingMark: return scalar.properties.isAlphabetic ? 1 : 0
    case .decimalNumber: return 1
    default: return scalar.properties.isAlphabetic ? 1 : nil
    }
  }

  /// Whether a scalar could be part of an indexed word: not punctuation, and of ASCII only letters and digits.
  private static func isSearchable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return scalar.isASCIILetter || scalar.isASCIIDigit }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator, .control,
      .format, .unassigned, .nonspacingMark, .enclosingMark, .currencySymbol:
      return false
    default: return true
    }
  }

  private func hint(_ text: String) -> String {
    switch text {
    case "&", "&&": "; write AND to join two conditions"
    case "|", "||": "; write OR between alternatives"
    case "!": "; write NOT to leave something out"
    default: ""
    }
  }

  /// White space at the ends taken off, and made one blank in between.
  static func singleSpaced(_ text: String) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var pending = false
    for scalar in text.unicodeScalars {
      if scalar.isKQLSpace {
        pending = !result.isEmpty
      } else {
        if pending { result.append(" ") }
        pending = false
        result.append(scalar)
      }
    }
    return result
  }
}
