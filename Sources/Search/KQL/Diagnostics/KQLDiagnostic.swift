/// Something wrong, or probably not meant, in a query.
public struct KQLDiagnostic: Hashable, Sendable, Codable {
  public enum Severity: String, Hashable, Sendable, Codable { case error, warning }

  public var severity: Severity
  public var code: KQLDiagnosticCode
  /// Lower-case, without a full stop; what it quotes of the query has its control characters made visible.
  public var message: String
  public var position: KQLPosition
  /// What to write at `position` instead, where there is one likely answer.
  public var fix: String?

  public init(
    _ severity: Severity, _ code: KQLDiagnosticCode, _ message: String, at position: KQLPosition,
    fix: String? = nil
  ) {
    (self.severity, self.code, self.message) = (severity, code, message)
    (self.position, self.fix) = (position, fix)
  }
}

/// The stable name of a kind of diagnostic; docs/kql.md shows a query for each.
public enum KQLDiagnosticCode: String, Hashable, Sendable, Codable, CaseIterable {
  // Errors of the whole.
  case queryTooLong = "query.too-long"
  case queryTooDeep = "query.too-deep"
  case tooManyConditions = "query.too-many-conditions"
  case missingOperand = "query.missing-operand"
  case unbalancedParenthesis = "query.unbalanced-parenthesis"
  case unbalancedQuote = "query.unbalanced-quote"
  case touchingQuote = "quote.touching"
  case misplacedMarker = "query.misplaced-marker"
  // Errors of operators.
  case unsupportedOperator = "operator.unsupported"
  case spacedOperator = "operator.spaced"
  case doubledSign = "operator.doubled"
  case nearDistance = "near.distance"
  case nearOperand = "near.operand"
  // Errors of words.
  case wildcardPosition = "wildcard.position"
  case wildcardTooShort = "wildcard.too-short"
  case tooManyOpenWords = "wildcard.too-many"
  case wildcardScript = "wildcard.script"
  case fuzzyDistance = "fuzzy.distance"
  case fuzzyWord = "fuzzy.word"
  case unsearchable = "term.unsearchable"
  // Errors of restrictions.
  case unknownProperty = "property.unknown"
  case absentProperty = "property.absent"
  case wrongOperator = "property.operator"
  case nestedRestriction = "property.nested"
  case missingValue = "value.missing"
  case valueTooLong = "value.too-long"
  case badDate = "value.date"
  case badInterval = "value.interval"
  case badNumber = "value.number"
  case badChoice = "value.choice"
  case badRange = "value.range"
  case badConversation = "value.conversation"
  // Warnings.
  case lowercaseOperator = "operator.lowercase"
  case mixedOperators = "operator.mixed"
  case dashOperator = "operator.dash"
  case curlyQuote = "quote.curly"
  case singleQuote = "quote.single"
  case invisible = "text.invisible"
  case spacedRestriction = "restriction.spaced"
  case restrictionsApart = "restriction.apart"
  case splitNumber = "number.split"
  case emptyProperty = "property.empty"
  case emptyValue = "value.empty"
}

/// The diagnostics of one query while it is read; it holds no more than are worth reporting.
struct KQLDiagnostics {
  private(set) var all: [KQLDiagnostic] = []
  private(set) var hasErrors = false
  private var errors = 0

  /// Errors are never crowded out by warnings: each severity has its own allowance.
  mutating func report(_ diagnostic: KQLDiagnostic) {
    if diagnostic.severity == .error {
      hasErrors = true
      errors += 1
      if errors <= KQLLimits.diagnostics { all.append(diagnostic) }
    } else if all.count - min(errors, KQLLimits.diagnostics) < KQLLimits.diagnostics {
      all.append(diagnostic)
    }
  }

  mutating func error(
    _ code: KQLDiagnosticCode, _ message: String, at position: KQLPosition, fix: String? = nil
  ) {
    report(KQLDiagnostic(.error, code, message, at: position, fix: fix))
  }

  mutating func warn(
    _ code: KQLDiagnosticCode, _ message: String, at position: KQLPosition, fix: String? = nil
  ) {
    report(KQLDiagnostic(.warning, code, message, at: position, fix: fix))
  }

  /// In the order of the text; where two start together, in the order found.
  var sorted: [KQLDiagnostic] {
    // Swift's sort is stable.
    all.sorted { $0.position.offset < $1.position.offset }
  }
}
