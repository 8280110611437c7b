/// Punctuation that a person means when they type it against a word: `#sale`, `@bob`, `50%`, `$100`, `C++`, `C#`.
///
/// The index holds words alone, so where a query has a sign the words are found first and the text is looked at again.
/// Any other punctuation divides words and says nothing.
struct Sign: Hashable {
  /// A `#` or `@` right before.
  private var tag: Unicode.Scalar?
  /// So many `+` right behind, and no more.
  private var pluses = 0
  /// A `#` right behind.
  private var isSharp = false
  /// `%`, `‰` or `°` behind, perhaps after a blank.
  private var unit: Unicode.Scalar?
  /// Before or behind, as countries have it, perhaps with a blank between.
  private var currency: Unicode.Scalar?

  /// What stands against a word of a query; nil where that is no sign.
  init?(around range: Range<Int>, in text: String) {
    let place = Surroundings(range, in: text)
    if let before = place.before {
      if before == "#" || before == "@", !Self.isWord(place.beforeThat) { tag = before }
      if Self.isCurrency(before) { currency = before }
    }
    let pluses = place.after.prefix { $0 == "+" }.count
    if pluses > 0, !Self.isWord(place.after.dropFirst(pluses).first) { self.pluses = pluses }
    if let after = place.after.first {
      let ends = !Self.isWord(place.after.dropFirst().first)
      isSharp = after == "#" && ends
      if place.endsInDigit, Self.units.contains(after) { unit = after }
      if place.endsInDigit, Self.isCurrency(after), ends { currency = after }
    }
    if tag == nil, self.pluses == 0, !isSharp, unit == nil, currency == nil { return nil }
  }

  /// Whether it stands against a word of a text.
  func stands(at range: Range<Int>, in text: String) -> Bool {
    let place = Surroundings(range, in: text)
    if let tag, place.before != tag { return false }
    if pluses > 0, place.after.prefix(while: { $0 == "+" }).count != pluses { return false }
    if isSharp, place.after.first != "#" { return false }
    if let unit, place.nearestAfter != unit { return false }
    if let currency, place.nearestBefore != currency, place.nearestAfter != currency { return false }
    return true
  }

  private static let units: Set<Unicode.Scalar> = ["%", "‰", "°"]

  private static func isCurrency(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .currencySymbol
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
  }
}

/// The characters around a word.
private struct Surroundings {
  private(set) var before: Unicode.Scalar?
  private(set) var beforeThat: Unicode.Scalar?
  private(set) var after: [Unicode.Scalar] = []
  private(set) var endsInDigit = false

  /// More signs in a row than anyone means by one.
  private static let longestRun = 8

  /// `range`: of UTF-8 bytes.
  init(_ range: Range<Int>, in text: String) {
    let (bytes, scalars) = (text.utf8, text.unicodeScalars)
    let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
    let end = bytes.index(start, offsetBy: range.count)
    if start > scalars.startIndex {
      let one = scalars.index(before: start)
      before = Self.plain(scalars[one])
      if one > scalars.startIndex { beforeThat = Self.plain(scalars[scalars.index(before: one)]) }
    }
    after = scalars[end...].prefix(Self.longestRun).map(Self.plain)
    endsInDigit = scalars[start..<end].last?.properties.generalCategory == .decimalNumber
  }

  /// The character before, a blank stepped over.
  var nearestBefore: Unicode.Scalar? { before.flatMap { Self.isBlank($0) ? beforeThat : $0 } }

  var nearestAfter: Unicode.Scalar? { after.first.flatMap { Self.isBlank($0) ? after.dropFirst().first : $0 } }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .spaceSeparator
  }

  /// The wide and small forms of East Asian typing as the ordinary ones, and the Arabic per cent.
  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF03, 0xFE5F: "#"
    case 0xFF20, 0xFE6B: "@"
    case 0xFF0B, 0xFE62: "+"
    case 0xFF05, 0xFE6A, 0x066A: "%"
    case 0xFF04, 0xFE69: "$"
    case 0xFFE0: "¢"
    case 0xFFE1: "£"
    case 0xFFE5: "¥"
    case 0xFFE6: "₩"
    default: scalar
    }
  }
}
