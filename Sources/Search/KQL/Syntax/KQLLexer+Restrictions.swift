/// `name:value` and its ways to go wrong.
extension KQLLexer {
  /// Reads `name:value` in one piece, or nothing.
  mutating func restriction() -> Bool {
    guard let (name, op, valueStart) = restrictionHead(at: index) else { return false }
    let start = index
    let property = KQLName(text: source.text(name), position: source.position(name))
    let next = valueStart < scalars.count ? scalars[valueStart] : " "
    if next == "(" {
      index = valueStart + 1
      add(.restrictionOpen(property, op), start..<index)
    } else if next == "\"" {
      index = valueStart
      let value = quoted()
      add(.restriction(property, op, value), start..<index)
      rejectQuotedRange()
    } else if next.isKQLSpace || next == ")" {
      guard KQLProperty.named(property.text) != nil else {
        warnOfAbsent(property)
        return false
      }
      index = valueStart
      spaceAfter(property, op, start..<valueStart)
    } else {
      let range = valueStart..<endOfWord(from: valueStart)
      index = range.upperBound
      if next == "'" {
        diagnostics.warn(
          .singleQuote, "single quotation marks don't hold words together: use double ones",
          at: source.position(range))
      }
      let value = KQLText(text: source.text(range), isQuoted: false, position: source.position(range))
      add(.restriction(property, op, value), start..<index)
      wordEnd = index
    }
    return true
  }

  /// A name and an operator that touch, and where the value would start.
  private func restrictionHead(at start: Int) -> (name: Range<Int>, op: KQLOperator, value: Int)? {
    guard scalars[start].isASCIILetter else { return nil }
    var end = start + 1
    while end < scalars.count, Self.isNamePart(scalars[end]) { end += 1 }
    guard let (op, value) = operatorHere(end) else { return nil }
    return (start..<end, op, value)
  }

  /// More than our names hold, so that a mistyped one is told of rather than searched for as text.
  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCIILetter || scalar.isASCIIDigit || scalar == "_" || scalar == "-" || scalar == "."
  }

  private func operatorHere(_ at: Int) -> (op: KQLOperator, end: Int)? {
    guard at < scalars.count else { return nil }
    let next = at + 1 < scalars.count ? scalars[at + 1] : " "
    switch scalars[at] {
    case ":": return (.contains, at + 1)
    case "=": return (.equals, at + 1)
    case "<" where next == "=": return (.lessOrEqual, at + 2)
    case "<" where next == ">": return (.notEqual, at + 2)
    case "<": return (.less, at + 1)
    case ">": return next == "=" ? (.greaterOrEqual, at + 2) : (.greater, at + 1)
    default: return nil
    }
  }

  /// `to: bob` and, at the end of a query, `to:`.
  private mutating func spaceAfter(_ name: KQLName, _ op: KQLOperator, _ range: Range<Int>) {
    tellOfSpace(name.text, op, range.lowerBound..<afterSpace(index))
  }

  /// `to : bob` and `to :bob`.
  mutating func spacedRestriction(_ text: String, _ range: Range<Int>) -> Bool {
    let next = afterSpace(index)
    guard next > index, let (op, end) = operatorHere(next), KQLProperty.named(text) != nil else {
      return false
    }
    index = end
    tellOfSpace(text, op, range.lowerBound..<afterSpace(end))
    return true
  }

  /// `site: london`, where `site` is a property of the model's only.
  private mutating func warnOfAbsent(_ name: KQLName) {
    guard KQLProperty.isAbsent(name.text) else { return }
    diagnostics.warn(
      .spacedRestriction, "'\(name.text)' is searched for as a word: texts and calls have no such property",
      at: name.position)
  }

  private func afterSpace(_ start: Int) -> Int {
    var next = start
    while next < scalars.count, scalars[next].isKQLSpace { next += 1 }
    return next
  }

  /// A colon's restriction turns to free text, as the model does it; a comparison never does.
  private mutating func tellOfSpace(_ name: String, _ op: KQLOperator, _ range: Range<Int>) {
    let fix = name + op.rawValue
    if range.upperBound == scalars.count || scalars[range.upperBound] == ")" {
      diagnostics.error(.missingValue, "no value after \(fix)", at: source.position(range))
    } else if op.offersAlternatives {
      diagnostics.warn(
        .spacedRestriction,
        "'\(name)' restricts nothing because of the space: what follows is searched for everywhere; "
          + "write \(fix)value in one piece",
        at: source.position(range), fix: fix)
    } else {
      diagnostics.error(
        .spacedOperator, "no spaces around \(op.rawValue): write \(fix)value in one piece",
        at: source.position(range), fix: fix)
    }
  }

  private mutating func rejectQuotedRange() {
    guard index + 1 < scalars.count, scalars[index] == ".", scalars[index + 1] == "." else { return }
    let range = index..<max(index + 2, endOfWord(from: index))
    index = range.upperBound
    diagnostics.error(
      .badRange, "put a whole range in one pair of quotation marks, as in \"yesterday..today\"",
      at: source.position(range))
    if index < scalars.count, scalars[index] == "\"" { _ = quoted() }
  }
}
