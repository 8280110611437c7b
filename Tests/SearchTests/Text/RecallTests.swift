internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable import Search

/// How often a word that people marked in a sentence is found by a query for it alone.
@Suite(
  "recall on sentences segmented by hand", .enabled(if: SharedData.exists(GoldText.folder), "needs ../shared/data"))
struct RecallTests {
  /// Scripts without spaces must reach 99.9 %; of their texts only the words that have such a script in them are
  /// asked for, since hashtags as #SiamParagon are marked as several words of Latin letters.
  ///
  /// Arabic is low because the treebank parts prefixes such as و and ال from their words, which no
  /// writer does; its floor is what was measured, rounded down.
  @Test(
    "a marked word is found in its sentence",
    arguments: [(GoldText.thai, 0.999), (.chinese, 0.999), (.japanese, 0.999), (.thaiSocial, 0.999), (.arabic, 0.74)])
  func recall(gold: GoldText, floor: Double) throws {
    let analyzer = Analyzer()
    var (found, asked) = (0, 0)
    for sentence in try gold.sentences() {
      let text = try SearchableText(sentence.text, analyzer)
      for word in sentence.words {
        let pattern = try WordPattern(TextMatch(word), analyzer)
        let isAsked = gold == .arabic ? !pattern.places.isEmpty : pattern.places.joined().contains { $0.hasUnitMark }
        guard isAsked else { continue }
        asked += 1
        if text.has(pattern) { found += 1 }
      }
    }
    #expect(asked > 5_000)
    #expect(Double(found) / Double(max(asked, 1)) >= floor, "\(gold): \(found) of \(asked)")
  }

  @Test(
    "any words in a row are found as they were written, and with a blank between them",
    arguments: [GoldText.thai, .chinese, .japanese])
  func neighbours(gold: GoldText) throws {
    let analyzer = Analyzer()
    var random = SplitMix(seed: 71)
    var asked = 0
    for sentence in try gold.sentences() where sentence.words.joined() == sentence.text {
      let text = try SearchableText(sentence.text, analyzer)
      for _ in 0..<2 {
        let first = Int.random(in: 0..<sentence.words.count, using: &random)
        let end = min(sentence.words.count, first + Int.random(in: 2...4, using: &random))
        let words = sentence.words[first..<end]
        // Half of a word of letters, digits or both is not what anybody looks for.
        let edges = [
          sentence.words[max(0, first - 1)...first], sentence.words[(end - 1)..<min(end + 1, sentence.words.count)],
        ]
        guard try !edges.contains(where: { try isGlued($0, analyzer) }) else { continue }
        for query in [words.joined(), words.joined(separator: " ")] {
          let pattern = try WordPattern(TextMatch(query), analyzer)
          guard !pattern.places.isEmpty else { continue }
          asked += 1
          if try !text.has(pattern) && (query == words.joined() || !isGlued(words, analyzer)) {
            Issue.record("\(gold): \(asked)")
          }
        }
      }
    }
    #expect(asked > 500)
  }

  /// Whether a blank parts what is one word without it: two words of letters with spaces, written together.
  private func isGlued(_ words: ArraySlice<String>, _ analyzer: Analyzer) throws -> Bool {
    try zip(words, words.dropFirst()).contains { one, other in
      try analyzer.tokens(of: one).last?.isUnit == false && analyzer.tokens(of: other).first?.isUnit == false
    }
  }

  @Test(
    "what is found stands there letter for letter, and what does not is not found",
    arguments: [GoldText.thai, .chinese, .japanese, .thaiSocial])
  func precision(gold: GoldText) throws {
    let analyzer = Analyzer()
    let sentences = try gold.sentences()
    let half = min(200, sentences.count / 2)
    let texts = try sentences[..<half].map {
      (letters: try letters($0.text, analyzer), terms: try SearchableText($0.text, analyzer))
    }
    var (absent, present) = (0, 0)
    for word in Set(sentences[half...].flatMap(\.words)).sorted().prefix(400) {
      let pattern = try WordPattern(TextMatch(word), analyzer)
      guard !pattern.places.isEmpty else { continue }
      let wanted = try letters(word, analyzer)
      let found = texts.filter { $0.terms.has(pattern) }
      for text in found where text.letters.range(of: wanted) == nil {
        Issue.record("\(gold)")
      }
      if found.isEmpty { absent += 1 } else { present += 1 }
    }
    #expect(absent > 50)
    #expect(present > 20)
  }

  /// A text as it is folded: of two units in a term the first.
  private func letters(_ text: String, _ analyzer: Analyzer) throws -> Data {
    Data(
      try analyzer.tokens(of: text, purpose: .document).filter { !$0.isColocated }.flatMap { token in
        token.term.utf8.prefix { $0 != Analyzer.unitMark }
      })
  }
}

extension String {
  fileprivate var hasUnitMark: Bool { utf8.contains(Analyzer.unitMark) }
}
