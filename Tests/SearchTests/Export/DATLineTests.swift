internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("lines of a load file")
struct DATLineTests {
  private static func line(_ values: [String]) -> String { String(decoding: DATLine.bytes(values), as: UTF8.self) }

  @Test("are written as Concordance has them")
  func shown() {
    #expect(Self.line(["HF1", ""]) == "\u{FE}HF1\u{FE}\u{14}\u{FE}\u{FE}\r\n")
    #expect(Self.line(["a\u{FE}b"]) == "\u{FE}a\u{FE}\u{FE}b\u{FE}\r\n")
    #expect(Self.line(["a\r\nb\rc\nd\u{2028}e"]) == "\u{FE}a\u{AE}b\u{AE}c\u{AE}d\u{AE}e\u{FE}\r\n")
    #expect(Self.line(["Acme®", "x\u{14}y\u{0}z"]) == "\u{FE}Acme(R)\u{FE}\u{14}\u{FE}x y z\u{FE}\r\n")
    #expect(
      Self.line(["=1+1", "-x", "@y", "+44"])
        == "\u{FE}'=1+1\u{FE}\u{14}\u{FE}'-x\u{FE}\u{14}\u{FE}'@y\u{FE}\u{14}\u{FE}'+44\u{FE}\r\n")
    #expect(Self.line(["مرحبا"]) == "\u{FE}مرحبا\u{FE}\r\n")
  }

  /// What a reader of the form does.
  private static func read(_ line: String) -> [String]? {
    var values: [String] = []
    var rest = Array(line.unicodeScalars)[...]
    while true {
      guard rest.popFirst() == "\u{FE}" else { return nil }
      var value = String.UnicodeScalarView()
      while let scalar = rest.popFirst() {
        guard scalar == "\u{FE}" else {
          value.append(scalar)
          continue
        }
        guard rest.first == "\u{FE}" else { break }
        value.append(scalar)
        rest.removeFirst()
      }
      values.append(String(value))
      switch rest.popFirst() {
      case "\u{14}": continue
      case "\r": return rest == ["\n"] ? values : nil
      default: return nil
      }
    }
  }

  private static func letters(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { $0.properties.isAlphabetic || $0 == "\u{FE}" }
  }

  @Test("give the same values back, whatever strangers wrote")
  func roundTrip() {
    var random = SplitMix(seed: 9)
    let pool = Array("aé田=+-@'\"\t\r\n\u{0}\u{14}\u{FE}\u{AE}\u{2028}\u{85}\u{200B}👍".unicodeScalars)
    for _ in 0..<2_000 {
      let values = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        String(
          String.UnicodeScalarView(
            (0..<Int.random(in: 0...8, using: &random)).compactMap { _ in pool.randomElement(using: &random) }))
      }
      let line = Self.line(values)
      #expect(line.unicodeScalars.count { $0 == "\n" || $0 == "\r" } == 2)
      let back = Self.read(line)
      #expect(back?.count == values.count, "\(values)")
      for (value, read) in zip(values, back ?? []) {
        // An apostrophe before a formula, a sign for a line end, blanks for controls: all else is as it was.
        let plain = read.replacing("(R)", with: "®").replacing("\u{AE}", with: "\n")
        #expect(Self.letters(plain) == Self.letters(value))
        #expect(SpreadsheetText.neutralised(read) == read || read.hasPrefix("'"))
      }
    }
  }
}
