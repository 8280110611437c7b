/// Shows where in a text the words of a query are.
struct Highlighter {
  private let analyzer: Analyzer
  private let words: Set<String>
  private let prefixes: [String]

  /// About how much of a text a result shows: two lines of a terminal.
  private static let length = 160

  init(_ query: Query, _ analyzer: Analyzer) throws {
    self.analyzer = analyzer
    var words: Set<String> = []
    var prefixes: [String] = []
    for match in query.positiveTexts {
      var cut = try analyzer.tokens(of: match.text).map(\.term)
      if match.isPrefix, let last = cut.popLast() { prefixes.append(last) }
      words.formUnion(cut)
      if let key = Analyzer.numberKey(of: match.text) { words.insert(key) }
    }
    (self.words, self.prefixes) = (words, prefixes)
  }

  func snippet(of text: String) throws -> String {
    let bytes = Array(text.utf8)
    var marks = (words.isEmpty && prefixes.isEmpty) ? [] : try marks(in: text)
    marks.sort { $0.lowerBound < $1.lowerBound }
    let window = window(bytes, around: marks.first?.lowerBound ?? 0)
    var html = window.lowerBound > 0 ? "… " : ""
    var position = window.lowerBound
    for mark in marks where mark.lowerBound >= position && mark.upperBound <= window.upperBound {
      html += Self.escaped(bytes[position..<mark.lowerBound])
      html += "<b>\(Self.escaped(bytes[mark.lowerBound..<mark.upperBound]))</b>"
      position = mark.upperBound
    }
    html += Self.escaped(bytes[position..<window.upperBound])
    return window.upperBound < bytes.count ? html + " …" : html
  }

  private func marks(in text: String) throws -> [Range<Int>] {
    try analyzer.tokens(of: text, purpose: .document).filter { token in
      words.contains(token.term) || prefixes.contains { token.term.hasPrefix($0) }
    }.map(\.range)
  }

  /// A stretch of the text that begins a little before the first word found and cuts no character in two.
  private func window(_ bytes: [UInt8], around position: Int) -> Range<Int> {
    var start = bytes.count <= Self.length ? 0 : max(0, position - Self.length / 4)
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(bytes.count, start + Self.length)
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return start..<end
  }

  /// Text as HTML shows it: what a stranger wrote never becomes markup.
  ///
  /// Line breaks become blanks.
  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    var html = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      default: html.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
      }
    }
    return html
  }
}

extension Query {
  /// The texts whose presence makes an item match.
  var positiveTexts: [TextMatch] {
    switch self {
    case .everything, .nothing, .scalar, .not: []
    case .text(let match): [match]
    case .near(let near): [near.first, near.second]
    case .and(let members), .or(let members): members.flatMap(\.positiveTexts)
    }
  }
}
