internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("the snippet of a result")
struct HighlighterTests {
  private func snippet(_ query: String, of text: String) throws -> String {
    try Highlighter(parsed(query).query, Analyzer()).snippet(of: text)
  }

  @Test("marks the words found, and makes nothing of a text into markup")
  func marks() throws {
    #expect(try snippet("merger", of: "The Merger is on") == "The <b>Merger</b> is on")
    #expect(
      try snippet("script", of: #"<script>alert("x") & 'y'</script>"#)
        == "&lt;<b>script</b>&gt;alert(&quot;x&quot;) &amp; &#39;y&#39;&lt;/<b>script</b>&gt;")
    #expect(try snippet("merg*", of: "mergers, emerge") == "<b>mergers</b>, emerge")
    #expect(try snippet("\"see you\"", of: "ok.see you") == "ok.<b>see</b> <b>you</b>")
    let number = try snippet("07700900123", of: "ring +44 7700 900123 now")
    #expect(number == "ring +<b>44 7700 900123</b> now")
    #expect(try snippet("NOT merger", of: "a merger") == "a merger")
    #expect(try snippet("x NEAR y", of: "x to y") == "<b>x</b> to <b>y</b>")
    #expect(try snippet("", of: "two\nlines\tand\u{7}bell\u{7F}") == "two lines and bell ")
    #expect(try snippet("กาแฟ", of: "กาแฟร้อน").contains("<b>"))
    #expect(try snippet("x", of: "") == "")
  }

  @Test("shows a stretch around the first word found, and says where it was cut")
  func window() throws {
    let filler = String(repeating: "lorem ipsum ", count: 40)
    let shown = try snippet("merger", of: filler + "the merger " + filler)
    #expect(shown.hasPrefix("… "))
    #expect(shown.hasSuffix(" …"))
    #expect(shown.contains("the <b>merger</b> "))
    #expect(shown.count < 200)
    #expect(try snippet("absent", of: filler).hasPrefix("lorem"))
    // No character is cut in two.
    let thai = try snippet(
      "merger", of: String(repeating: "กข", count: 200) + " merger " + String(repeating: "คง", count: 200))
    #expect(!thai.contains("\u{FFFD}"))
    #expect(thai.contains("<b>merger</b>"))
  }

  @Test("without its marks is part of the text, whatever the text")
  func property() throws {
    var corpus = Corpus(seed: 61)
    for _ in 0..<500 {
      let text =
        corpus.body(upTo: 60) + (["<b>", "&amp;", "\u{0}", "</b>\""].randomElement(using: &corpus.random) ?? "")
      let word = Corpus.words.randomElement(using: &corpus.random) ?? ""
      var shown = try Highlighter(.text(TextMatch(word)), Analyzer()).snippet(of: text)
      #expect(shown.components(of: "<b>") == shown.components(of: "</b>"))
      for (mark, meaning) in [
        ("<b>", ""), ("</b>", ""), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
      ] { shown = shown.replacing(mark, with: meaning) }
      if shown.hasPrefix("… ") { shown.removeFirst(2) }
      if shown.hasSuffix(" …") { shown.removeLast(2) }
      let plain = String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
      #expect(
        plain.utf8.firstRange(of: Array(shown.utf8)) != nil || shown.isEmpty,
        "\(shown.debugDescription) of \(text) for \(word)")
    }
  }
}

extension String {
  fileprivate func components(of mark: String) -> Int { ranges(of: mark).count }
}
