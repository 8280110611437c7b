/// Text by strangers, made safe to show on a terminal.
enum TerminalText {
  /// Control characters, and the marks that turn text around, are shown as U+FFFD.
  static func safe(_ text: String) -> String { safe(text, keepingLines: false) }

  /// `keepingLines`: a line break stays one.
  static func safe(_ text: String, keepingLines: Bool) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if keepingLines, scalar == "\n" {
        safe.append(scalar)
        continue
      }
      // ASCII first: a scalar's properties take a look-up.
      if (0x20..<0x7F).contains(scalar.value) {
        safe.append(scalar)
        continue
      }
      let acts =
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
        || (0x2066...0x2069).contains(scalar.value)
      safe.append(acts ? "\u{FFFD}" : scalar)
    }
    return String(safe)
  }
}
