internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("a query asked of some messages alone")
struct MessageBatchTests {
  /// What the batch says of its messages, and what a search of everything says of them.
  private static func answers(_ query: Query, of asked: [Message.ID], _ world: SearchWorld) throws
    -> (batch: Set<Message.ID>, everything: Set<Message.ID>)
  {
    try world.archive.read { db in
      let all = try SearchEngine.matches(query, db)
      return (
        try MessageBatch(asked, db).matching(PreparedQuery(query)), Set(asked.filter { all.contains($0) })
      )
    }
  }

  @Test("matches what it matches in a search of everything, for one message and for many, near and far apart")
  func agrees() throws {
    try SearchWorld.with(mailboxes: 4) { world in
      var corpus = Corpus(seed: 91)
      var samples = try world.enter(corpus.samples(300, mailboxes: 4))
      // Numbers far from the others, in a block and a stretch of their own.
      _ = try world.archive.perform(.itemsImported, by: world.session) {
        try RowNumbers.message.take(3 * Int(MessageBatch.longestGap), $0.db)
      }
      samples += try world.enter(corpus.samples(60, mailboxes: 4))
      try world.purge(oneIn: 10, of: &samples, &corpus.random)
      var queries = RandomQuery(seed: 92, about: samples)
      var matched = 0
      for number in 0..<200 {
        let query = try number % 4 == 0 ? Self.open(&queries) : queries.query()
        let count = number % 3 == 0 ? 1 : Int.random(in: 1...80, using: &queries.random)
        let asked = samples.shuffled(using: &queries.random).prefix(count).map(\.message)
        let (batch, everything) = try Self.answers(query, of: asked, world)
        #expect(batch == everything, "\(query)")
        matched += batch.isEmpty ? 0 : 1
      }
      #expect(matched > 60)
    }
  }

  /// A word with some of it open, or with a letter otherwise; in a search of everything the list of all words is read.
  private static func open(_ queries: inout RandomQuery) throws -> Query {
    let bodies = queries.samples.compactMap { $0.envelope.body.split(separator: " ").first { $0.count > 4 } }
    guard let word = bodies.randomElement(using: &queries.random).map({ String($0) }),
      word.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic && $0.isASCII })
    else { return try queries.query() }
    let form: TextForm = queries.random.chance(1, in: 2) ? .fuzzy(1) : .wildcards
    let text = form == .wildcards ? "*\(word.dropFirst(2))" : word
    let match = Query.text(TextMatch(text, in: .anyText, form: form))
    return queries.random.chance(1, in: 2) ? match : .negation(of: match)
  }

  @Test("matches words by their beginnings, alone, in phrases, in one field and near each other, as a search does")
  func beginnings() throws {
    try SearchWorld.with(mailboxes: 4) { world in
      var corpus = Corpus(seed: 17)
      var samples = try world.enter(corpus.samples(300, mailboxes: 4))
      try world.purge(oneIn: 10, of: &samples, &corpus.random)
      var random = SplitMix(seed: 18)
      var matched = 0
      for _ in 0..<200 {
        guard var first = try Self.beginning(samples, &random), var second = try Self.beginning(samples, &random) else {
          continue
        }
        let query: Query
        switch Int.random(in: 0..<4, using: &random) {
        case 0: query = .text(first)
        case 1: query = .all(of: [.text(first), .negation(of: .text(second))])
        case 2: query = .any(of: [.text(first), .text(second)])
        default:
          (first.field, second.field) = (.anyText, .anyText)
          query = .near(NearMatch(first, second, distance: 3, isOrdered: random.chance(1, in: 2)))
        }
        let asked = samples.shuffled(using: &random).prefix(Int.random(in: 1...120, using: &random)).map(\.message)
        let (batch, everything) = try Self.answers(query, of: asked, world)
        #expect(batch == everything, "\(query)")
        matched += batch.isEmpty ? 0 : 1
      }
      #expect(matched > 60)
    }
  }

  /// The beginning of one to three words of some text, in all fields or in one.
  private static func beginning(_ samples: [SearchWorld.Sample], _ random: inout SplitMix) throws -> TextMatch? {
    for _ in 0..<20 {
      guard let envelope = samples.randomElement(using: &random)?.envelope else { return nil }
      let texts = [envelope.body, envelope.body, envelope.subject] + envelope.participants.compactMap(\.name)
      let words = (texts.randomElement(using: &random) ?? "").split(whereSeparator: \.isWhitespace)
      guard let start = words.indices.randomElement(using: &random) else { continue }
      var text = words[start..<min(words.count, start + Int.random(in: 1...3, using: &random))].joined(separator: " ")
      text = String(text.dropLast(Int.random(in: 0...3, using: &random)))
      text.removeAll { "£+".contains($0) }
      guard text.unicodeScalars.last?.properties.isAlphabetic == true, try !Analyzer().tokens(of: text).isEmpty else {
        continue
      }
      let field = random.chance(1, in: 3) ? TextField.allCases.randomElement(using: &random) ?? .body : .anyText
      return TextMatch(text, in: field, isPrefix: random.chance(5, in: 6))
    }
    return nil
  }

  @Test("asks the index where texts are too long to be kept in memory, to the same end")
  func longTexts() throws {
    try SearchWorld.with { world in
      let long = String(repeating: "plenty of words ", count: 300_000) + "marmalade"
      let samples = try world.enter([.text(long), .text("marmite"), .text("toast")])
      for text in ["mar", "marma", "pl", "words marm"] {
        let match = TextMatch(text, in: .anyText, isPrefix: true)
        let (batch, everything) = try Self.answers(.text(match), of: samples.map(\.message), world)
        #expect(batch == everything && !batch.isEmpty, "\(text)")
      }
    }
  }

  @Test("knows which of its messages the index has")
  func knowsItsOwn() throws {
    try SearchWorld.with { world in
      let samples = try world.enter((1...3).map { try .text("merger \($0)") })
      let batch = try world.archive.read { try MessageBatch(samples.map(\.message) + [700, 90_000], $0).indexed() }
      #expect(batch == Set(samples.map(\.message)))
      #expect(try world.archive.read { try MessageBatch([Message.ID](), $0).indexed() } == [])
    }
  }
}
