internal import Foundation

/// A kind of query, with queries of it drawn from the texts that are searched.
struct QueryClass {
  let name: String
  /// In our query language.
  let queries: [String]
  /// The same for the yardstick, query by query; nil where it can't be asked.
  let plain: [String]?

  private init(_ name: String, _ queries: [String], plain: [String]? = nil) {
    (self.name, self.queries, self.plain) = (name, queries, plain)
  }

  /// Queries of every kind.
  ///
  /// `words`: the commonest first, with the number of texts that have each.
  /// `count`: how many of each kind.
  static func all(texts: [String], words: [(word: String, texts: Int)], feed: Feed, people: [String], count: Int)
    -> [QueryClass]
  {
    var random = SeededRandom(seed: 7)
    let usable = words.filter { isPlain($0.word) }
    let rarest = max(5, texts.count / 2_000)
    let rare = (0..<count).compactMap { _ in
      usable.lazy.filter { $0.texts <= rarest }.randomElement(using: &random)?.word
    }
    let common = (0..<count).map { usable[$0 % min(count, usable.count)].word }
    let pairs = sample(count, from: texts, &random) { draw(2, of: $0, &$1) }
    let triples = sample(count, from: texts, &random) { draw(3, of: $0, &$1) }
    let phrases = sample(count, from: texts, &random) { neighbours(in: $0, &$1) }
    let beginnings = (0..<count).compactMap { _ in
      usable.lazy.filter { $0.word.count > 3 }.randomElement(using: &random).map { String($0.word.prefix(3)) }
    }
    let days = feed.days
    let span = days.count > 3 ? "\(days[1])..\(days[3])" : "\(days[0])..\(days[days.count - 1])"
    func all(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: " ") }
    func phrase(_ words: [String]) -> String { "\"\(words.joined(separator: " "))\"" }
    return [
      QueryClass("rare term", rare.map { all([$0]) }, plain: rare.map { all([$0]) }),
      QueryClass("common term", common.map { all([$0]) }, plain: common.map { all([$0]) }),
      QueryClass("two terms", pairs.map(all), plain: pairs.map(all)),
      QueryClass("three terms", triples.map(all), plain: triples.map(all)),
      QueryClass("phrase", phrases.map(phrase), plain: phrases.map(phrase)),
      QueryClass("prefix", beginnings.map { "\($0)*" }, plain: beginnings.map { "\($0)*" }),
      QueryClass("sender", (0..<count).map { "from:\"\(people[$0 % people.count])\"" }),
      QueryClass("dates and term", common.map { "sent:\(span) \"\($0)\"" }),
    ].filter { !$0.queries.isEmpty }
  }

  /// ASCII letters alone: what both sides cut the same way.
  private static func isPlain(_ word: String) -> Bool {
    word.utf8.count > 1 && word.utf8.allSatisfy { (97...122).contains($0) }
  }

  private static func plainWords(of text: String) -> [String] {
    text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
  }

  /// Something from each of so many texts, passing over those that haven't got it.
  private static func sample<T>(
    _ count: Int, from texts: [String], _ random: inout SeededRandom,
    _ take: (String, inout SeededRandom) -> T?
  ) -> [T] {
    var taken: [T] = []
    // Bounded, should no text have it.
    for _ in 0..<count * 100 where taken.count < count {
      guard let text = texts.randomElement(using: &random), let found = take(text, &random) else { continue }
      taken.append(found)
    }
    return taken
  }

  private static func draw(_ count: Int, of text: String, _ random: inout SeededRandom) -> [String]? {
    let words = Array(Set(plainWords(of: text).filter(isPlain))).sorted()
    return words.count >= count ? Array(words.shuffled(using: &random).prefix(count)) : nil
  }

  private static func neighbours(in text: String, _ random: inout SeededRandom) -> [String]? {
    let words = plainWords(of: text)
    let starts = words.indices.dropLast().filter { isPlain(words[$0]) && isPlain(words[$0 + 1]) }
    return starts.randomElement(using: &random).map { [words[$0], words[$0 + 1]] }
  }
}
