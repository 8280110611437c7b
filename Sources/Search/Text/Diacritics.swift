/// Which combining marks a searcher leaves out.
///
/// Listed, not derived: general category Mn also holds Thai vowels, Indic viramas and Khmer signs,
/// without which words change their meaning. Every mark named here is in the Basic Multilingual
/// Plane.
enum Diacritics {
  enum Role {
    /// Not a mark named here: a letter, or a mark that is part of the spelling.
    case letter
    /// Dropped wherever it stands.
    case diacritic
    /// Dropped, unless `isLetter` says that it makes a letter of its own.
    case conditional
  }

  static let acute: UInt16 = 0x301
  static let breve: UInt16 = 0x306
  static let diaeresis: UInt16 = 0x308
  static let arabicMaddaAndHamza: ClosedRange<UInt32> = 0x653...0x655
  static let tatweel: UInt32 = 0x640

  private static let dropped: [ClosedRange<UInt32>] = [
    0x300...0x36F,  // combining diacritical marks
    0x483...0x489,  // Cyrillic titlo and number signs
    0x591...0x5BD, 0x5BF...0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5, 0x5C7...0x5C7,  // Hebrew points
    0x610...0x61A, tatweel...tatweel, 0x64B...0x652, 0x656...0x65F, 0x670...0x670,  // Arabic
    0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7...0x6E8, 0x6EA...0x6ED,  // Quranic annotation
    0x898...0x89F, 0x8CA...0x8E1, 0x8E3...0x8FF,  // Arabic extended
    0x1AB0...0x1AFF, 0x1DC0...0x1DFF,  // combining diacritical marks, extended and supplement
    0x20D0...0x20FF,  // for symbols, with the keycap
    0x2DE0...0x2DFF, 0xA66F...0xA672, 0xA674...0xA67D, 0xA69E...0xA69F,  // Cyrillic letters above
    0xFE20...0xFE2F,  // half marks
  ]

  static func role(of scalar: UInt32) -> Role {
    guard scalar >= 0x300 else { return .letter }
    if scalar == UInt32(acute) || scalar == UInt32(breve) || scalar == UInt32(diaeresis)
      || arabicMaddaAndHamza.contains(scalar)
    {
      return .conditional
    }
    return dropped.contains { $0.contains(scalar) } ? .diacritic : .letter
  }

  /// Whether a conditional mark on this base makes another letter, with a key of its own.
  ///
  /// Those are й and ў (any Cyrillic letter with a breve), ї, ѓ and ќ, and the Arabic hamza on waw and
  /// yeh; a hamza or madda on alef is left out by most who write texts. ё is written е, so it isn't.
  static func isLetter(base: UInt16, mark: UInt16) -> Bool {
    switch mark {
    case breve: (0x400...0x52F).contains(base)
    case diaeresis: base == 0x456 || base == 0x406
    case acute: base == 0x433 || base == 0x413 || base == 0x43A || base == 0x41A
    default: base != 0x627 && (0x600...0x6FF).contains(base)
    }
  }
}
