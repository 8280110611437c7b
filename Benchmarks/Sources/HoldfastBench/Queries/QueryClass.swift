internal import Archive

/// A kind of query, with queries of it.
struct QueryClass {
  let name: String
  let questions: [Question]

  /// The kinds whose times are held to a goal in one archive.
  static func all(texts: [String], words: [(word: String, texts: Int)], feed: Feed, people: [String], count: Int)
    -> [QueryClass]
  {
    var draw = QuestionDraw(texts: texts, words: words, count: count)
    let days = span(of: feed)
    let common = draw.commonest
    return [
      QueryClass(name: "rare term", questions: draw.words(in: 1...max(5, texts.count / 2_000))),
      QueryClass(name: "common term", questions: common.map { .words([$0]) }),
      QueryClass(name: "two terms", questions: draw.words(together: 2)),
      QueryClass(name: "three terms", questions: draw.words(together: 3)),
      QueryClass(name: "phrase", questions: draw.phrases()),
      QueryClass(name: "prefix", questions: draw.prefixes(letters: 3)),
      QueryClass(name: "sender", questions: (0..<count).map { .sender(people[$0 % people.count]) }),
      QueryClass(name: "dates and term", questions: common.map { .dated(first: days.first, last: days.last, $0) }),
    ].filter { !$0.questions.isEmpty }
  }

  /// The kinds that others are raced in.
  ///
  /// A rare word has as many matches in any archive, so that its times can be compared between archives of two sizes.
  static func race(
    texts: [String], words: [(word: String, texts: Int)], feed: Feed, people: [Mailbox], count: Int
  ) -> [QueryClass] {
    var draw = QuestionDraw(texts: texts, words: words, count: count)
    let days = span(of: feed)
    let tenth = max(1, texts.count / 10)
    let terms = draw.words(together: 1)
    return [
      QueryClass(name: rare, questions: draw.words(in: 40...100)),
      QueryClass(name: "one term", questions: terms),
      QueryClass(name: "two terms", questions: draw.words(together: 2)),
      QueryClass(name: "phrase", questions: draw.phrases()),
      QueryClass(name: "prefix", questions: draw.prefixes(letters: 3)),
      QueryClass(name: "NEAR", questions: draw.near(between: 5)),
      QueryClass(name: "sender's name", questions: (0..<count).map { .sender(people[$0 % people.count].displayName) }),
      QueryClass(name: "sender's address", questions: (0..<count).map { .address(people[$0 % people.count].email) }),
      QueryClass(
        name: "dates and term",
        questions: terms.compactMap {
          guard case .words(let words) = $0, let word = words.first else { return nil }
          return .dated(first: days.first, last: days.last, word)
        }),
      // Few words are in just that many texts: these few are asked again and again.
      QueryClass(name: common, questions: draw.words(near: tenth, of: 5)),
    ].filter { !$0.questions.isEmpty }
  }

  static let rare = "rare term"
  static let common = "common word"

  /// Three days of the feed, or all there are.
  private static func span(of feed: Feed) -> (first: String, last: String) {
    let days = feed.days
    let (first, last) = days.count > 3 ? (days[1], days[3]) : (days[0], days[days.count - 1])
    return (first.description, last.description)
  }
}
