extension Analyzer {
  /// The token that all spellings of a telephone number share in the index, or nil if the text isn't
  /// one number of 7 to 15 digits and nothing else.
  ///
  /// From 9 digits on it is a mark and the last 9, so that `07700 900123`, `+44 7700 900123` and
  /// `(0)7700-900123` have the same; 7 and 8 digits are taken whole, as a number without its area
  /// code. A query for a number is the OR of this token and its groups as a phrase.
  public static func numberKey(of text: String) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      var scan = TextScan(bytes, analyzer: Analyzer(), purpose: .query, sink: TokenList())
      return scan.numberKey()
    }
  }
}

extension TextScan {
  /// The key of the number that the whole text is, or nil.
  mutating func numberKey() -> String? {
    guard let start = skipNumberAffixes(from: 0) else { return nil }
    readNumberRun(at: start)
    guard numbers.count > 0, !numbers.isFull, !numbers.hasDate else { return nil }
    let last = numbers.groups[numbers.count - 1]
    let digits = UnsafeBufferPointer(start: numbers.digits, count: last.digitEnd)
    guard NumberRun.digitCounts.contains(digits.count), onlyNumberAffixes(from: last.end) else { return nil }
    guard digits.count >= NumberRun.keyDigits else { return String(decoding: digits, as: UTF8.self) }
    return String(decoding: [NumberRun.keyMark] + digits.suffix(NumberRun.keyDigits), as: UTF8.self)
  }
}
