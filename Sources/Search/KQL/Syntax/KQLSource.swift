/// A query's text as the lexer reads it: typographic quotation marks made straight, invisible characters
/// taken out, and the way back to what was written.
struct KQLSource {
  let scalars: [Unicode.Scalar]
  /// Where each scalar stood in the text as written; nil where nothing was taken out.
  private let offsets: [Int]?
  private let written: [Unicode.Scalar]

  init(_ written: [Unicode.Scalar], _ diagnostics: inout KQLDiagnostics) {
    self.written = written
    guard written.contains(where: { $0.value < 0x20 || $0.value >= 0x7F }) else {
      (scalars, offsets) = (written, nil)
      return
    }
    var kept: [Unicode.Scalar] = []
    var places: [Int] = []
    kept.reserveCapacity(written.count)
    places.reserveCapacity(written.count)
    var hidden: Range<Int>?
    func tellOfHidden(_ diagnostics: inout KQLDiagnostics) {
      guard let run = hidden else { return }
      let what = run.count == 1 ? "an invisible character" : "\(run.count) invisible characters"
      diagnostics.warn(
        .invisible, "\(what) here (\(VisibleText.shown(written[run.lowerBound]))), read as if not there",
        at: KQLPosition(offset: run.lowerBound, length: run.count), fix: "")
      hidden = nil
    }
    for (index, scalar) in written.enumerated() {
      if Self.isInvisible(scalar, at: index, in: written) {
        hidden = (hidden?.lowerBound ?? index)..<(index + 1)
        continue
      }
      tellOfHidden(&diagnostics)
      if Self.isTypographicQuote(scalar) {
        diagnostics.warn(
          .curlyQuote, "a typographic quotation mark (\(scalar)), read as a straight one",
          at: KQLPosition(offset: index, length: 1), fix: "\"")
        kept.append("\"")
      } else {
        kept.append(scalar)
      }
      places.append(index)
    }
    tellOfHidden(&diagnostics)
    (scalars, offsets) = (kept, places)
  }

  /// A range of `scalars` as a position in the text as written.
  func position(_ range: Range<Int>) -> KQLPosition {
    guard let offsets else { return KQLPosition(offset: range.lowerBound, length: range.count) }
    let start = range.lowerBound < offsets.count ? offsets[range.lowerBound] : written.count
    let end = range.isEmpty ? start : offsets[range.upperBound - 1] + 1
    return KQLPosition(offset: start, length: end - start)
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  /// The text as written at a position.
  func written(_ position: KQLPosition) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: written[position.offset..<position.end])
    return String(view)
  }

  /// Whether it is “ ” „ ‟ or the full-width form; single ones are apostrophes as often as not, and stay.
  private static func isTypographicQuote(_ scalar: Unicode.Scalar) -> Bool {
    (0x201C...0x201F).contains(scalar.value) || scalar.value == 0xFF02
  }

  /// Controls that aren't white space, direction marks, soft hyphens, joiners that join nothing.
  private static func isInvisible(
    _ scalar: Unicode.Scalar, at index: Int, in written: [Unicode.Scalar]
  ) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x85: return false
    case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x206F,
      0xFEFF:
      return true
    case 0x200B...0x200D:
      // Between letters of a script that uses them (Khmer, Persian, Hindi, emoji) they are spelling.
      return
        !(index > 0 && index + 1 < written.count && isLetterLike(written[index - 1])
        && isLetterLike(written[index + 1]))
    default: return false
    }
  }

  private static func isLetterLike(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value > 0xFF && !scalar.properties.isWhitespace && !scalar.properties.isBidiControl
  }
}

extension Unicode.Scalar {
  /// Ends a word of a query.
  var isKQLSpace: Bool {
    value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
  }

  var isASCIILetter: Bool { (0x61...0x7A).contains(value | 0x20) }
  var isASCIIDigit: Bool { (0x30...0x39).contains(value) }
}
