internal import Archive

/// What has to be read in the text of a message again, because the index can't be asked for it.
enum TextCheck {
  /// A word or phrase with open words or punctuation in it.
  case stands(WordPattern, in: TextField)
  /// Two of them near each other in one text.
  case near(NearCheck)

  func accepts(_ text: IndexedText, _ analyzer: Analyzer) throws -> Bool {
    switch self {
    case .stands(let pattern, let field):
      return try text.texts(of: field).contains { text in
        let placed = try PlacedTerms(text, analyzer)
        return (0..<placed.count).contains { placed.has(pattern, at: $0) }
      }
    case .near(let near): return try near.matches(text, analyzer)
    }
  }
}

extension IndexedText {
  /// The texts that a search of a field looks in.
  func texts(of field: TextField) -> [String] { Self.columns(of: field).map { all[$0] } }

  /// Which of ``all`` they are.
  static func columns(of field: TextField) -> Range<Int> {
    switch field {
    case .anyText: 0..<5
    case .subject: 0..<1
    case .body: 1..<2
    case .sender: 2..<3
    case .recipients: 3..<4
    case .participants: 2..<4
    case .attachmentNames: 4..<5
    }
  }
}
