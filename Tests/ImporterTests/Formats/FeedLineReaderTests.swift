internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Importer

@Suite("the fast reader of a line")
struct FeedLineReaderTests {
  private let feed = FeedItem()
  private let fast = FeedLineReader()

  /// Whether both say the same, where the fast one says anything.
  private func agree(on line: [UInt8]) -> Bool {
    line.withUnsafeBytes { line in
      guard let fields = fast.read(line) else { return true }
      return fields.item() == feed.decode(line)
    }
  }

  @Test("takes what the partner's lines are like")
  func takes() {
    for line in [FeedItemTests.sms, FeedItemTests.call] {
      let bytes = Array(line.utf8)
      #expect(bytes.withUnsafeBytes { fast.read($0) } != nil)
      #expect(agree(on: bytes))
    }
  }

  @Test("leaves to the decoder whatever isn't as it should be")
  func leaves() {
    for (part, other) in [
      (#""id":"o2-1""#, #""id":7"#), (#""to":["#, #""to":null,"x":["#), ("}", ""), (#""body":"#, "\"body\":\u{0}"),
    ] {
      let line = Array(FeedItemTests.sms.replacing(part, with: other).utf8)
      #expect(line.withUnsafeBytes { fast.read($0) } == nil)
    }
  }

  @Test("leaves to the decoder a line that would have it keep much memory")
  func long() throws {
    let frame = FeedItemTests.sms.utf8.count - "Running late".utf8.count
    for (length, isTaken) in [(FeedLineReader.longestLine, true), (FeedLineReader.longestLine + 1, false)] {
      let text = String(repeating: "x", count: length - frame)
      let line = Array(FeedItemTests.sms.replacing("Running late", with: text).utf8)
      #expect(line.count == length)
      #expect(line.withUnsafeBytes { fast.read($0) != nil } == isTaken)
      #expect(try feed.read(line).get().body == text)
    }
  }

  @Test("says of any line what the decoder says")
  func agrees() {
    var numbers = SplitMix(seed: 13)
    let pieces: [[UInt8]] =
      [
        "null", "true", "1", "-1", "1.0", "1e3", "99999999999999999999", "\"\"", "{}", "[]", "\\u0000", "\\ud83d",
        "\"id\":\"x\",",
        "\"type\":\"call\",", ",", "}", "\"", " ", "\n", "\u{FEFF}",
      ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0]]
    for line in [FeedItemTests.sms, FeedItemTests.call].map({ Array($0.utf8) }) {
      for _ in 0..<4_000 {
        var changed = line
        for _ in 0...Int.random(in: 0...2, using: &numbers) {
          let start = Int.random(in: 0...changed.count, using: &numbers)
          let end = min(changed.count, start + Int.random(in: 0...12, using: &numbers))
          changed.replaceSubrange(start..<end, with: pieces.randomElement(using: &numbers) ?? [])
        }
        #expect(agree(on: changed), "\(String(decoding: changed, as: UTF8.self))")
      }
    }
  }
}
