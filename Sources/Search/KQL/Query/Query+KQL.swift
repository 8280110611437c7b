internal import Archive

extension Query: CustomStringConvertible {
  /// The query as KQL that reads back as exactly this query, whatever the time zone.
  ///
  /// Every operator and every needed parenthesis is written out; times are absolute. What can match
  /// nothing is written `subject:""`.
  public var description: String { kql(inside: .root) }

  /// Whether ``description`` has more Unicode scalars than a query may have.
  func isWrittenLonger(than limit: Int) -> Bool { description.unicodeScalars.count > limit }

  private enum Outer { case root, and, or, not }

  private func kql(inside outer: Outer) -> String {
    switch self {
    case .everything: return ""
    case .nothing: return "subject:\"\""
    case .text(let match): return match.kql
    case .near(let near): return near.kql
    case .scalar(let test): return test.kql
    case .not(let inner): return "NOT " + inner.kql(inside: .not)
    case .and(let members):
      return wrap(members.map { $0.kql(inside: .and) }.joined(separator: " AND "), outer)
    case .or(let members):
      return wrap(members.map { $0.kql(inside: .or) }.joined(separator: " OR "), outer)
    }
  }

  private func wrap(_ text: String, _ outer: Outer) -> String { outer == .root ? text : "(\(text))" }
}

extension NearMatch {
  fileprivate var kql: String { "\(first.kql) \(isOrdered ? "ONEAR" : "NEAR")(\(distance)) \(second.kql)" }
}

extension TextMatch {
  fileprivate var kql: String {
    let word =
      switch form {
      case .exact, .wildcards: text
      case .prefix: text + "*"
      case .fuzzy(let edits): "\(text)~\(edits)"
      }
    let value = needsQuotes ? "\"\(word)\"" : word
    return propertyName.map { "\($0):\(value)" } ?? value
  }

  private var propertyName: String? {
    switch field {
    case .anyText: nil
    case .sender: "from"
    case .attachmentNames: "attachmentnames"
    case .subject, .body, .recipients, .participants: field.rawValue
    }
  }

  /// Letters, digits, marks and what stands inside addresses need none, unless they spell an operator.
  ///
  /// A fuzzy word is letters and digits alone, and between quotation marks it wouldn't be one.
  private var needsQuotes: Bool {
    if case .fuzzy = form { return false }
    let plain = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCIILetter || scalar.isASCIIDigit || scalar == "." || scalar == "@" || scalar == "_"
        || (scalar == "*" && form == .wildcards)
        || (scalar.value >= 0x80 && scalar.properties.isAlphabetic)
    }
    let isOperator = ["and", "or", "not", "near", "onear", "all", "any", "none", "words", "xrank"]
      .contains(text.lowercased())
    return !plain || isOperator
  }
}

extension ScalarTest {
  fileprivate var kql: String {
    switch self {
    case .kind(let kind): "kind:\(kind.rawValue)"
    case .direction(let direction): "direction:\(direction.rawValue)"
    case .hasAttachment(let has): "hasattachment:\(has)"
    case .partlyIndexed(let partly): "partlyindexed:\(partly)"
    case .size(let range): Self.kql(range)
    case .sent(let range): Self.kql(range)
    }
  }

  private static func kql(_ range: ClosedRange<Int64>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (let low, .max): "size>=\(low)"
    case (0, let high): "size<=\(high)"
    case (let low, let high): low == high ? "size:\(low)" : "size:\(low)..\(high)"
    }
  }

  private static func kql(_ range: Range<Moment>) -> String {
    let (start, end) = (max(range.lowerBound, KQLMoments.first), range.upperBound)
    let pastAll = KQLMoments.last.adding(microseconds: Moment.perSecond)
    if end == .distantFuture {
      return start == pastAll ? "sent>\(KQLMoments.last)" : "sent>=\(start)"
    }
    if range.lowerBound == .distantPast {
      return end == pastAll ? "sent<=\(KQLMoments.last)" : "sent<\(end)"
    }
    return "sent:\(start)..\(last(before: end))"
  }

  /// The last second before an end, or the last microsecond with all its digits: what `..` includes.
  private static func last(before end: Moment) -> String {
    guard end.microseconds % Moment.perSecond != 0 else {
      return end.adding(microseconds: -Moment.perSecond).description
    }
    let last = end.adding(microseconds: -1)
    let fraction = CivilTime(ZonedMoment(last)).microsecond
    let digits = String(fraction)
    let second = last.adding(microseconds: -Int64(fraction)).description.dropLast()
    return "\(second).\(String(repeating: "0", count: 6 - digits.count))\(digits)Z"
  }
}
