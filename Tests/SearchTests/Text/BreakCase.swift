internal import ArchiveTesting

/// A text with the word boundaries that a test file of Unicode or ICU gives it.
struct BreakCase {
  private(set) var text = ""
  /// UTF-8 offsets, the text's ends among them.
  private(set) var boundaries: [Int] = []

  /// What stands between two boundaries.
  var segments: [Range<Int>] {
    zip(boundaries, boundaries.dropFirst()).compactMap { $0 < $1 ? $0..<$1 : nil }
  }

  private mutating func addBoundary() { if boundaries.last != text.utf8.count { boundaries.append(text.utf8.count) } }

  private mutating func add(_ hex: some StringProtocol) {
    guard let value = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(value) else { return }
    text.unicodeScalars.append(scalar)
  }

  // MARK: - WordBreakTest.txt (UAX #29): `÷ 0041 × 003A ÷`

  static func unicode() throws -> [BreakCase] {
    try SharedData.lines("unicode-15.0/WordBreakTest.txt").compactMap { line in
      var found = BreakCase()
      for part in line.prefix(while: { $0 != "#" }).split(whereSeparator: \.isWhitespace) where part != "×" {
        if part == "÷" { found.addBoundary() } else { found.add(part) }
      }
      return found.text.isEmpty ? nil : found
    }
  }

  // MARK: - rbbitst.txt (ICU): `<word> … <data>•a<200>•</data>`

  static func icu() throws -> [BreakCase] {
    let file = String(decoding: try SharedData.bytes("icu-72.1-break-tests/rbbitst.txt"), as: UTF8.self)
    var scalars = file.unicodeScalars[...]
    var kind = ""
    var cases: [BreakCase] = []
    while let next = scalars.popFirst() {
      if next == "#" {
        while let ended = scalars.popFirst(), ended != "\n" {}
      } else if next == "<" {
        let tag = takeTag(&scalars)
        if tag == "data" {
          let found = data(&scalars)
          if kind == "word" { cases.append(found) }
        } else if ["word", "sent", "line", "char", "title", "rules"].contains(tag) {
          kind = tag
        }
      }
    }
    return cases
  }

  private static func takeTag(_ scalars: inout Substring.UnicodeScalarView) -> String {
    var tag = ""
    while let next = scalars.popFirst(), next != ">" { tag.unicodeScalars.append(next) }
    return tag
  }

  private static func data(_ scalars: inout Substring.UnicodeScalarView) -> BreakCase {
    var found = BreakCase()
    while let next = scalars.popFirst() {
      switch next {
      case "•": found.addBoundary()
      case "<":
        guard takeTag(&scalars) != "/data" else { return found }
        found.addBoundary()
      case "\\": found.unescape(&scalars)
      default: found.text.unicodeScalars.append(next)
      }
    }
    return found
  }

  private mutating func unescape(_ scalars: inout Substring.UnicodeScalarView) {
    func hex(_ count: Int) -> String {
      var digits = ""
      while digits.unicodeScalars.count < count, let next = scalars.first, next.properties.isASCIIHexDigit {
        digits.unicodeScalars.append(next)
        scalars.removeFirst()
      }
      return digits
    }
    switch scalars.popFirst() {
    case "u": add(hex(4))
    case "U": add(hex(8))
    case "x":
      guard scalars.first == "{" else { return add(hex(2)) }
      scalars.removeFirst()
      add(hex(8))
      scalars.removeFirst()
    case "n": text.append("\n")
    case "r": text.unicodeScalars.append("\r")
    case "t": text.append("\t")
    case "\n", nil: break
    case .some(let plain): text.unicodeScalars.append(plain)
    }
  }
}
