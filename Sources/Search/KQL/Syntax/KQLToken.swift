/// A piece of a query that the parser takes as one.
struct KQLToken {
  enum Kind {
    case open
    case close
    case plus
    case minus
    case and
    case or
    case not
    case near(KQLNear)
    case text(KQLText)
    case restriction(KQLName, KQLOperator, KQLText)
    /// `name:` with its opening parenthesis, which is not a token of its own.
    case restrictionOpen(KQLName, KQLOperator)
    /// `(c:s)`
    case rowMarker
    /// `(c:c)`
    case conditionMarker
    case end
  }

  var kind: Kind
  var position: KQLPosition

  /// The operator's name where this token joins two operands.
  var joinerName: String? {
    switch kind {
    case .and: "AND"
    case .or: "OR"
    case .near(let near): near.isOrdered ? "ONEAR" : "NEAR"
    default: nil
    }
  }
}
