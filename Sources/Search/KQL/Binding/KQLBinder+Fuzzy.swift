/// `colour~1`: a word as it may have been mistyped.
extension KQLBinder {
  /// Where the `~` of a fuzzy word stands: behind a letter or digit, with nothing but digits behind it.
  static func fuzzyMark(in word: [Unicode.Scalar]) -> Int? {
    guard let mark = word.lastIndex(of: "~"), mark > 0, letters(in: word[mark - 1]) != nil,
      word[(mark + 1)...].allSatisfy(\.isASCIIDigit)
    else { return nil }
    return mark
  }

  mutating func fuzzy(
    _ word: [Unicode.Scalar], _ mark: Int, _ text: KQLText, _ field: TextField
  ) -> TextMatch? {
    let (letters, number) = (word[..<mark], Self.string(word[(mark + 1)...]))
    guard let edits = Int(number), (1...KQLLimits.fuzzyEdits).contains(edits) else {
      diagnostics.error(
        .fuzzyDistance,
        "how many letters may differ is 1 or \(KQLLimits.fuzzyEdits), as in colour~1; put text with a ~ in it in "
          + "quotation marks",
        at: text.position, fix: Self.string(letters) + "~1")
      return nil
    }
    guard letters.allSatisfy({ Self.letters(in: $0) != nil && !Self.isUnspaced($0) }) else {
      diagnostics.error(
        .fuzzyWord, "~\(edits) goes with one word of letters and digits, of a script with spaces between words",
        at: text.position)
      return nil
    }
    let fewest = edits * KQLLimits.fuzzyLettersPerEdit + 1
    guard (fewest...KQLLimits.fuzzyLength).contains(letters.count) else {
      diagnostics.error(
        .fuzzyWord, "~\(edits) goes with a word of \(fewest) to \(KQLLimits.fuzzyLength) letters or digits",
        at: text.position)
      return nil
    }
    guard countOpenWord(text.position) else { return nil }
    return TextMatch(Self.string(letters), in: field, form: .fuzzy(edits))
  }
}
