internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("mailbox files' quoting")
struct MboxQuotingTests {
  private static func quoted(_ text: String, pieces: [Int] = []) -> String {
    var quoting = MboxQuoting()
    var out: [UInt8] = []
    var rest = Array(text.utf8)[...]
    for size in pieces {
      out += rest.prefix(size).withUnsafeBytes { quoting.quote($0) }
      rest = rest.dropFirst(size)
    }
    out += rest.withUnsafeBytes { quoting.quote($0) }
    return String(decoding: out + quoting.finish(), as: UTF8.self)
  }

  @Test(
    "does what mboxrd says",
    arguments: [
      ("a\r\nb\r\n", "a\nb\n\n"), ("a", "a\n\n"), ("", "\n"), ("From x\r\n", ">From x\n\n"),
      (">From x\r\n", ">>From x\n\n"), (">>>From x", ">>>>From x\n\n"), (" From x", " From x\n\n"),
      ("From", "From\n\n"), ("Fromage\r\n", "Fromage\n\n"), ("a\r\nFrom \r\n", "a\n>From \n\n"),
      ("a From b", "a From b\n\n"),
      ("FFrom b", "FFrom b\n\n"), (">\r\nFro\r\n", ">\nFro\n\n"), ("a\rb", "a\rb\n\n"), ("From\r\n x", "From\n x\n\n"),
    ])
  func shown(text: String, expected: String) { #expect(Self.quoted(text) == expected) }

  /// What a reader of mboxrd does, line by line.
  private static func unquoted(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.drop { $0 == ">" }.hasPrefix("From ") && line.hasPrefix(">") ? line.dropFirst() : line
    }.joined(separator: "\r\n")
  }

  @Test("can be undone, however the text is cut into pieces")
  func roundTrip() {
    var random = SplitMix(seed: 5)
    let words = ["From ", "From", ">", ">>", "F", "\r\n", "\r\n", "x", " ", "From:", "rom ", "é"]
    for _ in 0..<2_000 {
      let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
        .joined()
      let pieces = (0..<5).map { _ in Int.random(in: 0...6, using: &random) }
      let written = Self.quoted(text, pieces: pieces)
      #expect(written == Self.quoted(text), "\(text.debugDescription)")
      #expect(!written.hasPrefix("From ") && !written.contains("\nFrom "), "\(text.debugDescription)")
      #expect(written.hasSuffix("\n"))
      let back = Self.unquoted(String(written.dropLast()))
      #expect(back == text || back == text + "\r\n", "\(text.debugDescription)")
    }
  }
}
