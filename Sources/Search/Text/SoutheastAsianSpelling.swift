/// Makes Thai and Lao words that look alike be alike.
///
/// The same word can be typed in ways that differ in code points but not on the screen, and that no
/// Unicode normalisation makes equal; dictionaries know one of them. Real texts hold all of these.
enum SoutheastAsianSpelling {
  private static let thaiNikhahit: UInt16 = 0xE4D
  private static let thaiSaraAa: UInt16 = 0xE32
  private static let thaiSaraE: UInt16 = 0xE40
  /// Lao letters stand 0x80 above the Thai ones of the same name.
  private static let laoOffset: UInt16 = 0x80

  /// Rewrites a run in place; the result is never longer.
  static func unify(_ run: UnspacedRun) {
    let units = run.units
    var length = 0
    for index in 0..<run.count {
      let unit = units[index]
      let offset = (0xE80...0xEFF).contains(unit) ? laoOffset : 0
      if unit == thaiSaraE + offset, length > 0, units[length - 1] == unit {
        // เ typed twice for แ.
        units[length - 1] = unit + 1
        run.ends[length - 1] = run.ends[index]
        continue
      }
      units[length] = unit
      run.starts[length] = run.starts[index]
      run.ends[length] = run.ends[index]
      length += 1
      if unit == thaiSaraAa + offset { length = composeAm(run, length, offset) }
      if isVowelAboveOrBelow(unit, offset) { moveBeforeTone(run, length, offset) }
    }
    run.truncate(to: length)
  }

  /// The circle and sara aa are sara am, with a tone mark before, between or not at all.
  private static func composeAm(_ run: UnspacedRun, _ length: Int, _ offset: UInt16) -> Int {
    let units = run.units
    let nikhahit = thaiNikhahit + offset
    if length >= 2, units[length - 2] == nikhahit {
      units[length - 2] = units[length - 1] + 1
      run.ends[length - 2] = run.ends[length - 1]
      return length - 1
    }
    if length >= 3, units[length - 3] == nikhahit, isTone(units[length - 2], offset) {
      units[length - 3] = units[length - 2]
      run.ends[length - 3] = run.ends[length - 2]
      units[length - 2] = units[length - 1] + 1
      run.ends[length - 2] = run.ends[length - 1]
      return length - 1
    }
    return length
  }

  /// A vowel above or below its consonant goes before the tone mark, whichever was typed first.
  private static func moveBeforeTone(_ run: UnspacedRun, _ length: Int, _ offset: UInt16) {
    guard length >= 2, isTone(run.units[length - 2], offset) else { return }
    let tone = run.units[length - 2]
    run.units[length - 2] = run.units[length - 1]
    run.units[length - 1] = tone
    // Both came from the same syllable: each stands for the whole of it.
    run.starts[length - 1] = run.starts[length - 2]
    run.ends[length - 2] = run.ends[length - 1]
  }

  private static func isTone(_ unit: UInt16, _ offset: UInt16) -> Bool {
    (0xE48 + offset...0xE4B + offset).contains(unit)
  }

  private static func isVowelAboveOrBelow(_ unit: UInt16, _ offset: UInt16) -> Bool {
    (0xE34 + offset...0xE39 + offset).contains(unit)
  }
}
