extension WordPattern {
  /// Puts a pattern together, word by word.
  struct Builder {
    let analyzer: Analyzer
    let text: String
    var places: [[String]] = []
    var shapes: [Int: WordShape] = [:]
    var signs: [Int: Sign] = [:]
    var parts: [Part] = []

    init(analyzer: Analyzer, text: String) { (self.analyzer, self.text) = (analyzer, text) }

    /// Adds a stretch of the text that begins at a byte.
    mutating func add(plain stretch: String, at offset: Int, _ purpose: Analyzer.Purpose) throws {
      let tokens = try analyzer.tokens(of: stretch, purpose: purpose)
      guard !tokens.isEmpty else { return }
      for token in tokens {
        if token.isColocated, let last = places.indices.last {
          places[last].append(token.term)
        } else {
          let range = offset + token.range.lowerBound..<offset + token.range.upperBound
          if let sign = Sign(around: range, in: text) { signs[places.count] = sign }
          places.append([token.term])
        }
      }
      parts.append(.plain(stretch))
    }

    mutating func addFuzzy(_ edits: Int) throws {
      let tokens = try analyzer.tokens(of: text)
      guard tokens.count == 1, let term = tokens.first?.term else { throw UnsearchableText(text: text) }
      add(.fuzzy(FuzzyWord(term, edits: edits)), 0..<text.utf8.count)
    }

    private mutating func add(_ shape: WordShape, _ range: Range<Int>) {
      if let sign = Sign(around: range, in: text) { signs[places.count] = sign }
      shapes[places.count] = shape
      places.append([])
      parts.append(.shape(shape))
    }

    // MARK: Wildcards

    /// A word with a star that has been read so far.
    private struct Open {
      var pieces: [[UInt8]] = []
      var startsOpen: Bool
      var endsOpen: Bool
      /// In bytes of the text.
      var start: Int
      var end: Int
    }

    /// Reads a text in which each `*` is any letters or none of the word that it touches, or a word where it touches
    /// none.
    mutating func addWildcards() throws {
      var open: Open?
      var offset = 0
      let stretches = text.split(separator: "*", omittingEmptySubsequences: false)
      for (index, stretch) in stretches.enumerated() {
        let tokens = try analyzer.tokens(of: String(stretch)).filter { !$0.isColocated }
        let length = stretch.utf8.count
        if index > 0 { Self.star(&open, at: offset - 1) }
        let end = offset + length
        let isLast = index == stretches.count - 1
        if tokens.isEmpty {
          if length > 0 || isLast { close(&open) }
          offset = end + 1
          continue
        }
        // Which words of the stretch touch the stars on its sides.
        let joinsBefore = open != nil && tokens.first?.range.lowerBound == 0
        let joinsBehind = !isLast && tokens.last?.range.upperBound == length
        if !joinsBefore { close(&open) }
        var plain = 0..<tokens.count
        if joinsBefore, let token = tokens.first {
          open?.pieces.append(Array(token.term.utf8))
          open?.endsOpen = false
          open?.end = offset + token.range.upperBound
          plain = 1..<tokens.count
          if tokens.count > 1 || !joinsBehind { close(&open) }
        }
        if joinsBehind, let token = tokens.last, !plain.isEmpty {
          plain = plain.lowerBound..<tokens.count - 1
          try add(plain: plain, of: tokens, stretch, at: offset)
          open = Open(
            pieces: [Array(token.term.utf8)], startsOpen: false, endsOpen: false,
            start: offset + token.range.lowerBound, end: end)
        } else {
          try add(plain: plain, of: tokens, stretch, at: offset)
        }
        offset = end + 1
      }
      close(&open)
      guard parts.contains(where: { if case .shape(.any) = $0 { false } else { true } }) else {
        throw UnsearchableText(text: text)
      }
    }

    private static func star(_ open: inout Open?, at position: Int) {
      if open == nil {
        open = Open(startsOpen: true, endsOpen: true, start: position, end: position + 1)
      } else {
        open?.endsOpen = true
        open?.end = position + 1
      }
    }

    /// Adds the plain words of a stretch that touch no star.
    private mutating func add(
      plain: Range<Int>, of tokens: [Token], _ stretch: Substring, at offset: Int
    ) throws {
      guard !plain.isEmpty else { return }
      let (start, end) = (tokens[plain.lowerBound].range.lowerBound, tokens[plain.upperBound - 1].range.upperBound)
      let words = String(decoding: Array(stretch.utf8)[start..<end], as: UTF8.self)
      try add(plain: words, at: offset + start, .query)
    }

    private mutating func close(_ open: inout Open?) {
      guard let word = open else { return }
      open = nil
      let wildcards = Wildcards(pieces: word.pieces, startsOpen: word.startsOpen, endsOpen: word.endsOpen)
      add(word.pieces.isEmpty ? .any : .wildcards(wildcards), word.start..<word.end)
    }
  }
}
