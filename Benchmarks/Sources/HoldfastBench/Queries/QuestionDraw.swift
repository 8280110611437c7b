internal import Foundation

/// Draws questions from the words of the very texts that are searched, the same ones in every run.
struct QuestionDraw {
  private let texts: [String]
  /// ASCII words, the commonest first, with the number of texts that have each.
  private let words: [(word: String, texts: Int)]
  private let count: Int
  private var random = SeededRandom(seed: 7)

  /// Draws from texts and their words, the commonest word first.
  ///
  /// `count`: how many questions of each kind.
  init(texts: [String], words: [(word: String, texts: Int)], count: Int) {
    self.texts = texts
    self.words = words.filter { Self.isPlain($0.word) }
    self.count = count
  }

  /// Words that so many texts have.
  mutating func words(in texts: ClosedRange<Int>) -> [Question] {
    let usable = words.filter { texts.contains($0.texts) }
    return (0..<count).compactMap { _ in usable.randomElement(using: &random).map { .words([$0.word]) } }
  }

  /// The words that are nearest to being in so many texts.
  func words(near texts: Int, of most: Int) -> [Question] {
    let nearest = words.sorted { abs($0.texts - texts) < abs($1.texts - texts) }.prefix(most).map(\.word)
    return (0..<(nearest.isEmpty ? 0 : count)).map { .words([nearest[$0 % nearest.count]]) }
  }

  /// The commonest words.
  var commonest: [String] { (0..<(words.isEmpty ? 0 : count)).map { words[$0 % min(count, words.count)].word } }

  /// So many words of one text, in any order: as often as people write them.
  mutating func words(together number: Int) -> [Question] {
    sample { text, random in Self.draw(number, of: text, &random).map { .words($0) } }
  }

  mutating func phrases() -> [Question] {
    sample { text, random in Self.neighbours(in: text, &random).map { .phrase($0) } }
  }

  mutating func near(between: Int) -> [Question] {
    sample { text, random in
      Self.draw(2, of: text, &random).map { .near($0[0], $0[1], between: between) }
    }
  }

  mutating func prefixes(letters: Int) -> [Question] {
    // A program that reads `not` as its own reads `not*` so too.
    let usable = words.filter { $0.word.count > letters }.map { String($0.word.prefix(letters)) }
      .filter { !Self.others.contains($0) }
    return (0..<count).compactMap { _ in usable.randomElement(using: &random).map { .prefix($0) } }
  }

  /// Something from each of so many texts, passing over those that haven't got it.
  private mutating func sample(_ take: (String, inout SeededRandom) -> Question?) -> [Question] {
    var taken: [Question] = []
    // Bounded, should no text have it.
    for _ in 0..<count * 100 where taken.count < count {
      guard let text = texts.randomElement(using: &random), let found = take(text, &random) else { continue }
      taken.append(found)
    }
    return taken
  }

  /// ASCII letters alone: what all sides cut the same way.
  private static func isPlain(_ word: String) -> Bool {
    word.utf8.count > 1 && word.utf8.allSatisfy { (97...122).contains($0) } && !others.contains(word)
  }

  /// Words that some side reads as its own, and words of the subject that every message is given (`SMS from … to …`),
  /// which tell nothing of its text.
  private static let others: Set<String> = ["and", "or", "not", "near", "xor", "adj", "sms", "call", "from", "to"]

  private static func plainWords(of text: String) -> [String] {
    text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
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
