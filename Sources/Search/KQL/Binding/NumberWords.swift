/// Words side by side that a person typed as one telephone number: `07700 900123`, `+44 (0)7700 900123`.
///
/// Whether they are one can't be known, so the number is offered beside what the words say, never instead of it.
struct NumberWords {
  /// The lengths of telephone numbers (ITU-T E.164), the shortest that can be dialled from elsewhere first.
  private static let digitCounts = 7...15

  /// A word of digits as it was typed, with the + that stood before it.
  struct Word {
    var text: String
    var digits: Int
    /// Whether a number can only begin with it.
    var begins: Bool
  }

  /// The word of digits that an operand is, if it is one.
  static func word(_ item: KQLSyntax) -> Word? {
    switch item.kind {
    case .text(let text) where !text.isQuoted:
      return word(text.text)
    case .required(let inside):
      guard case .text(let text) = inside.kind, !text.isQuoted, let word = word(text.text) else { return nil }
      return Word(text: "+" + word.text, digits: word.digits, begins: true)
    case .group(let inside):
      guard case .text = inside.kind else { return nil }
      return word(inside)
    default: return nil
    }
  }

  static func word(_ text: String) -> Word? {
    var digits = 0
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .decimalNumber {
        digits += 1
      } else if !"-./".unicodeScalars.contains(scalar) {
        return nil
      }
    }
    guard digits > 0 else { return nil }
    // A group of five digits or more that begins with 0 has its area code in it.
    return Word(text: text, digits: digits, begins: digits >= 5 && text.unicodeScalars.first == "0")
  }

  /// The numbers that a run of such words may be, each as a range of them: one, or one after the other.
  static func numbers(in run: [Word]) -> [Range<Int>] {
    func isNumber(_ range: Range<Int>) -> Bool {
      range.count > 1 && digitCounts.contains(run[range].reduce(0) { $0 + $1.digits })
    }
    if isNumber(0..<run.count) { return [0..<run.count] }
    var starts = [0]
    for index in run.indices.dropFirst() where run[index].begins { starts.append(index) }
    return zip(starts, starts.dropFirst() + [run.count]).map { $0..<$1 }.filter(isNumber)
  }
}
