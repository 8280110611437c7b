/// A snippet as a terminal shows it.
enum SnippetText {
  /// No markup, and nothing a terminal would act on.
  static func plain(_ html: String) -> String {
    // A page has fifty of them: one walk over the bytes rather than a search for each entity.
    var html = html
    let bytes = html.withUTF8 { html in
      var plain: [UInt8] = []
      plain.reserveCapacity(html.count)
      var rest = html[...]
      while let first = rest.first {
        let markup = first == UInt8(ascii: "<") || first == UInt8(ascii: "&")
        if markup, let known = markups.first(where: { rest.starts(with: $0.written) }) {
          if let character = known.character { plain.append(character) }
          rest = rest.dropFirst(known.written.count)
        } else {
          plain.append(first)
          rest = rest.dropFirst()
        }
      }
      return plain
    }
    return TerminalText.safe(String(decoding: bytes, as: UTF8.self))
  }

  /// All that a snippet's markup consists of.
  private static let markups: [(written: [UInt8], character: UInt8?)] = [
    ("<b>", nil), ("</b>", nil), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
  ].map { (written: String, character: Unicode.Scalar?) in (Array(written.utf8), character.map { UInt8(ascii: $0) }) }
}
