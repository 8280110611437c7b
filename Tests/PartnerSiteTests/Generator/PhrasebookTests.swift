import Testing

@testable import PartnerSite

@Suite struct PhrasebookTests {
  @Test("the languages' shares make a whole, so none is left out")
  func shares() {
    let total = Phrasebook().languages.reduce(0) { $0 + $1.share }
    #expect(abs(total - 1) < 1e-9)
  }

  @Test("every slot of every template is one that is filled, and from a list that has words")
  func slots() {
    for language in Phrasebook().languages {
      #expect(!language.names.isEmpty && !language.places.isEmpty && !language.things.isEmpty)
      #expect(!language.templates.isEmpty)
      for template in language.templates {
        for case .text(let words) in template.pieces {
          #expect(!words.contains("{") && !words.contains("}"), "\(words)")
        }
      }
    }
  }

  @Test("a template is cut at its slots and nowhere else")
  func pieces() {
    func shape(_ source: String) -> String {
      Phrasebook.Template(source).pieces.map { piece in
        if case .text(let words) = piece { "[\(words)]" } else { "*" }
      }.joined()
    }
    #expect(shape("") == "")
    #expect(shape("{name}") == "*")
    #expect(shape("at {place}, {time}!") == "[at ]*[, ]*[!]")
    #expect(shape("a {b} c") == "[a ][{b}][ c]")
    #expect(shape("a } b { c") == "[a } b { c]")
  }

  @Test("texts vary: of ten thousand hardly any two are the same")
  func variety() {
    var random = SeededRandom(seed: 1)
    let phrases = Phrasebook()
    let texts = (0..<10_000).map { _ in phrases.text(&random) }
    #expect(Set(texts).count > 7000)
    #expect(texts.allSatisfy { !$0.isEmpty && $0.utf8.count < 1000 })
    let words = Set(texts.flatMap { $0.split { !$0.isLetter && !$0.isNumber } })
    #expect(words.count > 3000)
  }
}
