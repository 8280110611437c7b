extension String {
  /// A query or an expression may be thousands of characters; an explanation names hundreds of rules and has to stay
  /// readable.
  private static let longestQuoted = 120

  /// Between brackets, cut where it is long.
  var quoted: String {
    let start = prefix(Self.longestQuoted)
    return start.endIndex == endIndex ? "[\(start)]" : "[\(start)…]"
  }
}
