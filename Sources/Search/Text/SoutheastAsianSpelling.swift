/// Makes Thai and Lao words that look alike be alike.
///
/// The same word can be typed in ways that differ in code points but not on the screen, and that no
/// Unicode normalisation makes equal. Real texts hold all of these.
enum SoutheastAsianSpelling {
  private static let thaiNikhahit: UInt32 = 0xE4D
  private static let thaiSaraAa: UInt32 = 0xE32
  private static let thaiSaraE: UInt32 = 0xE40
  /// Lao letters stand 0x80 above the Thai ones of the same name.
  private static let laoOffset: UInt32 = 0x80

  /// Whether two of a vowel are the one that follows it in Unicode: เ typed twice for แ.
  static func isDoubled(_ scalar: UInt32) -> Bool { scalar == thaiSaraE || scalar == thaiSaraE + laoOffset }

  /// Rewrites a unit in place, and says how long it is then, which is never longer.
  static func unify(_ unit: UnsafeMutableBufferPointer<UInt32>) -> Int {
    guard unit.count > 1, (0xE00...0xEFF).contains(unit[0]) else { return unit.count }
    var length = 0
    for scalar in unit {
      let offset = (0xE80...0xEFF).contains(scalar) ? laoOffset : 0
      unit[length] = scalar
      length += 1
      if scalar == thaiSaraAa + offset { length = composeAm(unit, length, offset) }
      if isVowelAboveOrBelow(scalar, offset) { moveBeforeTone(unit, length, offset) }
    }
    return length
  }

  /// The circle and sara aa are sara am, with a tone mark before, between or not at all.
  private static func composeAm(_ unit: UnsafeMutableBufferPointer<UInt32>, _ length: Int, _ offset: UInt32) -> Int {
    let nikhahit = thaiNikhahit + offset
    if length >= 2, unit[length - 2] == nikhahit {
      unit[length - 2] = unit[length - 1] + 1
      return length - 1
    }
    if length >= 3, unit[length - 3] == nikhahit, isTone(unit[length - 2], offset) {
      unit[length - 3] = unit[length - 2]
      unit[length - 2] = unit[length - 1] + 1
      return length - 1
    }
    return length
  }

  /// A vowel above or below its consonant goes before the tone mark, whichever was typed first.
  private static func moveBeforeTone(_ unit: UnsafeMutableBufferPointer<UInt32>, _ length: Int, _ offset: UInt32) {
    guard length >= 2, isTone(unit[length - 2], offset) else { return }
    unit.swapAt(length - 2, length - 1)
  }

  private static func isTone(_ scalar: UInt32, _ offset: UInt32) -> Bool {
    (0xE48 + offset...0xE4B + offset).contains(scalar)
  }

  private static func isVowelAboveOrBelow(_ scalar: UInt32, _ offset: UInt32) -> Bool {
    (0xE34 + offset...0xE39 + offset).contains(scalar)
  }
}
