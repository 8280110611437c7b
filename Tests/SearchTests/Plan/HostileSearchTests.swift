internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("a query that means harm")
struct HostileSearchTests {
  @Test("nested as deep as queries may be finds what a flat one does")
  func nested() throws {
    try SearchWorld.with { world in
      try world.enter([.text("a1 b1"), .text("c1"), .text("a1")])
      for depth in 1..<KQLLimits.depth {
        // The operand stands before the parenthesis, so that each level also keeps what it has read.
        var (text, query) = ("a1", Query.text(TextMatch("a1")))
        for level in 1...depth {
          let other = Query.text(TextMatch(level % 2 == 0 ? "a1" : "c1"))
          text = level % 2 == 0 ? "a1 AND (\(text))" : "c1 OR (\(text))"
          query = level % 2 == 0 ? .and([other, query]) : .or([other, query])
        }
        let answer = try world.answer(query)
        #expect(answer.items == (try Self.flat(query, world)), "depth \(depth)")
        #expect(try world.answer(text).items == answer.items, "depth \(depth)")
      }
    }
  }

  /// The same by sets alone, nothing joined for FTS5.
  private static func flat(_ query: Query, _ world: SearchWorld) throws -> Int {
    func items(_ query: Query) throws -> Set<Item.ID> {
      switch query {
      case .and(let members): try members.map(items).reduce(nil) { $0?.intersection($1) ?? $1 } ?? []
      case .or(let members): try members.map(items).reduce([]) { $0.union($1) }
      default: Set(try world.answer(query).results.map(\.item.id))
      }
    }
    return try items(query).count
  }

  @Test("nested deeper than queries may be is refused, and ends no process")
  func tooDeep() throws {
    for depth in [51, 90, 1_000] {
      let text = String(repeating: "NOT (", count: depth) + "a" + String(repeating: ")", count: depth)
      #expect(throws: KQLError.self) { try parsed(text) }
    }
    try SearchWorld.with { world in
      try world.enter([.text("alpha"), .text("beta")])
      var query = Query.text(TextMatch("alpha"))
      for _ in 0..<90 { query = .or([.and([.text(TextMatch("alpha")), query]), .text(TextMatch("gamma"))]) }
      #expect(try world.answer(query).items == 1)
      var negated = Query.text(TextMatch("alpha"))
      for _ in 0..<91 { negated = .not(negated) }
      #expect(try world.answer(negated).items == 1)
    }
  }

  @Test("with all the conditions there may be is answered")
  func wide() throws {
    try SearchWorld.with { world in
      try world.enter([.text("word7"), .text("other")])
      for joiner in [" OR ", " AND "] {
        let words = (0..<KQLLimits.conditions).map { "word\($0)" }.joined(separator: joiner)
        #expect(try world.answer(words).items == (joiner == " OR " ? 1 : 0))
        #expect(try world.answer(words, order: .relevance).items == (joiner == " OR " ? 1 : 0))
      }
    }
  }

  private static let quoting = [
    "\"", "\"\"", "'", "x\" OR \"y", "x') --", "*", "x*", "^x", "subject:x", "{subject body}:x", "NEAR(x y, 2)",
    "x + y", "-x",
    "x AND", "(x", "x)", "\u{0}", "x\u{0}y", "\\", "%", "_", ";DROP TABLE item;", "search_text", "rank", "AND",
    "OR NOT",
  ]

  @Test("never reaches FTS5 or SQLite as anything but words", arguments: [SearchOrder.newest, .relevance])
  func quoted(order: SearchOrder) throws {
    try SearchWorld.with { world in
      try world.enter([.text("x y"), .text("subject")])
      for text in Self.quoting {
        for field in TextField.allCases {
          for isPrefix in [false, true] {
            try Self.ask(.text(TextMatch(text, in: field, isPrefix: isPrefix)), world, order)
          }
        }
        let match = TextMatch(text)
        try Self.ask(.near(NearMatch(match, TextMatch("x"), distance: 3)), world, order)
        try Self.ask(
          .near(NearMatch(TextMatch("x", isPrefix: true), match, distance: 3, isOrdered: true)), world, order)
      }
    }
  }

  @Test(
    "of those that people have collected is answered or refused in words",
    .enabled(if: KQLTestFiles.hasShared("injection-payloads"), "the shared data are not on this machine"))
  func payloads() throws {
    try SearchWorld.with { world in
      try world.enter(Corpus.samples(40, mailboxes: 3, seed: 71))
      var random = SplitMix(seed: 72)
      var (answered, refused) = (0, 0)
      for file in KQLTestFiles.sharedFiles(below: "injection-payloads") + ["blns/blns.txt"] {
        // A part of each file, another with another seed: all of them take minutes.
        let lines = try KQLTestFiles.sharedLines(file).filter { !$0.isEmpty && $0.utf8.count < 2_000 }
        for line in lines.shuffled(using: &random).prefix(12) {
          do {
            _ = try world.answer(line)
            answered += 1
          } catch is KQLError {
            refused += 1
          } catch is UnsearchableText {
            refused += 1
          }
          try Self.ask(.text(TextMatch(line)), world, .newest)
        }
      }
      #expect(answered > 100)
      #expect(refused > 10)
    }
  }

  // MARK: - Fuzzing

  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"

  /// Good queries, real ones where they are at hand, and strings that broke other programs.
  private static func seeds() throws -> [String] {
    var seeds = DocumentationTests.examples.map(\.query)
    seeds += try lines(of: ["kql/kql-snippets-from-docs.tsv"]).compactMap {
      $0.split(separator: "\t", maxSplits: 3).last.map(String.init)
    }
    seeds += try lines(of: ["blns/blns.txt"] + KQLTestFiles.sharedFiles(below: "injection-payloads"))
    return seeds.filter { !$0.isEmpty && $0.utf8.count < 2_000 }
  }

  private static func lines(of files: [String]) throws -> [String] {
    try files.filter { KQLTestFiles.hasShared($0) }.flatMap { try KQLTestFiles.sharedLines($0) }
  }

  @Test(
    "made of pieces of others ends in an answer or in words, soon, and reads back", arguments: 0..<(isLong ? 40 : 4))
  func fuzzed(seed: UInt64) throws {
    let seeds = try Self.seeds()
    try SearchWorld.with { world in
      try world.enter(Corpus.samples(40, mailboxes: 3, seed: 73))
      var random = SplitMix(seed: seed)
      var (answered, refused) = (0, 0)
      for _ in 0..<(Self.isLong ? 3_000 : 120) {
        let text = Self.mixed(seeds, &random)
        let before = HostileQueryTests.threadSeconds()
        do {
          let query = try parsed(text).query
          #expect(try parsed(query.description).query == query, "\(text)")
          _ = try world.answer(query, limit: 3)
          answered += 1
        } catch is KQLError {
          refused += 1
        } catch is UnsearchableText {
          refused += 1
        }
        // A thousand times what most take in a debug build.
        #expect(HostileQueryTests.threadSeconds() - before < 10, "\(text)")
      }
      #expect(answered > 10)
      #expect(refused > 10)
    }
  }

  private static let pieces = [
    " AND ", " OR ", " NOT ", " ", "-", "+", "(", ")", "\"", "*", "*a*", "~1", "~2", ":", "from:", "conversation:", ";",
    "..", " NEAR(2) ", " ONEAR ", "07700 900123", "+44 ", "#", "%", "$", "c++", "\u{200D}", "\u{0}", "👍🏽", "会", "์",
    "e\u{301}",
  ]

  /// Some seeds, cut and joined by pieces of the language.
  private static func mixed(_ seeds: [String], _ random: inout SplitMix) -> String {
    var scalars: [Unicode.Scalar] = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let seed = Array((seeds.randomElement(using: &random) ?? "").unicodeScalars)
      let start = Int.random(in: 0...seed.count, using: &random)
      scalars += random.chance(1, in: 2) ? seed[...] : seed[start..<Int.random(in: start...seed.count, using: &random)]
      if random.chance(2, in: 3) { scalars += Array((pieces.randomElement(using: &random) ?? "").unicodeScalars) }
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) where !scalars.isEmpty {
      let place = Int.random(in: 0..<scalars.count, using: &random)
      let piece = Array((pieces.randomElement(using: &random) ?? "").unicodeScalars)
      scalars.replaceSubrange(place..<place + Int.random(in: 0...1, using: &random), with: piece)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Any answer will do, or that there is nothing to search for; an error of SQLite's fails the test.
  private static func ask(_ query: Query, _ world: SearchWorld, _ order: SearchOrder) throws {
    do { _ = try world.answer(query, order: order, limit: 1) } catch is UnsearchableText {}
  }
}
