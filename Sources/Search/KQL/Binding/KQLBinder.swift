/// A syntax tree to a checked query: names looked up, values read, implicit operators made explicit.
struct KQLBinder {
  let context: KQLContext
  var diagnostics: KQLDiagnostics
  /// Words, phrases and restrictions so far; a near pair counts two.
  private(set) var conditions = 0
  /// Words so far that stand for many of the index's.
  private var openWords = 0

  init(_ context: KQLContext, _ diagnostics: KQLDiagnostics) {
    (self.context, self.diagnostics) = (context, diagnostics)
  }

  /// What a `name:( … )` says of the words inside it.
  struct Scope {
    var name: KQLName
    var op: KQLOperator
  }

  mutating func bind(_ node: KQLSyntax, in scope: Scope? = nil) -> Query {
    switch node.kind {
    case .empty: return .everything
    case .missing: return .nothing
    case .text(let text):
      guard count(node) else { return .nothing }
      if let scope { return restriction(scope.name, scope.op, text, node.position) }
      return match(text, in: .anyText).map(Query.text) ?? .nothing
    case .restriction(let name, let op, let value):
      if let scope { return nested(node, scope) }
      return count(node) ? restriction(name, op, value, node.position) : .nothing
    case .restrictionGroup(let name, let op, let inside):
      if let scope { return nested(node, scope) }
      return group(Scope(name: name, op: op), inside)
    case .group(let inside), .required(let inside): return bind(inside, in: scope)
    case .not(let inside), .excluded(let inside): return .negation(of: bind(inside, in: scope))
    case .near(let operands, let links):
      guard scope == nil else {
        diagnostics.error(.nearOperand, "NEAR joins words of free text, not of a property", at: node.position)
        return .nothing
      }
      return near(operands, links)
    case .and(let items): return .all(of: bind(items, in: scope))
    case .or(let items): return .any(of: bind(items, in: scope))
    case .juxtaposed(let items): return join(items, in: scope, areConditions: false)
    case .rows(let rows): return .any(of: bind(rows, in: scope))
    case .conditioned(let keywords, let conditions):
      return .all(of: [bind(keywords), join(conditions, in: nil, areConditions: true)])
    }
  }

  private mutating func bind(_ items: [KQLSyntax], in scope: Scope?) -> [Query] {
    var bound: [Query] = []
    for item in items { bound.append(bind(item, in: scope)) }
    return bound
  }

  /// Counts a condition, and tells once when there are too many.
  mutating func count(_ node: KQLSyntax, as number: Int = 1) -> Bool {
    let before = conditions
    conditions += number
    if before <= KQLLimits.conditions, conditions > KQLLimits.conditions {
      diagnostics.error(
        .tooManyConditions,
        "more than \(KQLLimits.conditions) words, phrases and restrictions; put a passage of text in "
          + "quotation marks, or split the query up", at: node.position)
    }
    return conditions <= KQLLimits.conditions
  }

  /// Counts a wildcard or fuzzy word, and tells once when there are too many.
  mutating func countOpenWord(_ position: KQLPosition) -> Bool {
    openWords += 1
    if openWords == KQLLimits.openWords + 1 {
      diagnostics.error(
        .tooManyOpenWords,
        "more than \(KQLLimits.openWords) words with a * that isn't at their end, or a ~; split the query up",
        at: position)
    }
    return openWords <= KQLLimits.openWords
  }

  // MARK: Groups of values

  private mutating func group(_ scope: Scope, _ inside: KQLSyntax) -> Query {
    guard let property = property(scope.name, value: nil) else { return .nothing }
    guard scope.op.offersAlternatives else {
      diagnostics.error(
        .wrongOperator, "only : and = take values in parentheses", at: scope.name.position)
      return .nothing
    }
    if property.kind == .conversation {
      diagnostics.error(.badConversation, Self.conversationAdvice, at: inside.position)
      return .nothing
    }
    return bind(inside, in: scope)
  }

  private mutating func nested(_ node: KQLSyntax, _ scope: Scope) -> Query {
    diagnostics.error(
      .nestedRestriction, "a restriction can't stand inside the parentheses of \(scope.name.text)",
      at: node.position)
    return .nothing
  }
}
