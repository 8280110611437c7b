internal import Archive

/// ONEAR: the first words, then at most so many others, then the second, in one text.
struct OrderedNear {
  private let first: [String]
  private let second: [String]
  private let firstIsPrefix: Bool
  private let secondIsPrefix: Bool
  private let distance: Int

  init(_ near: NearMatch, _ analyzer: Analyzer) throws {
    first = try analyzer.tokens(of: near.first.text).map(\.term)
    second = try analyzer.tokens(of: near.second.text).map(\.term)
    firstIsPrefix = near.first.isPrefix
    secondIsPrefix = near.second.isPrefix
    distance = near.distance
  }

  func matches(_ text: IndexedText, _ analyzer: Analyzer) throws -> Bool {
    try [text.subject, text.body, text.sender, text.recipients, text.attachments].contains {
      matches(words: try analyzer.tokens(of: $0).map(\.term))
    }
  }

  private func matches(words: [String]) -> Bool {
    let starts = positions(of: first, firstIsPrefix, in: words)
    guard !starts.isEmpty else { return false }
    let ends = positions(of: second, secondIsPrefix, in: words)
    return starts.contains { start in
      let next = start + first.count
      return ends.contains { $0 >= next && $0 - next <= distance }
    }
  }

  private func positions(of phrase: [String], _ isPrefix: Bool, in words: [String]) -> [Int] {
    guard !phrase.isEmpty, words.count >= phrase.count else { return [] }
    return (0...(words.count - phrase.count)).filter { start in
      phrase.indices.allSatisfy { i in
        isPrefix && i == phrase.count - 1
          ? words[start + i].hasPrefix(phrase[i]) : words[start + i] == phrase[i]
      }
    }
  }
}
