internal import Testing

@testable internal import Search

/// Each limit, at it and one past it.
@Suite("what a query may cost")
struct LimitsTests {
  @Test("a query of 10,000 characters is read, one more is refused before anything else")
  func length() throws {
    let text = "\"" + String(repeating: "é", count: KQLLimits.queryLength - 2) + "\""
    #expect(try parsed(text).warnings.isEmpty)
    let error = try firstError(text + " ")
    #expect(error.code == .queryTooLong)
    #expect(error.position == KQLPosition(offset: KQLLimits.queryLength, length: 1))
  }

  @Test("a query that is too long when written out is refused, because that is what holds and searches keep")
  func writtenOut() throws {
    let pairs = (10..<60).map { "(a\($0) " + String(repeating: "x", count: 190) + ")" }
    let text = pairs.joined(separator: " OR ")
    #expect(text.count < KQLLimits.queryLength)
    #expect(
      try firstError(text).message
        == "written out with every operator the query is longer than 10000 characters; split it up")
    #expect(try parsed(pairs.dropLast().joined(separator: " OR ")).query.description.count <= KQLLimits.queryLength)
  }

  @Test("twenty open words are taken, one more is refused")
  func openWords() throws {
    let twenty = (1...10).map { "*word\($0) colour\($0)~1" }.joined(separator: " ")
    #expect(try parsed(twenty).conditions == 20)
    #expect(errors(twenty + " \"more* words\"") == ["wildcard.too-many"])
    #expect(errors(String(repeating: twenty + " ", count: 4)) == ["wildcard.too-many"])
  }

  @Test("a word with a star in it, or a fuzzy one, needs letters enough")
  func openLetters() throws {
    for good in ["*at", "a*t", "*at*", "\"abc* at\"", "abc~1", "abcde~2", "한국말~1", "*한*"] {
      #expect(try parsed(good).warnings.isEmpty, "\(good)")
    }
    for short in ["*t", "*t*", "\"ab* at\""] { #expect(errors(short) == ["wildcard.too-short"], "\(short)") }
    for bad in ["ab~1", "abcd~2", "ok.see~1", "a*cd~1", String(repeating: "x", count: 65) + "~1", "会议会议~1"] {
      #expect(errors(bad) == ["fuzzy.word"], "\(bad)")
    }
    for bad in ["colour~", "colour~0", "colour~3", "colour~99999999999999999999"] {
      #expect(errors(bad) == ["fuzzy.distance"], "\(bad)")
    }
  }

  @Test("parentheses nest 50 deep and no deeper")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "x" + String(repeating: ")", count: depth)
    }
    #expect(try meaning(nested(KQLLimits.depth)) == "x")
    #expect(errors(nested(KQLLimits.depth + 1)) == ["query.too-deep"])
  }

  @Test("NOT nests as deep as parentheses do")
  func nots() throws {
    #expect(try meaning(String(repeating: "NOT ", count: KQLLimits.depth) + "x") == "x")
    #expect(errors(String(repeating: "NOT ", count: KQLLimits.depth + 1) + "x") == ["query.too-deep"])
  }

  @Test("what precedence alone nests counts too")
  func boundDepth() {
    // Two levels, AND in OR, for each pair of parentheses.
    var text = "x"
    for level in 1...30 { text = "(a\(level) OR b\(level) AND \(text))" }
    #expect(errors(text) == ["query.too-deep"])
  }

  @Test("groups on both sides of NEAR are counted before they are multiplied")
  func nearProducts() throws {
    func group(_ count: Int, _ letter: String) -> String {
      "(" + (1...count).map { "\(letter)\($0)" }.joined(separator: " OR ") + ")"
    }
    #expect(try parsed("\(group(5, "a")) NEAR \(group(10, "b"))").conditions == 100)
    #expect(errors("\(group(3, "a")) NEAR \(group(17, "b"))") == ["query.too-many-conditions"])
    #expect(errors("\(group(500, "a")) NEAR \(group(500, "b"))") == ["query.too-many-conditions"])
  }

  @Test("a value of 2,048 characters is taken, one more is refused")
  func value() throws {
    let value = String(repeating: "x", count: KQLLimits.valueLength)
    #expect(try parsed("subject:" + value).warnings.isEmpty)
    #expect(errors("subject:x" + value) == ["value.too-long"])
  }

  @Test("a hopeless query reports its first errors and not thousands")
  func diagnostics() throws {
    let error = try #require(throws: KQLError.self) {
      try parsed(String(repeating: "or *t ", count: 1_000))
    }
    #expect(error.diagnostics.filter { $0.severity == .error }.count == KQLLimits.diagnostics)
    #expect(error.diagnostics.filter { $0.severity == .warning }.count == KQLLimits.diagnostics)
  }

  @Test("a prefix needs three letters of its script")
  func prefixes() throws {
    #expect(try parsed("abc*").warnings.isEmpty)
    #expect(try parsed("中*").warnings.isEmpty)
    #expect(try parsed("한*").warnings.isEmpty)
    #expect(try parsed("สวั*").warnings.isEmpty)
    #expect(try parsed("हिन*").warnings.isEmpty)
    #expect(errors("e\u{301}\u{302}t*") == ["wildcard.too-short"])
    #expect(errors("ab*") == ["wildcard.too-short"])
    #expect(errors("x.ab*") == ["wildcard.too-short"])
    #expect(errors("か*") == ["wildcard.too-short"])
    #expect(errors("👍*") == ["wildcard.position"])
  }
}
