internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Search

/// Whatever is typed, pasted or sent: an answer or an error, soon.
@Suite("hostile queries")
struct HostileQueryTests {
  /// Reads a text and holds the result to what is promised of any.
  private func check(_ text: String) throws {
    let count = text.unicodeScalars.count
    switch Result(catching: { () throws(KQLError) in try parsed(text) }) {
    case .success(let result):
      #expect(result.conditions <= KQLLimits.conditions)
      #expect(result.query.depth <= KQLLimits.depth)
      for warning in result.warnings { #expect(warning.position.end <= count) }
      #expect(try parsed(result.query.description).query == result.query, "\(text)")
    case .failure(let error):
      for diagnostic in error.diagnostics {
        #expect(diagnostic.position.offset >= 0 && diagnostic.position.end <= count, "\(text)")
        let drawn = diagnostic.rendered(in: text)
        #expect(
          !drawn.unicodeScalars.contains { VisibleText.isHidden($0) && $0 != "\n" },
          "\(diagnostic.code) \(text)")
      }
    }
  }

  private static let pieces = [
    "cat", "dog*", "\"", "\"a b\"", "(", ")", " ", " ", " AND ", " OR ", " NOT ", " NEAR ", " ONEAR(3) ",
    "NEAR(", "-", "+", ":", "=", "<>", "<", ">", "..", "subject:", "subject:(", "sent:", "size>=",
    "2024-01-01", "12", "(c:c)", "(c:s)", "kind:sms", "cc:", "“", "\u{200E}", "\u{200D}", "*", "XRANK(", "or",
    "–", "'", "c*t", "*a", "colour~1", "~2", "conversation:", "a;b", "07700 900123", "+44 7700 ", "#x", "50%", "C++",
    "\u{0}", "\n", "👍", "会", "e\u{301}", "to", "today", "\"last week\"", "\u{FEFF}", "ALL(",
  ]

  @Test("random sequences of the language's own pieces", arguments: 0..<20)
  func pieces(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<300 {
      let length = Int.random(in: 1...14, using: &random)
      try check((0..<length).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined())
    }
  }

  @Test("random bytes", arguments: 0..<10)
  func bytes(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        UInt8.random(in: .min ... .max, using: &random)
      }
      try check(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("good queries with a character changed, dropped or doubled", arguments: 0..<10)
  func mutations(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for example in DocumentationTests.examples where !example.query.isEmpty {
      var scalars = Array(example.query.unicodeScalars)
      let place = Int.random(in: 0..<scalars.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: scalars.remove(at: place)
      case 1: scalars.insert(scalars[place], at: place)
      default: scalars[place] = "():\"*-+ \u{202E}<=.".unicodeScalars.randomElement(using: &random) ?? "("
      }
      try check(String(String.UnicodeScalarView(scalars)))
    }
  }

  @Test(
    "shapes that make careless parsers slow or deep",
    arguments: [
      String(repeating: "(", count: 100_000), String(repeating: "(", count: 10_000),
      String(repeating: ")", count: 10_000), String(repeating: "(a ", count: 3_000),
      String(repeating: "subject:(", count: 1_100), String(repeating: "NOT ", count: 2_500),
      String(repeating: "-", count: 10_000), String(repeating: "\"", count: 10_000),
      String(repeating: "a OR b AND ", count: 900), String(repeating: "NEAR(", count: 2_000),
      String(repeating: "a NEAR ", count: 1_400), String(repeating: "(a OR b) NEAR ", count: 700) + "c",
      String(repeating: "XRANK(", count: 1_600), String(repeating: "to: ", count: 2_500),
      String(repeating: "to ", count: 3_300), String(repeating: "\u{200E}", count: 10_000),
      String(repeating: "“", count: 10_000), String(repeating: "*", count: 10_000),
      String(repeating: "e\u{301}\u{302}", count: 3_300), String(repeating: "(c:c)", count: 2_000),
      String(repeating: "(c:s)", count: 2_000), String(repeating: "a(c:s)", count: 1_600),
      "subject:" + String(repeating: ".", count: 9_000), String(repeating: "x:", count: 5_000),
      String(repeating: "zzzzzzzz:a ", count: 900), String(repeating: "'", count: 10_000),
      "size:" + String(repeating: "9", count: 2_000), "NEAR(" + String(repeating: "9", count: 9_000) + ")",
      String(repeating: "a -(", count: 2_500), "to" + String(repeating: " ", count: 9_990) + ":",
    ])
  func shapes(text: String) throws {
    let before = Self.threadSeconds()
    try check(text)
    // Some fifty times what a debug build needs, and of this thread alone, so that only a shape that costs
    // the square of its length fails and a busy machine doesn't.
    #expect(Self.threadSeconds() - before < 5)
  }

  static func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test(
    "the big list of naughty strings", .enabled(if: KQLTestFiles.hasShared("blns/blns.txt"), "no shared data")
  )
  func naughty() throws {
    for line in try KQLTestFiles.sharedLines("blns/blns.txt") { try check(line) }
  }

  @Test(
    "published injection payloads",
    .enabled(if: KQLTestFiles.hasShared("injection-payloads"), "no shared data"))
  func injections() throws {
    let files = KQLTestFiles.sharedFiles(below: "injection-payloads")
    #expect(files.count > 10)
    for file in files {
      for line in try KQLTestFiles.sharedLines(file) { try check(line) }
    }
  }

  @Test("a joiner inside an emoji or a Persian word is spelling, one at its edge is not")
  func joiners() throws {
    #expect(try parsed("👩‍👧").query == .text(TextMatch("👩‍👧")))
    #expect(try parsed("می‌خواهم").query == .text(TextMatch("می‌خواهم")))
    #expect(try parsed("cat\u{200D}").query == .text(TextMatch("cat")))
    #expect(try warnings("c\u{200B}at") == ["text.invisible"])
  }

  @Test("nothing but invisible characters is an error, not everything")
  func invisible() { #expect(errors("\u{200E}\u{FEFF}") == ["term.unsearchable"]) }
}
