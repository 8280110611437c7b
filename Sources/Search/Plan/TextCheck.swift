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
          let behind = Self.first(in: others, from: next)
          if behind < others.count, others[behind] - next <= distance { return true }
          // The nearest one before, which may reach into the first.
          guard !isOrdered, behind > 0 else { return false }
          return start - others[behind - 1] - second.places.count <= distance
        }
      }
    }
  }
}

extension TextCheck {
  /// Where the first number of an ascending list is that is no less than a bound: a long text has many places, and
  /// comparing all with all would take hours.
  private static func first(in places: [Int], from bound: Int) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
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
