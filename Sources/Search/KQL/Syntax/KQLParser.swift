/// Tokens to a syntax tree, by precedence: NEAR, NOT, AND, OR, then standing side by side.
///
/// After an error it goes on, so that one reading reports all of them. Every loop takes a token on each
/// turn; recursion is bounded by ``KQLLimits/depth``.
struct KQLParser {
  private let tokens: [KQLToken]
  private var index = 0
  private var depth = 0
  private let source: KQLSource
  private(set) var diagnostics: KQLDiagnostics

  init(_ tokens: [KQLToken], _ source: KQLSource, _ diagnostics: KQLDiagnostics) {
    (self.source, self.diagnostics) = (source, diagnostics)
    self.tokens = Self.withoutStrayClosers(tokens, &self.diagnostics)
  }

  /// Takes out parentheses that close nothing, so that one doesn't cut an operator from its operand.
  private static func withoutStrayClosers(
    _ tokens: [KQLToken], _ diagnostics: inout KQLDiagnostics
  ) -> [KQLToken] {
    var open = 0
    return tokens.filter { token in
      switch token.kind {
      case .open, .restrictionOpen: open += 1
      case .close where open > 0: open -= 1
      case .close:
        diagnostics.error(.unbalancedParenthesis, "this parenthesis closes nothing", at: token.position)
        return false
      default: break
      }
      return true
    }
  }

  private var token: KQLToken { tokens[index] }
  private mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  // MARK: The whole

  mutating func query() -> KQLSyntax {
    var rows = [list()]
    while case .rowMarker = token.kind {
      advance()
      rows.append(list())
    }
    if rows.count > 1 {
      for row in rows where row.kind == .empty {
        diagnostics.error(.missingOperand, "an empty row in the keyword list", at: row.position)
      }
    }
    let span = rows[0].position.through(rows[rows.count - 1].position)
    let keywords = rows.count == 1 ? rows[0] : KQLSyntax(.rows(rows), span)
    guard case .conditionMarker = token.kind else { return keywords }
    let marker = token.position
    advance()
    let conditions = list()
    if conditions.kind == .empty {
      diagnostics.error(.missingOperand, "no condition after (c:c)", at: marker)
    }
    while token.isMarker {
      misplaced()
      _ = list()
    }
    let items: [KQLSyntax] = if case .juxtaposed(let items) = conditions.kind { items } else { [conditions] }
    return KQLSyntax(
      .conditioned(keywords: keywords, conditions: items), span.through(conditions.position))
  }

  /// Operands side by side, up to a closing parenthesis, a marker or the end.
  private mutating func list() -> KQLSyntax {
    var items: [KQLSyntax] = []
    scan: while true {
      let before = index
      switch token.kind {
      case .end, .close: break scan
      case .rowMarker, .conditionMarker:
        if depth == 0 { break scan }
        misplaced()
      default:
        items.append(or())
      }
      precondition(index > before, "the parser must advance")
    }
    guard let first = items.first, let last = items.last else {
      return KQLSyntax(.empty, KQLPosition(offset: token.position.offset, length: 0))
    }
    if items.count == 1 { return first }
    for item in items {
      if case .or = item.kind { warnOfMixture(item, "OR binds tighter than standing side by side (AND)") }
    }
    return KQLSyntax(.juxtaposed(items), first.position.through(last.position))
  }

  private mutating func misplaced() {
    diagnostics.error(
      .misplacedMarker, "(c:c) and (c:s) stand only in a stored query, outside parentheses, (c:c) once",
      at: token.position)
    advance()
  }

  // MARK: Operators

  private mutating func or() -> KQLSyntax {
    var items = [and()]
    while case .or = token.kind {
      advance()
      items.append(and(after: "OR"))
    }
    if items.count == 1 { return items[0] }
    for item in items {
      if case .and = item.kind { warnOfMixture(item, "AND binds tighter than OR") }
    }
    return joined(items) { .or($0) }
  }

  private mutating func and(after joiner: String? = nil) -> KQLSyntax {
    var items = [not(after: joiner)]
    while case .and = token.kind {
      advance()
      items.append(not(after: "AND"))
    }
    return items.count == 1 ? items[0] : joined(items) { .and($0) }
  }

  private mutating func not(after joiner: String?) -> KQLSyntax {
    guard case .not = token.kind else { return near(after: joiner) }
    let start = token.position
    advance()
    guard enter(start) else { return missing() }
    let operand = not(after: "NOT")
    depth -= 1
    return KQLSyntax(.not(operand), start.through(operand.position))
  }

  private mutating func near(after joiner: String?) -> KQLSyntax {
    var operands = [signed(after: joiner)]
    var links: [KQLNear] = []
    while case .near(let link) = token.kind {
      let name = token.joinerName
      advance()
      links.append(link)
      operands.append(signed(after: name))
    }
    return links.isEmpty ? operands[0] : joined(operands) { .near($0, links) }
  }

  private mutating func signed(after joiner: String?) -> KQLSyntax {
    let sign = token
    switch sign.kind {
    case .plus, .minus: advance()
    default: return operand(after: joiner)
    }
    while token.isSign {
      diagnostics.error(.doubledSign, "one sign is enough", at: token.position, fix: "")
      advance()
    }
    let operand = operand(after: sign.isMinus ? "-" : "+")
    return KQLSyntax(
      sign.isMinus ? .excluded(operand) : .required(operand), sign.position.through(operand.position))
  }

  // MARK: Operands

  private mutating func operand(after joiner: String?) -> KQLSyntax {
    let token = token
    switch token.kind {
    case .text(let text):
      advance()
      return KQLSyntax(.text(text), token.position)
    case .restriction(let name, let op, let value):
      advance()
      return KQLSyntax(.restriction(name, op, value), token.position)
    case .restrictionOpen(let name, let op):
      guard let (inside, position) = parenthesised() else { return missing() }
      return KQLSyntax(.restrictionGroup(name, op, inside), position)
    case .open:
      guard let (inside, position) = parenthesised() else { return missing() }
      return KQLSyntax(.group(inside), position)
    default:
      if let joiner {
        let before = tokens[index - 1].position
        diagnostics.error(.missingOperand, "nothing after \(joiner)", at: before)
      } else if let joiner = token.joinerName {
        diagnostics.error(.missingOperand, "nothing before \(joiner)", at: token.position)
      }
      return missing()
    }
  }

  /// What stands between the parentheses, or nil where they nest too deep.
  private mutating func parenthesised() -> (KQLSyntax, KQLPosition)? {
    let open = token.position
    advance()
    guard enter(open) else { return nil }
    let inside = list()
    depth -= 1
    let position = open.through(token.position)
    if case .close = token.kind {
      if inside.kind == .empty {
        diagnostics.error(.missingOperand, "nothing between the parentheses", at: position)
      }
      advance()
    } else if !stopped {
      diagnostics.error(.unbalancedParenthesis, "this parenthesis is never closed", at: open)
    }
    return (inside, position)
  }

  // MARK: Bookkeeping

  /// Set once nesting is too deep; there is no point in reading on.
  private var stopped = false

  private mutating func enter(_ position: KQLPosition) -> Bool {
    guard depth < KQLLimits.depth else {
      if !stopped {
        diagnostics.error(
          .queryTooDeep, "nested more than \(KQLLimits.depth) deep; split the query up", at: position)
      }
      stopped = true
      index = tokens.count - 1
      return false
    }
    depth += 1
    return true
  }

  private func missing() -> KQLSyntax {
    KQLSyntax(.missing, KQLPosition(offset: token.position.offset, length: 0))
  }

  private func joined(_ items: [KQLSyntax], _ kind: ([KQLSyntax]) -> KQLSyntax.Kind) -> KQLSyntax {
    KQLSyntax(kind(items), items[0].position.through(items[items.count - 1].position))
  }

  /// The longest part of a query, in scalars, worth writing out again between parentheses: each level of a
  /// nested query would repeat all that is inside it.
  private static let longestFix = 500

  private mutating func warnOfMixture(_ item: KQLSyntax, _ why: String) {
    let isShort = item.position.length <= Self.longestFix
    diagnostics.warn(
      .mixedOperators, "AND and OR are mixed: \(why), so this part is taken together; parentheses say so",
      at: item.position, fix: isShort ? "(" + source.written(item.position) + ")" : nil)
  }
}

extension KQLToken {
  fileprivate var isMarker: Bool {
    switch kind {
    case .rowMarker, .conditionMarker: true
    default: false
    }
  }

  fileprivate var isMinus: Bool { if case .minus = kind { true } else { false } }

  fileprivate var isSign: Bool {
    switch kind {
    case .plus, .minus: true
    default: false
    }
  }
}
