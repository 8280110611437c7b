internal import Archive

/// ONEAR: the first words, then at most so many others, then the second, in one text.
struct OrderedNear {
  private let first: WordPattern
  private let second: WordPattern
  private let distance: Int

  init(_ near: NearMatch, _ analyzer: Analyzer) throws {
    first = try WordPattern(near.first, analyzer)
    second = try WordPattern(near.second, analyzer)
    distance = near.distance
  }

  func matches(_ text: IndexedText, _ analyzer: Analyzer) throws -> Bool {
    try [text.subject, text.body, text.sender, text.recipients, text.attachments].contains {
      matches(try PlacedTerms($0, analyzer))
    }
  }

  private func matches(_ text: PlacedTerms) -> Bool {
    let starts = (0..<text.count).filter { text.has(first, at: $0) }
    guard !starts.isEmpty else { return false }
    let ends = (0..<text.count).filter { text.has(second, at: $0) }
    return starts.contains { start in
      let next = start + first.places.count
      return ends.contains { $0 >= next && $0 - next <= distance }
    }
  }
}
