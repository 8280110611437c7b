internal import Archive
internal import Foundation

/// How well messages fit the words asked for: each word or phrase a message has counts the more, the rarer it is.
///
/// BM25's other parts, how often a word stands in a text and how long the text is, say little of texts of fifty bytes,
/// and FTS5 computes them over all there is now: with every import each score would move, and the pages of one search
/// would overlap or miss results. These scores depend on nothing that came after the search began.
struct Relevance {
  private let parts: [(messages: MessageSet, weight: Int64)]

  /// Finer than any difference that matters, and whole numbers, so that a page's key is exact.
  private static let scale = 1_000_000.0

  /// - Parameter runner: of the state the search is pinned to.
  init(_ query: Query, _ runner: PlanRunner) throws {
    let all = Double(max(runner.limit, 1))
    parts = try Set(query.positiveTexts).map { match in
      let messages = try runner.run(SearchPlan(.text(match), runner.analyzer))
      return (messages, Int64((log(1 + all / (Double(messages.count) + 0.5)) * Self.scale).rounded()))
    }
  }

  func score(_ message: Int64) -> Int64 {
    var score: Int64 = 0
    for part in parts where part.messages.contains(message) { score += part.weight }
    return score
  }
}
