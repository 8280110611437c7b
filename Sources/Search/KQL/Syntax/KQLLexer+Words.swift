extension KQLLexer {
  /// Reads what starts with neither a quotation mark, a parenthesis nor a sign: an operator, a restriction
  /// or a word.
  mutating func word() {
    if restriction() { return }
    let range = index..<endOfWord(from: index)
    let text = source.text(range)
    index = range.upperBound
    if keyword(text, range) || spacedRestriction(text, range) { return }
    warnOfDash(range)
    add(.text(KQLText(text: text, isQuoted: false, position: source.position(range))), range)
    wordEnd = index
  }

  /// Where the word ends: at white space, a parenthesis, a quotation mark or the end.
  func endOfWord(from start: Int) -> Int {
    var end = start
    while end < scalars.count, !scalars[end].isKQLSpace {
      let scalar = scalars[end]
      if scalar == "(" || scalar == ")" || scalar == "\"" { break }
      end += 1
    }
    return end
  }

  // MARK: Operators

  private mutating func keyword(_ text: String, _ range: Range<Int>) -> Bool {
    // The longest operator is ONEAR, and none is of one letter: most words are done here.
    guard (2...5).contains(range.count) else { return false }
    let touchesParenthesis = index < scalars.count && scalars[index] == "("
    switch text {
    case "AND": add(.and, range)
    case "OR": add(.or, range)
    case "NOT": add(.not, range)
    case "NEAR", "ONEAR": near(range, isOrdered: text == "ONEAR")
    case "ALL", "ANY", "NONE", "WORDS", "XRANK":
      guard touchesParenthesis else { return false }
      diagnostics.error(
        .unsupportedOperator, "\(text)( ) is not supported: \(Self.instead[text] ?? "take it out")",
        at: source.position(range))
      skipParentheses()
    default:
      let upper = text.uppercased()
      if Self.joiners.contains(upper) {
        diagnostics.warn(
          .lowercaseOperator, "'\(text)' is searched for as a word: an operator is written in capitals",
          at: source.position(range), fix: upper)
      }
      return false
    }
    return true
  }

  private static let joiners: Set<String> = ["AND", "OR", "NOT", "NEAR", "ONEAR"]

  /// What to write for the operators of KQL that only rank results, or that others say as well.
  private static let instead = [
    "ALL": "join the words with AND", "ANY": "join the words with OR", "WORDS": "join the words with OR",
    "NONE": "put NOT before each word", "XRANK": "it only changes the order of results, so take it out",
  ]

  /// Steps over `( … )` and what is nested in it.
  private mutating func skipParentheses() {
    var open = 0
    repeat {
      if scalars[index] == "(" { open += 1 } else if scalars[index] == ")" { open -= 1 }
      index += 1
    } while index < scalars.count && open > 0
  }

  /// The longest `(n = 1000)` worth reading; looking further for its end would cost length times length.
  private static let longestDistance = 24

  /// Reads the `(5)` or `(n=5)` that may touch NEAR.
  private mutating func near(_ range: Range<Int>, isOrdered: Bool) {
    var link = KQLNear(distance: KQLLimits.defaultNearDistance, isOrdered: isOrdered)
    guard index < scalars.count, scalars[index] == "(" else {
      add(.near(link), range)
      return
    }
    let inside = scalars[(index + 1)...].prefix(Self.longestDistance).prefix { $0 != ")" }
    let isClosed = inside.endIndex < scalars.count && scalars[inside.endIndex] == ")"
    let whole = range.lowerBound..<(isClosed ? inside.endIndex + 1 : inside.endIndex)
    if isClosed, let distance = Self.distance(inside) {
      link.distance = distance
    } else {
      let name = isOrdered ? "ONEAR" : "NEAR"
      diagnostics.error(
        .nearDistance,
        "\(name)( ) takes a whole number of words from 0 to \(KQLLimits.nearDistance), as in \(name)(5)",
        at: source.position(whole))
    }
    // Without its end in sight the parenthesis is an operand's, and read as such.
    if isClosed { index = whole.upperBound }
    add(.near(link), isClosed ? whole : range)
  }

  /// The number in `5` or `n = 5`, if it is one and within the limit.
  private static func distance(_ inside: ArraySlice<Unicode.Scalar>) -> Int? {
    var text = inside.filter { !$0.isKQLSpace }
    if text.count > 2, text[0] == "n" || text[0] == "N", text[1] == "=" { text.removeFirst(2) }
    guard (1...6).contains(text.count), text.allSatisfy(\.isASCIIDigit) else { return nil }
    let number = text.reduce(0) { $0 * 10 + Int($1.value) - 48 }
    return number <= KQLLimits.nearDistance ? number : nil
  }

  /// A word processor turns `-dog` into `–dog`, which would find dogs instead of leaving them out.
  private mutating func warnOfDash(_ range: Range<Int>) {
    guard range.count > 1, [0x2013, 0x2014, 0x2212].contains(scalars[range.lowerBound].value) else { return }
    diagnostics.warn(
      .dashOperator, "this dash is read as part of the word: to leave the word out, use a hyphen",
      at: source.position(range.lowerBound..<(range.lowerBound + 1)), fix: "-")
  }
}
