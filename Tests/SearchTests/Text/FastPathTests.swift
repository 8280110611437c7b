internal import ArchiveTesting
internal import Testing

@testable import Search

@Suite("ASCII read quickly gives what looking every character up gives")
struct FastPathTests {
  /// Compares both ways on one pair of analysers, and counts the comparisons.
  private struct Comparison {
    let analyzer = Analyzer()
    var count = 0

    mutating func check(_ bytes: [UInt8]) {
      var fast = TokenList()
      var slow = TokenList()
      bytes.withUnsafeBufferPointer { text in
        _ = analyzer.analyze(text, purpose: .document, into: &fast)
        _ = analyzer.analyze(text, purpose: .document, into: &slow, usesFastPath: false)
      }
      count += 1
      if fast.tokens != slow.tokens {
        Issue.record(
          "\(String(decoding: bytes, as: UTF8.self).debugDescription): \(fast.tokens) \(slow.tokens)")
      }
    }
  }

  @Test("for every text of up to five of twelve telling characters")
  func exhaustive() {
    let alphabet = Array("aZ0 .'_-(+\n\u{1}".utf8)
    var comparison = Comparison()
    var texts: [[UInt8]] = [[]]
    for _ in 0..<5 {
      texts = texts.flatMap { text in alphabet.map { text + [$0] } }
      for text in texts { comparison.check(text) }
    }
    #expect(comparison.count == 12 + 144 + 1_728 + 20_736 + 248_832)
  }

  @Test("for random ASCII")
  func random() {
    var random = SplitMix(seed: 5)
    var comparison = Comparison()
    for _ in 0..<20_000 {
      let length = Int.random(in: 0..<60, using: &random)
      // Half of them mostly digits, which have most to go wrong.
      let digits = Bool.random(using: &random)
      comparison.check(
        (0..<length).map { _ in
          digits && Int.random(in: 0..<4, using: &random) > 0
            ? UInt8.random(in: 48...57, using: &random) : UInt8.random(in: 0...127, using: &random)
        })
    }
    for length in 1_020...1_030 { comparison.check([UInt8](repeating: 97, count: length) + [32, 49]) }
    #expect(comparison.count == 20_011)
  }

  @Test(
    "for real texts", .enabled(if: SharedData.exists("sms-spam-collection"), "needs ../shared/data"),
    arguments: [
      "sms-spam-collection/SMSSpamCollection", "thai-sms-ssivakorn/otp.txt",
      "wisesight-sentiment-thai/pos.txt",
    ])
  func realTexts(path: String) throws {
    var comparison = Comparison()
    for line in try SharedData.lines(path) { comparison.check(Array(line.utf8)) }
    #expect(comparison.count > 50)
  }

  @Test(
    "and no letter or digit of a real text is lost",
    .enabled(if: SharedData.exists("sms-spam-collection"), "needs ../shared/data"))
  func nothingLost() throws {
    let analyzer = Analyzer()
    for line in try SharedData.lines("sms-spam-collection/SMSSpamCollection") {
      guard line.utf8.allSatisfy({ $0 < 0x80 }) else { continue }
      let joined = try analyzer.tokens(of: line).map(\.term).joined()
      if joined != String(line.lowercased().filter { $0.isLetter || $0.isNumber }) {
        Issue.record("\(line.count)")
      }
    }
  }
}
