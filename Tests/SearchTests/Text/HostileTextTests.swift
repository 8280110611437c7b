internal import ArchiveTesting
internal import Testing

@testable import Search

@Suite("no text can crash the analyser or hide what stands beside it")
struct HostileTextTests {
  @Test(
    "text around invalid UTF-8 is found",
    arguments: [
      [0xFF], [0xC3], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98],
      [0xE0, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE, 0xFF], [0],
    ] as [[UInt8]])
  func invalid(bytes: [UInt8]) {
    for word in ["word", "école", "北京", "ประเทศ", "договор", "07700900123", "👍"] {
      let alone = tokens(Array(word.utf8)).map(\.term)
      #expect(!alone.isEmpty)
      let around = tokens(Array(word.utf8) + bytes + Array(word.utf8) + bytes).map(\.term)
      #expect(around == alone + alone, "\(word)")
    }
  }

  @Test("a text cut anywhere is analysed up to the cut")
  func truncated() {
    let bytes = Array("don’t ส่งSMSมา 北京 👩🏽‍💻 🇬🇧 é +44 (0)7700 900123 か\u{3099} и\u{306}".utf8)
    for end in 0...bytes.count {
      for token in tokens(Array(bytes[..<end])) { #expect(token.range.upperBound <= end) }
    }
  }

  @Test("random bytes give tokens of valid text, in order, within the text")
  func randomBytes() {
    var random = SplitMix(seed: 11)
    let pieces: [[UInt8]] = [
      Array("a".utf8), Array("é".utf8), Array("e\u{301}".utf8), Array("ท\u{E48}\u{E35}".utf8),
      Array("\u{E4D}".utf8),
      Array("\u{E32}".utf8), Array("เ".utf8), Array("北".utf8), Array("\u{3099}".utf8), Array("\u{1161}".utf8),
      Array("👍🏽".utf8),
      Array("🇬".utf8), Array("\u{200D}".utf8), Array("0".utf8), Array(" ".utf8), Array("(".utf8),
      Array("и\u{306}".utf8),
      Array("\u{654}".utf8), Array("\u{FDFA}".utf8), Array("㍿".utf8), [0xFF], [0xE0, 0xB8], Array("𠮷".utf8),
      Array("\u{93C}".utf8),
    ]
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<24, using: &random) {
        bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }
      var start = 0
      let fast = tokens(bytes)
      for token in fast {
        #expect(!token.range.isEmpty && token.range.upperBound <= bytes.count && !token.term.isEmpty)
        #expect(token.range.lowerBound >= start || token.isColocated, "\(bytes)")
        #expect(!token.term.contains("\u{FFFD}"), "\(bytes)")
        start = max(start, token.range.lowerBound)
      }
      #expect(tokens(bytes, usesFastPath: false) == fast, "\(bytes)")
    }
  }

  @Test("a word of any length is kept whole, in pieces", arguments: [1_023, 1_024, 1_025, 2_048, 100_000])
  func longWords(length: Int) throws {
    for letter in ["a", "é", "щ", "ก", "𝐚", "我", "1", "\u{1F1EC}", "ア", "ᨠ"] {
      let text = String(repeating: letter, count: length)
      let found = try indexed(text)
      let one = try indexed(letter).joined()
      #expect(found.allSatisfy { $0.utf8.count <= Analyzer.maximumTermBytes }, "\(letter)")
      // Of two units in a term the first: the second has a term of its own.
      let whole = found.map { $0.isEmpty ? "" : String($0.split(separator: "|".marked)[0]) }.joined()
      #expect(whole == String(repeating: one.replacing("|".marked, with: ""), count: length), "\(letter)")
    }
  }

  @Test(
    "marks and invisible characters without end cost no more than their length",
    arguments: [
      "\u{301}", "\u{306}", "\u{E48}", "\u{E34}", "\u{3099}", "\u{1161}", "\u{93C}", "\u{94D}", "\u{200B}",
      "\u{654}", "\u{E32}",
      "\u{E4D}", "เ", "1\u{200B}", "1 ", "(", "1(", "\u{1F3FD}", "\u{FDFA}", "\u{326}\u{307}",
    ])
  func zalgo(mark: String) throws {
    for base in ["и", "ก", "a", "か", "क", "1", ""] {
      let text = base + String(repeating: mark, count: 50_000) + " end"
      #expect(try indexed(text).last == "end")
    }
  }

  @Test(
    "the closure that takes tokens can stop the analysis",
    arguments: ["a b c", "1 2 3", "北京開会中", "👍👍👍", "é é é"])
  func stops(text: String) {
    var count = 0
    let code = Array(text.utf8).withUnsafeBufferPointer {
      Analyzer().analyze($0, purpose: .document) { _, _, _, _ in
        count += 1
        return 7
      }
    }
    #expect(code == 7)
    #expect(count == 1)
  }

  @Test("a failure of libicu says what to do")
  func message() {
    #expect(
      AnalyzerError().description
        == "the text could not be split into words: libicu failed, which means that memory or its data "
        + "files are missing; free memory or reinstall libicu72, then try again")
  }
}
