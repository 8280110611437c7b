/// Shows where in a text the words of a query are.
struct Highlighter {
  private let analyzer: Analyzer
  /// The words and phrases, each by a term it begins with; those that begin with one that may go on are tried
  /// everywhere.
  ///
  /// A list, as a query has few, and hashing each word of a text costs more than comparing its length with theirs.
  private var byFirstTerm: [(term: String, pattern: WordPattern)] = []
  private var everywhere: [WordPattern] = []

  /// About how much of a text a result shows: two lines of a terminal.
  private static let length = 160

  init(_ query: Query, _ analyzer: Analyzer) throws {
    self.analyzer = analyzer
    for match in query.positiveTexts {
      add(try WordPattern(match, analyzer))
      if match.form == .exact, let key = Analyzer.numberKey(of: match.text) { add(WordPattern(numberKey: key)) }
    }
  }

  private mutating func add(_ pattern: WordPattern) {
    if pattern.beginsOpen || (pattern.isOpen && pattern.places.count == 1) {
      everywhere.append(pattern)
    } else {
      for term in pattern.places.first ?? [] { byFirstTerm.append((term, pattern)) }
    }
  }

  func snippet(of text: String) throws -> String {
    let bytes = Array(text.utf8)
    let marks = byFirstTerm.isEmpty && everywhere.isEmpty ? [] : try marks(in: text, bytes)
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

  /// Where words of the query stand, in order and apart.
  private func marks(in text: String, _ bytes: [UInt8]) throws -> [Range<Int>] {
    let placed = try PlacedTerms(text, analyzer)
    var found: [Range<Int>] = []
    for place in 0..<placed.count {
      let terms = placed[place]
      let beginning = byFirstTerm.lazy.filter { first in terms.contains { $0.term.hasBytes(of: first.term) } }
      for pattern in everywhere + beginning.map(\.pattern) where placed.has(pattern, at: place) {
        for index in pattern.places.indices {
          for token in placed[place + index] where pattern.accepts(CollectionOfOne(token), of: text, at: index) {
            var range = token.range
            if pattern.endsInUnit, index == pattern.places.count - 1, place + index + 1 < placed.count {
              // The character behind it is in the term and not in the query.
              let next = placed[place + index + 1].first?.range.lowerBound ?? range.upperBound
              range = range.lowerBound..<max(range.lowerBound, min(range.upperBound, next))
            }
            found.append(Self.trimmed(range, bytes))
          }
        }
      }
    }
    found.sort { $0.lowerBound < $1.lowerBound }
    // The terms of a script without spaces overlap.
    return found.reduce(into: []) { marks, range in
      if let last = marks.last, range.lowerBound <= last.upperBound {
        marks[marks.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        marks.append(range)
      }
    }
  }

  private static func trimmed(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    return range.lowerBound..<end
  }

  /// A letter with its marks: more bytes of them are a prank, and are cut.
  private static let longestCharacter = 64

  /// A stretch of the text that begins a little before the first word found and cuts no character in two.
  private func window(_ bytes: [UInt8], around position: Int) -> Range<Int> {
    var start = bytes.count <= Self.length ? 0 : max(0, position - Self.length / 4)
    let first = max(0, start - Self.longestCharacter)
    while start > first, Self.goesOn(bytes, at: start) { start -= 1 }
    while start > 0, Self.isInside(bytes, at: start) { start -= 1 }
    var end = min(bytes.count, start + Self.length)
    let last = min(bytes.count, end + Self.longestCharacter)
    while end < last, Self.goesOn(bytes, at: end) { end += 1 }
    while end < bytes.count, Self.isInside(bytes, at: end) { end += 1 }
    return start..<end
  }

  /// Whether a code point goes on at a byte.
  private static func isInside(_ bytes: [UInt8], at index: Int) -> Bool { bytes[index] & 0xC0 == 0x80 }

  /// Whether what a reader takes for one character goes on at a byte: a vowel sign, an accent, an emoji's colour.
  private static func goesOn(_ bytes: [UInt8], at index: Int) -> Bool {
    guard bytes[index] >= 0x80 else { return false }
    guard !isInside(bytes, at: index) else { return true }
    let rest = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
    guard let scalar = rest.unicodeScalars.first else { return false }
    return scalar.properties.isGraphemeExtend || scalar.properties.generalCategory == .spacingMark
      || scalar.properties.isEmojiModifier || scalar.value == 0x200D
  }

  /// Text as HTML shows it: what a stranger wrote never becomes markup.
  ///
  /// Line breaks become blanks.
  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    var html: [UInt8] = []
    html.reserveCapacity(bytes.count + 16)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "&"): html += "&amp;".utf8
      case UInt8(ascii: "<"): html += "&lt;".utf8
      case UInt8(ascii: ">"): html += "&gt;".utf8
      case UInt8(ascii: "\""): html += "&quot;".utf8
      case UInt8(ascii: "'"): html += "&#39;".utf8
      case 0..<0x20, 0x7F: html.append(UInt8(ascii: " "))
      default: html.append(byte)
      }
    }
    return String(decoding: html, as: UTF8.self)
  }
}

extension Query {
  /// The texts whose presence makes an item match.
  var positiveTexts: [TextMatch] {
    switch self {
    case .not: []
    case .and(let members), .or(let members): members.flatMap(\.positiveTexts)
    default: texts
    }
  }

  /// All texts that it asks for or leaves out.
  var texts: [TextMatch] {
    switch self {
    case .everything, .nothing, .scalar: []
    case .text(let match): [match]
    case .near(let near): [near.first, near.second]
    case .not(let inner): inner.texts
    case .and(let members), .or(let members): members.flatMap(\.texts)
    }
  }
}
