internal import Archive
internal import Search

extension AdaptiveScope {
  /// Reads an expression.
  ///
  /// ```
  /// expression = conjunction { OR conjunction }
  /// conjunction = operand { AND operand }
  /// operand = NOT operand | "(" expression ")" | attribute ("=" | "<>") value ["*"]
  /// ```
  /// - Throws: ``AdaptiveScopeError``, which says where.
  public init(_ text: String) throws {
    do { self = try AdaptiveScopeParser.parse(text) } catch {
      throw AdaptiveScopeError(
        diagnostic: KQLDiagnostic(.error, error.code, error.message, at: error.position), expression: text)
    }
  }
}

/// Reads the words of an expression, one function a line of the grammar.
private struct AdaptiveScopeParser {
  typealias Problem = AdaptiveScopeLexer.Problem

  private let tokens: [AdaptiveScopeToken]
  private var next = 0
  private var comparisons = 0

  static func parse(_ text: String) throws(Problem) -> AdaptiveScope {
    let length = text.unicodeScalars.count
    guard length <= AdaptiveScopeLimits.length else {
      throw Problem(
        code: .queryTooLong,
        message: "an expression has at most \(AdaptiveScopeLimits.length) characters; this one has \(length)",
        position: KQLPosition(offset: AdaptiveScopeLimits.length, length: length - AdaptiveScopeLimits.length))
    }
    var lexer = AdaptiveScopeLexer(text)
    var parser = AdaptiveScopeParser(tokens: try lexer.tokens())
    let scope = try parser.expression(depth: 0)
    guard parser.peek.kind == .end else {
      let isClosing = parser.peek.kind == .closing
      throw Problem(
        code: isClosing ? .unbalancedParenthesis : .missingOperand,
        message: isClosing
          ? "this parenthesis has no partner" : "AND or OR is missing before this, or it needs quotation marks",
        position: parser.peek.position)
    }
    return scope
  }

  private init(tokens: [AdaptiveScopeToken]) { self.tokens = tokens }

  // The last word is the end, which is never taken.
  private var peek: AdaptiveScopeToken { tokens[next] }

  private mutating func take() -> AdaptiveScopeToken {
    let token = tokens[next]
    if token.kind != .end { next += 1 }
    return token
  }

  private mutating func expression(depth: Int) throws(Problem) -> AdaptiveScope {
    var scopes = [try conjunction(depth: depth)]
    while peek.kind == .or {
      _ = take()
      scopes.append(try conjunction(depth: depth))
    }
    return scopes.count == 1 ? scopes[0] : .any(scopes)
  }

  private mutating func conjunction(depth: Int) throws(Problem) -> AdaptiveScope {
    var scopes = [try operand(depth: depth)]
    while peek.kind == .and {
      _ = take()
      scopes.append(try operand(depth: depth))
    }
    return scopes.count == 1 ? scopes[0] : .all(scopes)
  }

  private mutating func operand(depth: Int) throws(Problem) -> AdaptiveScope {
    let token = take()
    guard depth < AdaptiveScopeLimits.depth else {
      throw Problem(
        code: .queryTooDeep, message: "parentheses and NOT nest at most \(AdaptiveScopeLimits.depth) deep",
        position: token.position)
    }
    switch token.kind {
    case .not: return .not(try operand(depth: depth + 1))
    case .opening:
      let scope = try expression(depth: depth + 1)
      guard take().kind == .closing else {
        throw Problem(
          code: .unbalancedParenthesis, message: "this parenthesis has no partner", position: token.position)
      }
      return scope
    case .word(let name): return .comparison(try comparison(name, at: token.position))
    default:
      throw Problem(
        code: .missingOperand, message: "a comparison is missing here: department = \"Trading\"",
        position: token.position)
    }
  }

  private mutating func comparison(_ name: String, at position: KQLPosition) throws(Problem)
    -> AdaptiveScope.Comparison
  {
    let attributes = AdaptiveScope.Attribute.allCases
    guard let attribute = attributes.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
      throw Problem(
        code: .unknownProperty,
        message: "the directory has no such attribute; it has \(attributes.map(\.rawValue).joined(separator: ", "))",
        position: position)
    }
    let sign = take()
    guard sign.kind == .equals || sign.kind == .differs else {
      throw Problem(
        code: .wrongOperator, message: "\(attribute.rawValue) is compared with = or <>", position: sign.position)
    }
    let token = take()
    let value: String
    switch token.kind {
    case .word(let text), .quoted(let text): value = text
    default:
      throw Problem(
        code: .missingValue, message: "a value is missing here; quote AND, OR and NOT", position: token.position)
    }
    let isPrefix = peek.kind == .star
    if isPrefix { _ = take() }
    try check(value, of: attribute, isPrefix: isPrefix, at: token.position)
    return AdaptiveScope.Comparison(attribute, value, isPrefix: isPrefix, isNegated: sign.kind == .differs)
  }

  private mutating func check(
    _ value: String, of attribute: AdaptiveScope.Attribute, isPrefix: Bool, at position: KQLPosition
  ) throws(Problem) {
    guard value.unicodeScalars.count <= AdaptiveScopeLimits.valueLength else {
      throw Problem(
        code: .valueTooLong,
        message: "a value has at most \(AdaptiveScopeLimits.valueLength) characters, as the directory's fields have",
        position: position)
    }
    let isStatus = isPrefix ? false : Mailbox.Status(rawValue: value.lowercased()) != nil
    guard attribute != .status || isStatus else {
      throw Problem(code: .badChoice, message: "status is active or inactive", position: position)
    }
    guard !isPrefix || !value.isEmpty else {
      throw Problem(
        code: .wildcardTooShort, message: "everything begins with nothing; for everyone use --all", position: position)
    }
    comparisons += 1
    guard comparisons <= AdaptiveScopeLimits.comparisons else {
      throw Problem(
        code: .tooManyConditions,
        message: "an expression makes at most \(AdaptiveScopeLimits.comparisons) comparisons", position: position)
    }
  }
}
