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

  /// What a word looks like at the places that no term names.
  private var shapes: [Int: WordShape] = [:]
  /// The punctuation that stands against the word at a place.
  private var signs: [Int: Sign] = [:]
  /// What to look for in the index, word by word, where it can't be asked for the whole.
  private(set) var parts: [Part] = []

  /// A stretch of plain words, or one word of a shape.
  enum Part {
    case plain(String)
    case shape(WordShape)
  }

  /// `isMeasured`: whether distances are counted from it, so that it must have as many places as words and units.
  init(_ match: TextMatch, _ analyzer: Analyzer, isMeasured: Bool = false) throws {
    let text = isMeasured && match.form == .exact ? match.text + Analyzer.unitMarkText : match.text
    var builder = Builder(analyzer: analyzer, text: text)
    switch match.form {
    case .exact: try builder.add(plain: text, at: 0, .query)
    case .prefix: try builder.add(plain: text, at: 0, .prefix)
    case .wildcards: try builder.addWildcards()
    case .fuzzy(let edits): try builder.addFuzzy(edits)
    }
    (places, shapes, signs, parts) = (builder.places, builder.shapes, builder.signs, builder.parts)
    endsInUnit =
      match.form == .exact && (places.last?.contains { $0.utf8.last == Analyzer.unitMark } ?? false)
    isOpen = match.isPrefix || endsInUnit
  }

  /// Whether the index can't be asked for it whole: some of it is open, or punctuation is meant.
  var needsLooking: Bool { !shapes.isEmpty || !signs.isEmpty }

  /// Whether it is one open word and nothing else, which the list of words answers alone.
  var isOneShape: Bool { places.count == 1 && !shapes.isEmpty && signs.isEmpty }

  /// Whether the first place has no term of its own to look up.
  var beginsOpen: Bool { shapes[0] != nil }

  /// The key that all spellings of a telephone number share.
  init(numberKey: String) {
    places = [[numberKey]]
    (isOpen, endsInUnit) = (false, false)
  }

  /// Whether the terms at a place of a text are what the pattern has at one of its own.
  func accepts(_ terms: some Collection<Token>, of text: String, at place: Int) -> Bool {
    terms.contains { token in
      names(token.term, at: place) && (signs[place]?.stands(at: token.range, in: text) ?? true)
    }
  }

  private func names(_ term: String, at place: Int) -> Bool {
    if let shape = shapes[place] { return shape.accepts(term) }
    let isOpen = isOpen && place == places.count - 1
    return places[place].contains { wanted in
      isOpen || wanted.utf8.last == Analyzer.unitMark ? term.utf8.starts(with: wanted.utf8) : term.hasBytes(of: wanted)
    }
  }
}

/// The terms of a text by their places, of which a number has several at one.
struct PlacedTerms {
  private let text: String
  private let tokens: [Token]
  /// Where the terms of each place begin, and one more.
  private var starts: [Int] = []

  init(_ text: String, _ analyzer: Analyzer) throws {
    self.text = text
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

  /// Whether FTS5 would find a phrase of plain terms whose last may go on: of every other place it asks for a whole term,
  /// also where that is a unit of a script without spaces.
  func hasAsIndexed(_ pattern: WordPattern) -> Bool {
    guard let last = pattern.places.indices.last, pattern.places.count <= count else { return false }
    return (0...count - pattern.places.count).contains { start in
      pattern.places.indices.allSatisfy { place in
        self[start + place].contains { token in
          pattern.places[place].contains { wanted in
            place == last ? token.term.utf8.starts(with: wanted.utf8) : token.term.hasBytes(of: wanted)
          }
        }
      }
    }
  }

  /// Whether a pattern stands at a place.
  func has(_ pattern: WordPattern, at place: Int) -> Bool {
    guard !pattern.places.isEmpty, place + pattern.places.count <= count else { return false }
    return pattern.places.indices.allSatisfy { pattern.accepts(self[place + $0], of: text, at: $0) }
  }
}

extension String {
  /// Whether it is another one byte by byte, as the index compares terms.
  ///
  /// `==` would put both into their normal forms first.
  func hasBytes(of other: String) -> Bool { utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8) }
}
