internal import Testing

@testable internal import Archive

@Suite("text in headers")
struct HeaderTextTests {
  func field(_ value: String) -> String {
    var header = HeaderWriter(reserving: 0)
    header.text("Subject", value)
    return String(decoding: header.bytes, as: UTF8.self)
  }

  @Test(
    "a line end in a name becomes a blank",
    arguments: [
      ("Ada\r\nBcc: x@y", "Ada  Bcc: x@y"), ("\u{0}\u{1B}[2J", "[2J"),
      ("a\u{85}b\u{2028}c\u{2029}d", "a b c d"),
      (" Ada ", "Ada"), ("\u{3000}อาดา\u{A0}", "อาดา"), ("é\u{80}", "é"), ("Ada", "Ada"), ("", ""),
      ("\r\n", ""),
    ])
  func clean(written: String, clean: String) {
    #expect(HeaderText.clean(written) == clean)
    #expect(HeaderText.clean(clean) == clean)
  }

  @Test("no text can inject a header")
  func injection() {
    for text in [
      "x\r\nBcc: y@z", "x\nBcc: y@z", "x\rBcc: y@z", "é\r\nBcc: y@z", "x\u{0}",
      String(repeating: "é\r\n", count: 99),
    ] {
      let lines = field(text).split(separator: "\r\n", omittingEmptySubsequences: false).dropLast()
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") && $0.count > 1 })
      #expect(!field(text).contains("Bcc"))
    }
  }

  @Test("lines are folded before blanks, and read back as they were")
  func folding() {
    let text = (0..<60).map { "word\($0)" }.joined(separator: " ")
    let folded = field(text)
    #expect(folded.split(separator: "\r\n").count > 5)
    #expect(folded.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    #expect(folded.replacing("\r\n", with: "") == "Subject: " + text)
  }

  @Test("a word longer than a line may be is encoded", arguments: [900, 989, 990, 5_000])
  func longWords(length: Int) {
    let folded = field(String(repeating: "w", count: length))
    #expect(folded.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    #expect(folded.contains("=?utf-8?B?") == (length > 989))
  }

  @Test(
    "what only looks encoded is encoded itself",
    arguments: ["=?utf-8?Q?x?=", "a =?", "two  blanks", "tab\tbed"])
  func lookalikes(text: String) { #expect(field(text).hasPrefix("Subject: =?utf-8?B?")) }

  @Test("encoded words fit their lines and never split a character")
  func encodedWords() throws {
    for lead in 0..<50 {
      let folded = field(String(repeating: "a", count: lead) + String(repeating: "😀é", count: 60))
      for line in folded.split(separator: "\r\n") {
        #expect(line.utf8.count <= 78)
        let word = try #require(line.split(separator: " ").last)
        #expect(word.utf8.count <= 75)
      }
    }
  }

  @Test(
    "only addresses every reader understands are written",
    arguments: [
      ("ada@corp.example", true), ("a.b+c@x-y.example", true), ("@x.example", false), ("a@", false),
      ("a", false),
      ("a b@x.example", false), ("a..b@x.example", false), (".a@x.example", false), ("a@x..example", false),
      ("a@b@x.example", false), ("ada@corp.example\r\nBcc: x", false), ("<a@x.example>", false),
      ("é@x.example", false),
      ("=?utf-8?q?a?=@x.example", false), (String(repeating: "a", count: 64) + "@x.example", true),
      (String(repeating: "a", count: 65) + "@x.example", false),
    ])
  func addresses(address: String, writable: Bool) { #expect(EmailAddress.isWritable(address) == writable) }
}
