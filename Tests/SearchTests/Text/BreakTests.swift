internal import ArchiveTesting
internal import Testing

@testable internal import Search

/// Unicode's and ICU's own test cases for word boundaries, as far as a search shares their idea of a word.
///
/// A search parts more than a reader does (docs/adr/0003): at every punctuation inside a word, where the script changes,
/// and each picture and each unit of a script without spaces. It must never join what they part.
@Suite("word boundaries of Unicode and ICU", .enabled(if: SharedData.exists("unicode-15.0"), "needs ../shared/data"))
struct BreakTests {
  private enum Outcome: String {
    /// Each of their words is one of ours.
    case same
    /// There is no word in it.
    case empty
    /// We part a word of theirs at a character inside it that is no letter, digit or mark.
    case partedAtPunctuation
    /// We part a word of theirs where letters of one script, digits or symbols meet those of another.
    case partedAtChange
    /// Its script is written without spaces: their words are found as phrases.
    case units
    /// A word of ours goes on over a boundary of theirs.
    case joined
  }

  private static func outcome(_ example: BreakCase, _ analyzer: Analyzer) throws -> Outcome {
    let tokens = try analyzer.tokens(of: example.text, purpose: .document).filter { !$0.isColocated }
    if tokens.isEmpty { return .empty }
    if tokens.contains(where: \.isUnit) { return .units }
    let segments = example.segments
    func segment(_ token: Token) -> Int? { segments.firstIndex { $0.contains(token.range.lowerBound) } }
    for token in tokens {
      guard let own = segment(token), token.range.upperBound <= segments[own].upperBound else { return .joined }
    }
    var outcome = Outcome.same
    for (one, next) in zip(tokens, tokens.dropFirst()) where segment(one) == segment(next) {
      if one.range.upperBound < next.range.lowerBound { return .partedAtPunctuation }
      outcome = .partedAtChange
    }
    return outcome
  }

  private static func outcomes(_ cases: [BreakCase]) throws -> [String: Int] {
    let analyzer = Analyzer()
    var counts: [String: Int] = [:]
    for example in cases { counts[try outcome(example, analyzer).rawValue, default: 0] += 1 }
    return counts
  }

  @Test("UAX #29: no word of ours crosses a boundary")
  func unicode() throws {
    let cases = try BreakCase.unicode()
    #expect(cases.count == 1_823)
    #expect(
      try Self.outcomes(cases) == [
        "same": 1_133, "empty": 392, "partedAtPunctuation": 155, "partedAtChange": 27, "units": 116,
      ])
  }

  @Test("ICU: no word of ours crosses a boundary")
  func icu() throws {
    let cases = try BreakCase.icu()
    // The file's other cases are of lines, sentences, characters, titles and rules made for a test.
    #expect(cases.count == 133)
    #expect(try Self.outcomes(cases) == ["same": 32, "empty": 1, "partedAtPunctuation": 29, "units": 71])
  }

  @Test("a word of a script without spaces that ICU knows in a text is found there")
  func dictionaries() throws {
    let analyzer = Analyzer()
    var (asked, found) = (0, 0)
    for example in try BreakCase.icu() {
      let text = try SearchableText(example.text, analyzer)
      for segment in example.segments {
        let word = String(decoding: Array(example.text.utf8)[segment], as: UTF8.self)
        let pattern = try WordPattern(TextMatch(word), analyzer)
        guard pattern.places.joined().contains(where: { $0.utf8.contains(Analyzer.unitMark) }) else { continue }
        asked += 1
        let isThere = text.found(pattern).contains { place in
          text.placed[place].contains { segment.contains($0.range.lowerBound) }
        }
        if isThere { found += 1 } else { Issue.record("\(word): \(pattern.places)") }
      }
    }
    #expect(asked > 400)
    #expect(found == asked)
  }
}
