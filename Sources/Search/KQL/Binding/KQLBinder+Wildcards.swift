/// A `*` elsewhere than at the end: `*cat`, `c*t`, `"adv* search"`.
extension KQLBinder {
  mutating func wildcards(_ words: [Unicode.Scalar], _ text: KQLText, _ field: TextField) -> TextMatch? {
    guard isSearchable(words, text) else { return nil }
    let parts = words.split(separator: " ")
    for (index, part) in parts.enumerated() where part.contains("*") {
      if part == ["*"] {
        guard index > 0, index < parts.count - 1 else {
          diagnostics.error(
            .wildcardPosition,
            "a * alone is any one word, and stands only between two words of a phrase, as in \"best * all\"",
            at: text.position)
          return nil
        }
        continue
      }
      for stretch in Self.stretches(part) where stretch.contains("*") {
        guard check(stretch, text.position), countOpenWord(text.position) else { return nil }
      }
    }
    return TextMatch(Self.string(words), in: field, form: .wildcards)
  }

  /// The runs of letters, digits and stars, between which punctuation ends a word.
  private static func stretches(_ part: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
    part.split { $0 != "*" && letters(in: $0) == nil }
  }

  /// Whether a stretch with a star says enough.
  private mutating func check(_ stretch: ArraySlice<Unicode.Scalar>, _ position: KQLPosition) -> Bool {
    let weight = stretch.reduce(0) { $0 + (Self.letters(in: $1) ?? 0) }
    let isPrefix = stretch.firstIndex(of: "*") == stretch.endIndex - 1
    let fewest = isPrefix ? KQLLimits.prefixLetters : KQLLimits.wildcardLetters
    if weight == 0 {
      diagnostics.error(.wildcardPosition, "a * must touch letters or digits, as in wor*, *ord or w*d", at: position)
    } else if stretch.contains(where: Self.isUnspaced) {
      diagnostics.error(
        .wildcardScript,
        "this * stands beside letters of a script without spaces, whose words begin and end anywhere: leave the * "
          + "out, and any text that holds these characters is found",
        at: position)
      return false
    } else if weight < fewest {
      diagnostics.error(
        .wildcardTooShort,
        isPrefix
          ? "at least \(fewest) letters or digits before a *"
          : "at least \(fewest) letters or digits in a word with a *",
        at: position)
    }
    return weight >= fewest
  }

  /// Whether a scalar is a letter of a script in which no spaces stand between words: Chinese, Japanese, Thai, Lao,
  /// Khmer, Burmese and their kin, by their blocks.
  static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value > 0xE00, unspacedBlocks.contains(where: { $0.contains(scalar.value) }) else { return false }
    return scalar.properties.generalCategory != .decimalNumber
  }

  /// From Unicode 15: the scripts Han, Hiragana and Katakana, and the line-breaking class SA (UAX #14).
  private static let unspacedBlocks: [ClosedRange<UInt32>] = [
    // Thai and Lao; Myanmar; Khmer; Tai Le and New Tai Lue; Tai Tham.
    0xE01...0xEDF, 0x1000...0x109D, 0x1780...0x17DD, 0x1950...0x19C9, 0x1A20...0x1AA7,
    // Ideographs and kana, with their extensions and compatibility forms.
    0x3005...0x302D, 0x3031...0x30FF, 0x31F0...0x9FFF, 0xF900...0xFAD9, 0xFF66...0xFF9F, 0x16FE3...0x16FE3,
    0x16FF0...0x16FF1, 0x1AFF0...0x1B167, 0x20000...0x3FFFF,
    // Myanmar extended; Tai Viet; Ahom.
    0xA9E0...0xA9FE, 0xAA60...0xAADD, 0x11700...0x11746,
  ]
}
