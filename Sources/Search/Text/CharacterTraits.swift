internal import CICU

/// What a character does to the word it stands in.
enum CharacterKind: UInt8 {
  /// Not looked up yet.
  case unknown
  /// Ends a word and is no token: white space, punctuation, controls, most symbols.
  case separator
  /// Invisible: neither ends a word nor counts in it (soft hyphen, joiners, marks of direction).
  case ignorable
  /// A mark that searchers leave out, such as an accent or a Hebrew point: dropped.
  case diacritic
  /// A mark that is dropped from most letters but makes others a letter of its own: й, ї, ئ.
  case conditionalMark
  /// A mark that is part of the spelling, such as a Devanagari vowel.
  case mark
  case letter
  /// A decimal digit of any script, folded to ASCII.
  case digit
  /// A character of a script that is written without spaces between words.
  case unspaced
  /// A symbol read as letters or digits (㎏, ①, №): a token of its own.
  case symbol
  /// A pictograph: a token of its own.
  case emoji
  /// Half a flag; two make one token.
  case regionalIndicator
}

/// What a character of a script without spaces does to the unit it stands in (``UnspacedRun``).
enum UnitRole: UInt8 {
  /// Begins a unit, unless the one before joins it.
  case base
  /// Belongs to the unit before: a vowel sign, a tone mark, a vowel written behind its consonant.
  case extends
  /// Begins a unit that the next base belongs to: a Thai or Lao vowel written before its consonant.
  case leads
  /// Belongs to the unit before and takes in the next base: the sign of a Khmer stack.
  case stacks
}

/// All that the analyser needs to know of one code point; 16 bytes, so that a lookup is one load.
struct CharacterTraits {
  /// The folded character in UTF-8, first byte lowest; the address of the bytes if over 8.
  var fold: UInt64 = 0
  var foldLength: UInt8 = 0
  var kind: CharacterKind = .unknown
  var script: UInt8 = 0
  /// Canonical combining classes of the first and the last code point of its decomposition.
  var leadingClass: UInt8 = 0
  var trailingClass: UInt8 = 0
  /// May compose with what precedes it.
  var composesBack = false
  /// Only of use where the kind is `unspaced` or `mark`.
  var unitRole: UnitRole = .base

  static let separator = CharacterTraits(kind: .separator)

  /// Whether normalisation never reaches back from this character over what precedes it.
  var startsCluster: Bool { leadingClass == 0 && !composesBack }

  /// The folded character where it is one code point.
  @inline(__always)
  var foldedScalar: UInt32? {
    func bits(_ index: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: fold >> (8 * index)) & 0x3F }
    let first = UInt32(truncatingIfNeeded: fold) & 0xFF
    return switch (foldLength, first) {
    case (1, _): first
    case (2, 0xC2...): (first & 0x1F) << 6 | bits(1)
    case (3, 0xE0...): (first & 0xF) << 12 | bits(1) << 6 | bits(2)
    case (4, 0xF0...): (first & 7) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3)
    default: nil
    }
  }

  /// Whether a digit beside this character belongs to the same word, as in B2B and 5pm.
  ///
  /// Digits glued to other scripts are cut off, so that the number is found by itself.
  var joinsDigits: Bool {
    switch Int(script) {
    case CICU_SCRIPT_COMMON, CICU_SCRIPT_INHERITED, CICU_SCRIPT_LATIN, CICU_SCRIPT_GREEK,
      CICU_SCRIPT_CYRILLIC:
      true
    default: false
    }
  }
}
