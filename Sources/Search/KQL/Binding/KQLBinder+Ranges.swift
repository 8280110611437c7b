internal import Archive

/// Dates and sizes: comparisons and `a..b`.
extension KQLBinder {
  /// Reads a date, an interval or a range of them, and what the operator makes of it.
  ///
  /// A day, a second or an interval is a stretch of time: `>` starts after it, `<` ends before it, and
  /// `>=`, `<=`, `..` include it.
  mutating func date(_ value: KQLText, _ op: KQLOperator, _ position: KQLPosition) -> Query {
    guard let (low, high) = ends(value, op, position) else { return .nothing }
    guard let first = span(low, value), let last = high.map({ span($0, value) }) ?? first else {
      return .nothing
    }
    let (start, end) = (first.lowerBound, last.upperBound)
    if high != nil, start >= end { return inverted(value) }
    let range: Range<Moment>
    switch op {
    case .contains, .equals, .notEqual: range = start..<end
    case .less: range = .distantPast..<start
    case .lessOrEqual: range = .distantPast..<end
    case .greater: range = end..<(.distantFuture)
    case .greaterOrEqual: range = start..<(.distantFuture)
    }
    guard !range.isEmpty else {
      diagnostics.warn(.emptyValue, "no time lies in this: it matches nothing", at: position)
      return op == .notEqual ? .everything : .nothing
    }
    return op == .notEqual ? .negation(of: .scalar(.sent(range))) : .scalar(.sent(range))
  }

  private mutating func span(_ text: String, _ value: KQLText) -> Range<Moment>? {
    do {
      return try KQLDate.span(text, context)
    } catch {
      switch error {
      case .interval:
        diagnostics.error(
          .badInterval,
          "\(VisibleText.quoted(text)) is neither a date nor an interval; the intervals are "
            + "\(Self.listed(KQLDate.intervals)), and those of two words need quotation marks",
          at: value.position)
      case .date(let meant):
        diagnostics.error(
          .badDate,
          "\(VisibleText.quoted(text)) is not a date: write 2021-04-15, or 2021-04-15T08:30:00 with Z for UTC",
          at: value.position, fix: text == value.text ? meant : nil)
      }
    }
    return nil
  }

  mutating func size(_ value: KQLText, _ op: KQLOperator, _ position: KQLPosition) -> Query {
    let advice = "is not a size: write whole bytes, as in size>1048576"
    guard let numbers = numbers(value, op, position, advice) else { return .nothing }
    guard let range = numbers.range else {
      diagnostics.warn(.emptyValue, "no size lies in this: it matches nothing", at: position)
      return .nothing
    }
    return op == .notEqual ? .negation(of: .scalar(.size(range))) : .scalar(.size(range))
  }

  /// `IndexingErrorCode>0`: the product we match has many codes; ours are 0, all of it is searchable, and 1.
  mutating func indexingErrorCode(_ value: KQLText, _ op: KQLOperator, _ position: KQLPosition) -> Query {
    let advice = "is not an error code: write 0 for what is searchable whole, or 1"
    guard let numbers = numbers(value, op, position, advice) else { return .nothing }
    func holds(_ code: Int64) -> Bool { (numbers.range?.contains(code) ?? false) != (op == .notEqual) }
    switch (holds(0), holds(1)) {
    case (true, true): return .everything
    case (false, false): return .nothing
    case (let complete, _): return .scalar(.partlyIndexed(!complete))
    }
  }

  /// What a comparison of whole numbers leaves; `range` is nil where that is none at all.
  private struct Numbers { var range: ClosedRange<Int64>? }

  private mutating func numbers(
    _ value: KQLText, _ op: KQLOperator, _ position: KQLPosition, _ advice: String
  ) -> Numbers? {
    guard let (lowText, highText) = ends(value, op, position) else { return nil }
    guard let low = number(lowText, value, advice), let high = highText.map({ number($0, value, advice) }) ?? low
    else { return nil }
    if low > high {
      _ = inverted(value)
      return nil
    }
    switch op {
    case .contains, .equals, .notEqual: return Numbers(range: low...high)
    case .less: return Numbers(range: low > 0 ? 0...(low - 1) : nil)
    case .lessOrEqual: return Numbers(range: 0...low)
    case .greater: return Numbers(range: low < .max ? (low + 1)...(.max) : nil)
    case .greaterOrEqual: return Numbers(range: low...(.max))
    }
  }

  private mutating func number(_ text: String, _ value: KQLText, _ advice: String) -> Int64? {
    let isDigits = !text.isEmpty && text.unicodeScalars.allSatisfy(\.isASCIIDigit)
    if isDigits, let number = Int64(text) { return number }
    diagnostics.error(.badNumber, "\(VisibleText.quoted(text)) \(advice)", at: value.position)
    return nil
  }

  // MARK: Ranges

  /// The two ends of `a..b`, or the one value.
  private mutating func ends(
    _ value: KQLText, _ op: KQLOperator, _ position: KQLPosition
  ) -> (String, String?)? {
    let text = String(String.UnicodeScalarView(Self.singleSpaced(value.text)))
    guard let dots = Self.dots(in: text) else { return (text, nil) }
    guard op.offersAlternatives || op == .notEqual else {
      diagnostics.error(
        .badRange, "a range goes with : or =, not with \(op.rawValue)", at: position)
      return nil
    }
    let (low, high) = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
    guard !low.isEmpty, !high.isEmpty else {
      diagnostics.error(
        .badRange, "a range has two ends, as in 1..10; for one end, use >= or <=", at: value.position)
      return nil
    }
    return (low, high)
  }

  private static func dots(in text: String) -> Range<String.Index>? {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      if scalars[index] == ".", next < scalars.endIndex, scalars[next] == "." {
        return index..<scalars.index(after: next)
      }
      index = next
    }
    return nil
  }

  private mutating func inverted(_ value: KQLText) -> Query {
    diagnostics.error(.badRange, "this range ends before it starts", at: value.position)
    return .nothing
  }
}
