internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("a search for a word that is left open")
struct OpenWordsTests {
  private static let texts = [
    "the cat", "a bobcat", "concatenate", "coat", "ct", "CÀT", "colour", "color", "couleur", "colonel", "kolour",
    "clolour", "the best of all", "the best all", "07700 900123", "naïveté", "Straße", "кошка", "договор", "שלום",
  ]

  @Test("finds a word by its end, its middle, or both ends, in any case and with any accent")
  func stars() throws {
    try SearchWorld.with { world in
      try world.enter(Self.texts.map { try .text($0) })
      #expect(try world.bodies("*cat") == ["the cat", "a bobcat", "CÀT"])
      #expect(try world.bodies("*CAT*") == ["the cat", "a bobcat", "concatenate", "CÀT"])
      #expect(try world.bodies("c*t") == ["the cat", "coat", "ct", "CÀT"])
      #expect(try world.bodies("c*t*e") == ["concatenate"])
      #expect(try world.bodies("*ï*é") == ["naïveté"])
      #expect(try world.bodies("str*ss*") == ["Straße"])
      #expect(try world.bodies("*шк*") == ["кошка"])
      #expect(try world.bodies("*7700*") == ["07700 900123"])
      #expect(try world.bodies("*900123") == ["07700 900123"])
      #expect(try world.bodies("subject:*cat") == [])
      #expect(try world.bodies("body:*cat -*bob*") == ["the cat", "CÀT"])
    }
  }

  @Test("finds a phrase with an open word in it, and with any one word")
  func phrases() throws {
    try SearchWorld.with { world in
      try world.enter(Self.texts.map { try .text($0) })
      #expect(try world.bodies("\"b*st of all\"") == ["the best of all"])
      #expect(try world.bodies("\"best * all\"") == ["the best of all"])
      #expect(try world.bodies("\"*est all\"") == ["the best all"])
      #expect(try world.bodies("b*st NEAR(0) all") == ["the best all"])
      #expect(try world.bodies("all NEAR(1) b*st") == ["the best of all", "the best all"])
      #expect(try world.bodies("all ONEAR(1) b*st") == [])
      #expect(try world.bodies("b*st ONEAR(0) alll~1") == ["the best all"])
    }
  }

  @Test("finds a word with letters added, left out, changed or swapped")
  func fuzzy() throws {
    try SearchWorld.with { world in
      try world.enter(Self.texts.map { try .text($0) })
      #expect(try world.bodies("colour~1") == ["colour", "color", "kolour", "clolour"])
      #expect(try world.bodies("colour~2") == ["colour", "color", "couleur", "kolour", "clolour"])
      #expect(try world.bodies("COLUOR~1") == ["colour", "color"])
      #expect(try world.bodies("договор~1") == ["договор"])
      #expect(try world.bodies("дговор~1") == ["договор"])
      #expect(try world.bodies("NOT colour~1 *ol*") == ["colonel"])
    }
  }

  @Test("marks what it found")
  func snippets() throws {
    try SearchWorld.with { world in
      try world.enter([try .text("a bobcat sat"), try .text("the colours")])
      #expect(try world.answer("b*t").results.map(\.snippet) == ["a <b>bobcat</b> sat"])
      #expect(try world.answer("color~2").results.map(\.snippet) == ["the <b>colours</b>"])
    }
  }

  @Test("that stands for too many words of the archive is refused and says so, and nothing is left out")
  func tooMany() throws {
    try SearchWorld.with { world in
      let words = (0...Vocabulary.mostWords).map { "w\($0)x" }
      for start in stride(from: 0, to: words.count, by: 2_000) {
        try world.enter([.text(words[start..<min(start + 2_000, words.count)].joined(separator: " "))])
      }
      #expect {
        try world.answer("w*x")
      } throws: { error in
        "\(error)" == "'w*x' stands for more than 10000 different words of this archive; write more of its letters"
      }
      #expect(throws: TooManyWords.self) { try world.answer("NOT w*x") }
      #expect(try world.answer("w1*x").items > 0)
    }
  }

  @Test("never meets the index's own terms")
  func ownTerms() throws {
    try SearchWorld.with { world in
      try world.enter([try .text("+44 7700 900123"), try .text("会议在明天")])
      let anything = WordShape.wildcards(Wildcards(pieces: [], startsOpen: true, endsOpen: true))
      for shape in [anything, .any] {
        let words = try world.archive.read { try Vocabulary($0).words(like: shape) }
        #expect(words.contains("447700900123"))
        #expect(words.allSatisfy { word in word.utf8.allSatisfy { $0 >= 32 } })
      }
    }
  }

  @Test("finds in one transaction what was entered in it, as the gate asks")
  func sameTransaction() throws {
    try SearchWorld.with { world in
      try world.enter([try .text("old cat")])
      try world.archive.perform(.itemsImported, by: world.session) { act in
        let writer = try IndexWriter(act.db)
        let id = Message.ID(try RowNumbers.message.take(1, act.db))
        try writer.add(id, envelope: SearchWorld.Sample.text("new bobcat").envelope, size: 1, copies: [])
        try writer.finish()
        let found = try SearchEngine.matches(parsed("*cat").query, act.db)
        #expect(found.contains(id))
        #expect(found.contains(1))
      }
    }
  }

  @Test("works in an archive older than the list of words, and after the index is made anew")
  func attached() throws {
    try SearchWorld.with { world in
      try world.enter([try .text("old bobcat")])
      try world.archive.maintain { try $0.execute(sql: "DROP TABLE search_vocabulary") }
      try SearchIndex.attach(to: world.archive)
      #expect(try world.bodies("*cat") == ["old bobcat"])
      _ = try SearchIndex.rebuild(world.archive, by: world.session)
      #expect(try world.bodies("*cat") == ["old bobcat"])
    }
  }

  @Test("meets nothing of what was purged")
  func purged() throws {
    try SearchWorld.with { world in
      let samples = try world.enter([try .text("one bobcat"), try .text("one tomcat")])
      try world.purge([(samples[0], samples[0].items[0].item)])
      #expect(try world.bodies("*cat") == ["one tomcat"])
      try world.archive.maintain { try SearchIndex.eraseAll($0) }
      let shape = WordShape.wildcards(Wildcards(pieces: [Array("cat".utf8)], startsOpen: true, endsOpen: false))
      #expect(try world.archive.read { try Vocabulary($0).words(like: shape) } == ["tomcat"])
    }
  }

  // MARK: - Against reading every word

  @Test("agrees with comparing every word of every text", arguments: 0..<4)
  func agrees(seed: UInt64) throws {
    try SearchWorld.with { world in
      let samples = try world.enter(Corpus.samples(200, mailboxes: 3, seed: 80 + seed))
      let words = try samples.map { try Self.words(of: $0) }
      let vocabulary = Array(Set(words.joined())).sorted()
      var random = SplitMix(seed: seed)
      var hits = 0
      for _ in 0..<60 {
        let word = vocabulary.randomElement(using: &random) ?? ""
        guard let question = Question(about: Array(word.unicodeScalars), &random) else { continue }
        let expected = zip(samples, words).filter { question.accepts($1) }.map(\.0.message)
        let found = try world.archive.read { try SearchEngine.matches(.text(question.match), $0) }
        #expect(samples.map(\.message).filter(found.contains) == expected, "\(question.match)")
        hits += expected.isEmpty ? 0 : 1
      }
      #expect(hits > 10)
    }
  }

  /// The words of a message, without the index's own terms.
  private static func words(of sample: SearchWorld.Sample) throws -> [String] {
    let analyzer = Analyzer()
    var words: [String] = []
    for text in IndexedText(sample.envelope).texts(of: .anyText) {
      for token in try analyzer.tokens(of: text, purpose: .document) where token.term.utf8.allSatisfy({ $0 >= 32 }) {
        words.append(token.term)
      }
    }
    return words
  }

  /// A word of the archive with some of it left open, and the slow way to tell what that means.
  private struct Question {
    var match: TextMatch

    init?(about letters: [Unicode.Scalar], _ random: inout SplitMix) {
      // Scripts without spaces have no words to be open.
      guard letters.count > 2, !letters.contains(where: KQLBinder.isUnspaced),
        letters.allSatisfy({ KQLBinder.letters(in: $0) != nil })
      else { return nil }
      var changed = letters
      let place = Int.random(in: 0..<letters.count - 1, using: &random)
      if random.chance(1, in: 2) {
        changed[place] = letters[0]
        match = TextMatch(KQLBinder.string(changed), form: .fuzzy(letters.count > 4 ? 2 : 1))
        guard (try? Analyzer().tokens(of: match.text).map(\.term)) == [match.text] else { return nil }
      } else {
        changed.replaceSubrange(place..<place + Int.random(in: 0...1, using: &random), with: ["*"])
        if random.chance(1, in: 3) { changed[0] = "*" }
        match = TextMatch(KQLBinder.string(changed), form: .wildcards)
        guard changed.contains(where: { $0 != "*" }) else { return nil }
      }
    }

    func accepts(_ words: [String]) -> Bool {
      words.contains { word in
        if case .fuzzy(let edits) = match.form { return slips(match.text, word) <= edits }
        return globs(Array(match.text.unicodeScalars)[...], Array(word.unicodeScalars)[...])
      }
    }
  }

  private static func globs(_ pattern: ArraySlice<Unicode.Scalar>, _ word: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let first = pattern.first else { return word.isEmpty }
    if first == "*" {
      return globs(pattern.dropFirst(), word) || (!word.isEmpty && globs(pattern, word.dropFirst()))
    }
    return word.first == first && globs(pattern.dropFirst(), word.dropFirst())
  }

  /// The distance by its definition, without a limit.
  static func slips(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
