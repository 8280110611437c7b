internal import Archive

/// What to ask of which index: text of FTS5, everything else of the fact blocks, joined as sets.
///
/// FTS5 has no unary NOT, and its parser overflows where parentheses nest, so only conjunctions and disjunctions of
/// text go to it, and no deeper than ``deepestText``; NOT and the rest are set operations here.
indirect enum SearchPlan {
  case everything
  case nothing
  /// An FTS5 expression, made by ``TextExpression`` alone, and how many levels of AND and OR it has.
  case text(String, depth: Int)
  /// A word or phrase of which the last word may go on, asked of some messages alone; and as FTS5 has it.
  case beginning(WordPattern, TextField, expression: String)
  /// Every word of the index of a shape, in a field.
  case words(WordShape, TextField)
  /// Matches of a plan that must be looked at again: FTS5 has no punctuation.
  case checked(candidates: SearchPlan, TextCheck)
  /// Two words near each other, of which some must be looked at again.
  case near(NearSearch)
  case scalar(ScalarTest)
  case and([SearchPlan])
  case or([SearchPlan])
  case not(SearchPlan)

  /// What a plan will be asked of.
  enum Reach {
    case everything
    /// Some messages alone: FTS5 would gather the lists of all words with a beginning, however few are asked about.
    case batch
  }

  init(_ query: Query, _ analyzer: Analyzer, of reach: Reach = .everything) throws {
    switch query {
    case .everything: self = .everything
    case .nothing: self = .nothing
    case .text(let match): self = try Self.text(match, analyzer, reach)
    case .near(let near): self = try Self.near(near, analyzer, reach)
    case .scalar(let test): self = .scalar(test)
    case .not(let inner): self = .not(try SearchPlan(inner, analyzer, of: reach))
    case .and(let members):
      self = Self.gather(try members.map { try SearchPlan($0, analyzer, of: reach) }, " AND ") { .and($0) }
    case .or(let members):
      self = Self.gather(try members.map { try SearchPlan($0, analyzer, of: reach) }, " OR ") { .or($0) }
    }
  }

  /// FTS5's parser keeps what it has read of each open parenthesis on a stack of 100, and fails at 33 levels.
  static let deepestText = 16

  /// Joins the members that are text into one expression, for FTS5 to merge their lists.
  private static func gather(
    _ members: [SearchPlan], _ joiner: String, _ make: ([SearchPlan]) -> SearchPlan
  ) -> SearchPlan {
    var texts: [String] = []
    var others: [SearchPlan] = []
    var deepest = 0
    for member in members {
      if case .text(let expression, let depth) = member, depth < deepestText {
        texts.append(expression)
        deepest = max(deepest, depth)
      } else {
        others.append(member)
      }
    }
    if texts.count == 1 {
      others.insert(.text(texts[0], depth: deepest), at: 0)
    } else if !texts.isEmpty {
      others.insert(.text(texts.map { "(\($0))" }.joined(separator: joiner), depth: deepest + 1), at: 0)
    }
    return others.count == 1 ? others[0] : make(others)
  }

  private static func text(_ match: TextMatch, _ analyzer: Analyzer, _ reach: Reach) throws -> SearchPlan {
    let pattern = try WordPattern(match, analyzer)
    guard pattern.needsLooking else {
      let expression = try TextExpression.match(match, analyzer)
      return reach == .batch && pattern.isOpen
        ? .beginning(pattern, match.field, expression: expression) : .text(expression, depth: 0)
    }
    let candidates = try candidates(pattern, match, analyzer)
    if case .words = candidates, pattern.isOneShape { return candidates }
    return .checked(candidates: candidates, .stands(pattern, in: match.field))
  }

  /// What finds at least every text that a pattern may stand in: each of its parts somewhere in the field.
  private static func candidates(
    _ pattern: WordPattern, _ match: TextMatch, _ analyzer: Analyzer
  ) throws -> SearchPlan {
    switch match.form {
    case .exact, .prefix: return .text(try TextExpression.match(match, analyzer), depth: 0)
    case .wildcards, .fuzzy:
      let parts = try pattern.parts.compactMap { part -> SearchPlan? in
        switch part {
        case .shape(.any): nil
        case .shape(let shape): .words(shape, match.field)
        case .plain(let words): .text(try TextExpression.match(TextMatch(words, in: match.field), analyzer), depth: 0)
        }
      }
      guard !parts.isEmpty else { throw UnsearchableText(text: match.text) }
      return gather(parts, " AND ") { .and($0) }
    }
  }

  private static func near(_ near: NearMatch, _ analyzer: Analyzer, _ reach: Reach) throws -> SearchPlan {
    let (first, second) = (try WordPattern(near.first, analyzer), try WordPattern(near.second, analyzer))
    guard first.needsLooking || second.needsLooking else {
      guard reach == .batch, first.isOpen || second.isOpen else { return .near(try NearSearch(near, analyzer)) }
      // Only where both are there at all is the index asked how near they are.
      let sides = try [near.first, near.second].map { try text($0, analyzer, reach) }
      return .and(sides + [.near(try NearSearch(near, analyzer))])
    }
    let sides = [try candidates(first, near.first, analyzer), try candidates(second, near.second, analyzer)]
    return .checked(candidates: gather(sides, " AND ") { .and($0) }, .near(try NearCheck(near, analyzer)))
  }
}
