internal import Archive

/// What has to be read in the text of a message again, because the index can't be asked for it.
enum TextCheck {
  /// A word or phrase with open words or punctuation in it.
  case stands(WordPattern, in: TextField)
  /// Two of them near each other in one text, with at most so many words between.
  case near(WordPattern, WordPattern, distance: Int, isOrdered: Bool)

  func accepts(_ text: IndexedText, _ analyzer: Analyzer) throws -> Bool {
    switch self {
    case .stands(let pattern, let field):
      return try text.texts(of: field).contains { text in
        let placed = try PlacedTerms(text, analyzer)
        return (0..<placed.count).contains { placed.has(pattern, at: $0) }
      }
    case .near(let first, let second, let distance, let isOrdered):
      return try text.texts(of: .anyText).contains { text in
        let placed = try PlacedTerms(text, analyzer)
        let starts = (0..<placed.count).filter { placed.has(first, at: $0) }
        guard !starts.isEmpty else { return false }
        let others = (0..<placed.count).filter { placed.has(second, at: $0) }
        return starts.contains { start in
          let next = start + first.places.count
          return others.contains { other in
            if other >= next { return other - next <= distance }
            guard !isOrdered else { return false }
            return other >= start || start - other - second.places.count <= distance
          }
        }
      }
    }
  }
}

extension IndexedText {
  /// The texts that a search of a field looks in.
  func texts(of field: TextField) -> [String] {
    switch field {
    case .anyText: [subject, body, sender, recipients, attachments]
    case .subject: [subject]
    case .body: [body]
    case .sender: [sender]
    case .recipients: [recipients]
    case .participants: [sender, recipients]
    case .attachmentNames: [attachments]
    }
  }
}
