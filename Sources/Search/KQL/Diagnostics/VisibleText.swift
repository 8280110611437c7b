/// Text from a query made safe to show: nothing that moves a cursor, hides or reorders letters gets through.
enum VisibleText {
  /// How much of a query's text a message quotes before it cuts.
  static let quotedLength = 40

  /// A piece of a query between quotation marks, for a message.
  static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let cut = scalars.prefix(quotedLength)
    let more = cut.endIndex != scalars.endIndex
    return "'" + cut.map(shown).joined() + (more ? "…" : "") + "'"
  }

  /// A scalar as it is drawn: itself, or `<U+202E>` for one that can't be seen.
  static func shown(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\t" { return " " }
    guard isHidden(scalar) else { return String(scalar) }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
  }

  /// Whether a scalar draws nothing, or something other than itself, on a terminal.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: return true
    // The joiners shape letters and emoji; the tags spell flags. Alone they draw nothing and do no harm.
    case .format: return scalar.value != 0x200C && scalar.value != 0x200D && scalar.value < 0xE0000
    default: return false
    }
  }

  /// How many columns of a terminal a scalar takes, near enough to put a caret under it.
  ///
  /// Two for East Asian wide characters and emoji, none for marks that sit on another letter.
  static func columns(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return isHidden(scalar) ? shown(scalar).count : 1 }
    if isHidden(scalar) { return shown(scalar).unicodeScalars.count }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    return wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The main blocks of Unicode 15's East Asian Width "W" and "F" (UAX #11), emoji included.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
