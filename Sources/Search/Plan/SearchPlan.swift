internal import Archive

/// What to ask of which index: text of FTS5, everything else of the fact blocks, joined as sets.
///
/// FTS5 has no unary NOT and overflows at about a hundred nested parentheses, so only conjunctions and
/// disjunctions of text go to it, flat; NOT and the rest are set operations here.
indirect enum SearchPlan {
  case everything
  case nothing
  /// An FTS5 expression, made by ``TextExpression`` alone.
  case text(String)
  /// Matches of an expression that must be looked at again: FTS5 has no ordered NEAR.
  case ordered(candidates: String, OrderedNear)
  case scalar(ScalarTest)
  case and([SearchPlan])
  case or([SearchPlan])
  case not(SearchPlan)

  init(_ query: Query, _ analyzer: Analyzer) throws {
    switch query {
    case .everything: self = .everything
    case .nothing: self = .nothing
    case .text(let match): self = .text(try TextExpression.match(match, analyzer))
    case .near(let near): self = try Self.near(near, analyzer)
    case .scalar(let test): self = .scalar(test)
    case .not(let inner): self = .not(try SearchPlan(inner, analyzer))
    case .and(let members):
      self = Self.gather(try members.map { try SearchPlan($0, analyzer) }, " AND ") { .and($0) }
    case .or(let members):
      self = Self.gather(try members.map { try SearchPlan($0, analyzer) }, " OR ") { .or($0) }
    }
  }

  /// Joins the members that are text into one expression, for FTS5 to merge their lists.
  private static func gather(
    _ members: [SearchPlan], _ joiner: String, _ make: ([SearchPlan]) -> SearchPlan
  ) -> SearchPlan {
    var texts: [String] = []
    var others: [SearchPlan] = []
    for member in members {
      if case .text(let expression) = member { texts.append(expression) } else { others.append(member) }
    }
    if !texts.isEmpty {
      let joined = texts.count == 1 ? texts[0] : texts.map { "(\($0))" }.joined(separator: joiner)
      others.insert(.text(joined), at: 0)
    }
    return others.count == 1 ? others[0] : make(others)
  }

  private static func near(_ near: NearMatch, _ analyzer: Analyzer) throws -> SearchPlan {
    let expression = try TextExpression.near(near, analyzer)
    return near.isOrdered
      ? .ordered(candidates: expression, try OrderedNear(near, analyzer)) : .text(expression)
  }
}
