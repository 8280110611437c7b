internal import Search

/// The words of an expression.
struct AdaptiveScopeToken {
  enum Kind: Equatable {
    case opening, closing
    case and, or, not
    case equals, differs
    /// An attribute's name or a value.
    case word(String)
    /// A value between quotation marks, its escapes resolved.
    case quoted(String)
    /// A `*` that touches the value before it.
    case star
    case end
  }

  var kind: Kind
  var position: KQLPosition
}

/// Cuts an expression into words, each with its place.
struct AdaptiveScopeLexer {
  private let scalars: [Unicode.Scalar]
  private var next = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Why the text can't be cut.
  struct Problem: Error {
    var code: KQLDiagnosticCode
    var message: String
    var position: KQLPosition
  }

  /// All words, with the end as the last.
  mutating func tokens() throws(Problem) -> [AdaptiveScopeToken] {
    var tokens: [AdaptiveScopeToken] = []
    while let token = try token(after: tokens.last) { tokens.append(token) }
    tokens.append(AdaptiveScopeToken(kind: .end, position: KQLPosition(offset: scalars.count, length: 1)))
    return tokens
  }

  private mutating func token(after last: AdaptiveScopeToken?) throws(Problem) -> AdaptiveScopeToken? {
    while next < scalars.count, scalars[next].properties.isWhitespace { next += 1 }
    guard next < scalars.count else { return nil }
    let start = next
    let kind: AdaptiveScopeToken.Kind
    switch scalars[next] {
    case "(": kind = take(.opening)
    case ")": kind = take(.closing)
    case "=": kind = take(.equals)
    case "<" where next + 1 < scalars.count && scalars[next + 1] == ">": kind = take(.differs, length: 2)
    case "\"": kind = .quoted(try quoted())
    case "*":
      guard let last, last.position.end == start, last.isValue else {
        throw Problem(
          code: .misplacedMarker,
          message: "a * means 'begins with' and stands right after a value: department = Trad*",
          position: KQLPosition(offset: start, length: 1))
      }
      kind = take(.star)
    case "<", ">", "!", "~", "&", "|", "'", "\u{201C}", "\u{201D}":
      throw Problem(
        code: .unsupportedOperator,
        message: "this sign has no meaning here; compare with = or <>, join with AND, OR, NOT, quote with \"",
        position: KQLPosition(offset: start, length: 1))
    default: kind = word()
    }
    return AdaptiveScopeToken(kind: kind, position: KQLPosition(offset: start, length: next - start))
  }

  private mutating func take(_ kind: AdaptiveScopeToken.Kind, length: Int = 1) -> AdaptiveScopeToken.Kind {
    next += length
    return kind
  }

  private mutating func word() -> AdaptiveScopeToken.Kind {
    let start = next
    while next < scalars.count, !Self.endsWord(scalars[next]) { next += 1 }
    // A sign that ends a word never begins one, so that each call takes something.
    next = max(next, start + 1)
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<next])
    switch String(text) {
    case "AND": return .and
    case "OR": return .or
    case "NOT": return .not
    case let word: return .word(word)
    }
  }

  private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || "()=<>!*\"".unicodeScalars.contains(scalar)
  }

  private mutating func quoted() throws(Problem) -> String {
    let start = next
    next += 1
    var text = String.UnicodeScalarView()
    while next < scalars.count {
      let scalar = scalars[next]
      next += 1
      if scalar == "\"" { return String(text) }
      if scalar == "\\", next < scalars.count {
        text.append(scalars[next])
        next += 1
      } else {
        text.append(scalar)
      }
    }
    throw Problem(
      code: .unbalancedQuote, message: "this quotation mark has no partner",
      position: KQLPosition(offset: start, length: 1))
  }
}

extension AdaptiveScopeToken {
  var isValue: Bool {
    switch kind {
    case .word, .quoted: true
    default: false
    }
  }
}
