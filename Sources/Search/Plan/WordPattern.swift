/// A word or phrase of a query as the index has it: which terms stand at which of its places.
///
/// Made by the analyser that FTS5 asks too, so that what is marked in a snippet, or looked at again for an ordered
/// NEAR, is what the index found.
struct WordPattern {
  /// For each place the terms of which one must stand there.
  let places: [[String]]
  /// Whether a term at the last place may go on.
  let isOpen: Bool
  /// Whether the last place is a unit of a script without spaces that stands alone in the query, so that what the
  /// term goes on with is no part of what was asked for.
  let endsInUnit: Bool

  /// `isMeasured`: whether distances are counted from it, so that it must have as many places as words and units.
  init(_ match: TextMatch, _ analyzer: Analyzer, isMeasured: Bool = false) throws {
    var places: [[String]] = []
    let text = isMeasured && !match.isPrefix ? match.text + Analyzer.unitMarkText : match.text
    for token in try analyzer.tokens(of: text, purpose: match.isPrefix ? .prefix : .query) {
      if token.isColocated, let last = places.indices.last {
        places[last].append(token.term)
      } else {
        places.append([token.term])
      }
    }
    self.places = places
    endsInUnit = places.last?.contains { $0.utf8.last == Analyzer.unitMark } ?? false
    isOpen = match.isPrefix || endsInUnit
  }

  /// The key that all spellings of a telephone number share.
  init(numberKey: String) {
    places = [[numberKey]]
    (isOpen, endsInUnit) = (false, false)
  }

  /// Whether the terms at a place of a text are what the pattern has at one of its own.
  func accepts(_ terms: some Collection<Token>, at place: Int) -> Bool {
    let mayGoOn = isOpen && place == places.count - 1
    return places[place].contains { wanted in
      terms.contains { mayGoOn ? $0.term.utf8.starts(with: wanted.utf8) : $0.term == wanted }
    }
  }
}

/// The terms of a text by their places, of which a number has several at one.
struct PlacedTerms {
  private let tokens: [Token]
  /// Where the terms of each place begin, and one more.
  private var starts: [Int] = []

  init(_ text: String, _ analyzer: Analyzer) throws {
    tokens = try analyzer.tokens(of: text, purpose: .document)
    for (index, token) in tokens.enumerated() where !token.isColocated { starts.append(index) }
    starts.append(tokens.count)
  }

  var count: Int { starts.count - 1 }

  subscript(place: Int) -> ArraySlice<Token> { tokens[starts[place]..<starts[place + 1]] }

  /// Where a pattern stands.
  func places(of pattern: WordPattern) -> [Int] { (0..<count).filter { has(pattern, at: $0) } }

  /// How far apart two places are, in half words: two units of a script without spaces count as a word.
  func distance(from start: Int, to end: Int) -> Int {
    (start..<end).reduce(0) { $0 + (self[$1].first?.isUnit == true ? 1 : 2) }
  }

  /// Whether a pattern stands at a place.
  func has(_ pattern: WordPattern, at place: Int) -> Bool {
    guard !pattern.places.isEmpty, place + pattern.places.count <= count else { return false }
    return pattern.places.indices.allSatisfy { pattern.accepts(self[place + $0], at: $0) }
  }
}
