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
  let isOrdered: Bool
  private let first: WordPattern
  private let second: WordPattern
  private let distance: Int

  init(_ near: NearMatch, _ analyzer: Analyzer) throws {
    close = try TextExpression.near(near, analyzer, distance: near.distance)
    wide = try TextExpression.near(near, analyzer, distance: 2 * near.distance)
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
    return firsts.contains { first in
      seconds.contains { second in
        isClose(first, self.first, second, text) || (!isOrdered && isClose(second, self.second, first, text))
      }
    }
  }

  private func isClose(_ start: Int, _ pattern: WordPattern, _ next: Int, _ text: PlacedTerms) -> Bool {
    let end = start + pattern.places.count
    // No place counts less than half a word.
    return next >= end && next - end <= 2 * distance && text.distance(from: end, to: next) <= 2 * distance
  }
}
