internal import Archive

/// NEAR and ONEAR: two words or phrases in one text with at most so many words between.
///
/// FTS5 counts tokens, in any order. That is right where every token is a word. In scripts without spaces a token is a
/// unit, of which two count as a word here (measured on sentences segmented by hand, a word is 1.7 of them in Chinese
/// and Japanese and 2.3 in Thai), so there what FTS5 finds is sure, and what it finds at twice the distance is looked
/// at again; and so is everything where the order matters.
struct NearSearch {
  /// What FTS5 finds at the distance asked for.
  let close: String
  /// What it finds at twice the distance: all there can be.
  let wide: String
  let check: NearCheck

  init(_ near: NearMatch, _ analyzer: Analyzer) throws {
    close = try TextExpression.near(near, analyzer, distance: near.distance)
    wide = try TextExpression.near(near, analyzer, distance: 2 * near.distance)
    check = try NearCheck(near, analyzer)
  }
}

/// Looks at a text again for two words or phrases near each other.
struct NearCheck {
  let isOrdered: Bool
  private let first: WordPattern
  private let second: WordPattern
  private let distance: Int

  init(_ near: NearMatch, _ analyzer: Analyzer) throws {
    isOrdered = near.isOrdered
    first = try WordPattern(near.first, analyzer, isMeasured: true)
    second = try WordPattern(near.second, analyzer, isMeasured: true)
    distance = near.distance
  }

  func matches(_ text: IndexedText, _ analyzer: Analyzer) throws -> Bool {
    try text.all.contains { try matches(PlacedTerms($0, analyzer)) }
  }

  private func matches(_ text: PlacedTerms) -> Bool {
    let (firsts, seconds) = (text.places(of: first), text.places(of: second))
    return isFollowed(firsts, first, by: seconds, text) || (!isOrdered && isFollowed(seconds, second, by: firsts, text))
  }

  /// Whether one of some places has one of others close behind it.
  ///
  /// Only the nearest matters, and both lists ascend: comparing all with all would take hours for a long text.
  private func isFollowed(_ places: [Int], _ pattern: WordPattern, by others: [Int], _ text: PlacedTerms) -> Bool {
    var nearest = 0
    for place in places {
      let end = place + pattern.places.count
      while nearest < others.count, others[nearest] < end { nearest += 1 }
      guard nearest < others.count else { return false }
      // No place counts less than half a word.
      let next = others[nearest]
      if next - end <= 2 * distance, text.distance(from: end, to: next) <= 2 * distance { return true }
    }
    return false
  }
}
