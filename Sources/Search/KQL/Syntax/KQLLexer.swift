/// Cuts a query into tokens, left to right, once.
///
/// Each step takes at least one scalar, so it ends for any text; what it can't make sense of it reports and
/// steps over.
struct KQLLexer {
  let source: KQLSource
  var diagnostics: KQLDiagnostics
  var tokens: [KQLToken] = []
  var index = 0
  /// Where the last word or unquoted restriction ended.
  var wordEnd = -1

  init(_ source: KQLSource, _ diagnostics: KQLDiagnostics) {
    (self.source, self.diagnostics) = (source, diagnostics)
  }

  var scalars: [Unicode.Scalar] { source.scalars }

  mutating func run() {
    while skipSpace() {
      let before = index
      step()
      precondition(index > before, "the lexer must advance")
    }
    add(.end, index..<index)
  }

  /// Whether there is anything after the white space.
  private mutating func skipSpace() -> Bool {
    while index < scalars.count, scalars[index].isKQLSpace { index += 1 }
    return index < scalars.count
  }

  private mutating func step() {
    switch scalars[index] {
    case "(":
      if let marker = markerHere() {
        add(marker, index..<(index + 5))
        index += 5
      } else {
        add(.open, index..<(index + 1))
        index += 1
      }
    case ")":
      add(.close, index..<(index + 1))
      index += 1
    case "\"":
      if index == wordEnd { reportTouching(index..<(index + 1)) }
      let phrase = quoted()
      add(.text(phrase), phrase)
    case "+", "-":
      sign()
    default:
      word()
    }
  }

  private mutating func sign() {
    let minus = scalars[index] == "-"
    let next = index + 1
    if next < scalars.count, !scalars[next].isKQLSpace, scalars[next] != ")" {
      add(minus ? .minus : .plus, index..<next)
    } else {
      let mark = minus ? "-" : "+"
      let does = minus ? "leaves out" : "requires"
      diagnostics.error(
        .spacedOperator,
        "nothing touches this \(mark): put it right before the word it \(does), or take it out",
        at: source.position(index..<next))
    }
    index = next
  }

  /// Reads a phrase or a quoted value from its opening mark to its closing one.
  mutating func quoted() -> KQLText {
    let start = index
    index += 1
    while index < scalars.count, scalars[index] != "\"" { index += 1 }
    let content = (start + 1)..<index
    if index < scalars.count {
      index += 1
    } else {
      diagnostics.error(
        .unbalancedQuote, "this quotation mark is never closed", at: source.position(start..<(start + 1)))
    }
    tellOfTouching()
    return KQLText(text: source.text(content), isQuoted: true, position: source.position(start..<index))
  }

  /// Reports a quotation mark with text against its outer side, which is more often a slip than two terms.
  private mutating func tellOfTouching() {
    guard index < scalars.count, !scalars[index].isKQLSpace, scalars[index] != "(", scalars[index] != ")"
    else { return }
    if scalars[index] == "*" {
      diagnostics.error(
        .wildcardPosition, "a * goes inside the quotation marks, as in \"adv sear*\"",
        at: source.position(index..<(index + 1)))
      index += 1
    } else if !(scalars[index] == "." && index + 1 < scalars.count && scalars[index + 1] == ".") {
      reportTouching((index - 1)..<index)
    }
  }

  private mutating func reportTouching(_ mark: Range<Int>) {
    diagnostics.error(
      .touchingQuote,
      "text touches the outside of this quotation mark: put a blank between, or take the mark out",
      at: source.position(mark))
  }

  /// `(c:c)` before the conditions of a stored query, `(c:s)` between the rows of its keyword list.
  private func markerHere() -> KQLToken.Kind? {
    guard index + 5 <= scalars.count, scalars[index + 1] == "c", scalars[index + 2] == ":",
      scalars[index + 4] == ")"
    else { return nil }
    switch scalars[index + 3] {
    case "c": return .conditionMarker
    case "s": return .rowMarker
    default: return nil
    }
  }

  mutating func add(_ kind: KQLToken.Kind, _ range: Range<Int>) {
    tokens.append(KQLToken(kind: kind, position: source.position(range)))
  }

  private mutating func add(_ kind: KQLToken.Kind, _ text: KQLText) {
    tokens.append(KQLToken(kind: kind, position: text.position))
  }
}
