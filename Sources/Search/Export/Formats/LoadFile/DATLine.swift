internal import Archive

/// A line of a Concordance DAT: each value between `þ`, values apart by U+0014, as Concordance and Relativity take it
/// unless told otherwise.
enum DATLine {
  static let quote: Unicode.Scalar = "\u{FE}"
  static let separator: Unicode.Scalar = "\u{14}"
  /// Stands for a line end inside a value.
  static let newLine: Unicode.Scalar = "\u{AE}"

  static func bytes(_ values: [String]) -> [UInt8] {
    var line = String.UnicodeScalarView()
    for (index, value) in values.enumerated() {
      if index > 0 { line.append(separator) }
      line.append(quote)
      append(SpreadsheetText.neutralised(value), to: &line)
      line.append(quote)
    }
    line.append("\r")
    line.append("\n")
    return Array(String(line).utf8)
  }

  private static func append(_ value: String, to line: inout String.UnicodeScalarView) {
    var previous: Unicode.Scalar = " "
    for scalar in value.unicodeScalars {
      switch scalar {
      case quote:
        // Doubled, as a quote in CSV is.
        line.append(quote)
        line.append(quote)
      case newLine:
        // The sign itself would be read as a line end.
        line.append(contentsOf: "(R)".unicodeScalars)
      case "\n" where previous == "\r": break
      case "\r", "\n", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}": line.append(newLine)
      case separator, "\u{0}"..."\u{8}", "\u{E}"..."\u{1F}", "\u{7F}": line.append(" ")
      default: line.append(scalar)
      }
      previous = scalar
    }
  }
}
