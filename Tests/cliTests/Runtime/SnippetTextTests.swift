@testable internal import cli
internal import ArchiveTesting
internal import Testing

@Suite("Snippets on a terminal") struct SnippetTextTests {
  @Test(
    "markup goes, and what it stood for is shown",
    arguments: [
      ("see you at <b>noon</b>", "see you at noon"),
      ("a &lt;b&gt; &amp;lt; &quot;c&quot; &#39;d&#39;", "a <b> &lt; \"c\" 'd'"),
      ("AT&T <i>", "AT&T <i>"), ("<b", "<b"), ("&", "&"), ("", ""), ("ขอบคุณ<b>ครับ</b>", "ขอบคุณครับ"),
    ])
  func markup(_ html: String, _ text: String) {
    #expect(SnippetText.plain(html) == text)
  }

  @Test("nothing a terminal would act on gets through")
  func controls() {
    #expect(
      SnippetText.plain("a\u{1B}[2Jb\u{7F}\u{202E}c\u{9B}d\u{2066}")
        == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c\u{FFFD}d\u{FFFD}")
  }

  @Test("it is what taking out each kind of markup in turn gives")
  func model() {
    var random = SplitMix(seed: 7)
    let pieces = ["<b>", "</b>", "&lt;", "&gt;", "&quot;", "&#39;", "&amp;", "x", "é", "l", ";", " "]
    for _ in 0..<300 {
      let html = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      var text = html
      for (written, character) in [
        ("<b>", ""), ("</b>", ""), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
      ] { text = text.replacing(written, with: character) }
      #expect(SnippetText.plain(html) == text, "\(html)")
    }
  }
}
