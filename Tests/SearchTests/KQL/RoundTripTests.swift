internal import ArchiveTesting
internal import Archive
internal import Testing

@testable internal import Search

/// Writing a query out and reading it back, and reading against a second, slower reader.
@Suite("a query written out")
struct RoundTripTests {
  @Test("any query reads back as itself", arguments: 0..<20)
  func generated(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    for _ in 0..<200 {
      let query = Self.tree(depth: 4, &random)
      let text = query.description
      let back = try parsed(text)
      #expect(back.query == query, "\(text)")
      #expect(back.query.description == text)
      #expect(back.warnings.allSatisfy { $0.code == .emptyValue }, "\(text)")
    }
  }

  private static let words = [
    "cat", "Dog", "or", "NEAR", "ok.see", "alice@corp.example", "+447700900123", "-x", "a:b", "two words",
    "會議", "สวัสดี", "👍", "it's", "size>1", "c:c", "e\u{301}t\u{e9}", "N/A", "x..y", "نعم", "50% off",
  ]

  private static func match(_ field: TextField, _ random: inout SplitMix) -> TextMatch {
    if Int.random(in: 0..<4, using: &random) == 0 {
      return TextMatch(
        ["cat", "two wor", "0770", "會", "a@corp"].randomElement(using: &random) ?? "cat",
        in: field, isPrefix: true)
    }
    return TextMatch(words.randomElement(using: &random) ?? "cat", in: field)
  }

  private static func leaf(_ random: inout SplitMix) -> Query {
    let field = TextField.allCases.randomElement(using: &random) ?? .anyText
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .scalar(.kind(Bool.random(using: &random) ? .sms : .call))
    case 1: return .scalar(.direction(Bool.random(using: &random) ? .inbound : .outbound))
    case 2: return .scalar(.hasAttachment(Bool.random(using: &random)))
    case 3:
      let low = Int64.random(in: 0...1000, using: &random)
      let high = Bool.random(using: &random) ? Int64.max : low + Int64.random(in: 0...5, using: &random)
      return .scalar(.size(low...high))
    case 4, 5:
      let grain: Int64 = [1, 10, 100_000, 1_000_000, 86_400_000_000].randomElement(using: &random) ?? 1
      let start = Int64.random(in: -700_000...700_000, using: &random) * grain
      let end = start + Int64.random(in: 1...1_000_000, using: &random) * grain
      switch Int.random(in: 0..<3, using: &random) {
      case 0: return .scalar(.sent(.distantPast..<Moment(microseconds: end)))
      case 1: return .scalar(.sent(Moment(microseconds: start)..<(.distantFuture)))
      default: return .scalar(.sent(Moment(microseconds: start)..<Moment(microseconds: end)))
      }
    case 6:
      return .near(
        NearMatch(
          match(.anyText, &random), match(.anyText, &random), distance: Int.random(in: 0...9, using: &random),
          isOrdered: Bool.random(using: &random)))
    default: return .text(match(field, &random))
    }
  }

  private static func tree(depth: Int, _ random: inout SplitMix) -> Query {
    if depth == 0 { return leaf(&random) }
    let count = Int.random(in: 2...3, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1, 2: return .all(of: (0..<count).map { _ in tree(depth: depth - 1, &random) })
    case 3, 4, 5: return .any(of: (0..<count).map { _ in tree(depth: depth - 1, &random) })
    case 6: return .negation(of: tree(depth: depth - 1, &random))
    default: return leaf(&random)
    }
  }

  @Test("precedence is that of a reader that cuts at the loosest operator first", arguments: 0..<20)
  func precedence(seed: UInt64) throws {
    var random = SplitMix(seed: seed &+ 1000)
    for _ in 0..<200 {
      let text = Self.flat(&random)
      let query = try parsed(text).query
      let differs = (0..<32).filter { assignment in
        let truth = { (name: String) in assignment >> (Int(name.dropFirst()) ?? 0) & 1 == 1 }
        return Self.value(of: query, truth) != Self.value(of: text, truth)
      }
      #expect(differs.isEmpty, "\(text)")
    }
  }

  /// A query without parentheses over the words w0 to w4.
  private static func flat(_ random: inout SplitMix) -> String {
    (0..<Int.random(in: 1...7, using: &random)).map { place in
      let joiner = place == 0 ? "" : [" AND ", " OR ", " "].randomElement(using: &random) ?? " "
      let sign = ["", "", "NOT ", "-", "+"].randomElement(using: &random) ?? ""
      return joiner + sign + "w\(Int.random(in: 0..<5, using: &random))"
    }.joined()
  }

  private static func value(of query: Query, _ truth: (String) -> Bool) -> Bool {
    switch query {
    case .everything: true
    case .nothing, .near, .scalar: false
    case .text(let match): truth(match.text)
    case .and(let members): members.allSatisfy { value(of: $0, truth) }
    case .or(let members): members.contains { value(of: $0, truth) }
    case .not(let inner): !value(of: inner, truth)
    }
  }

  /// Reads by cutting the text: side by side first, then OR, then AND, then NOT.
  private static func value(of text: String, _ truth: (String) -> Bool) -> Bool {
    var clauses: [[Substring]] = []
    var joined = false
    for word in text.split(separator: " ") {
      let isJoiner = word == "AND" || word == "OR"
      if !isJoiner, !joined { clauses.append([]) }
      clauses[clauses.count - 1].append(word)
      joined = isJoiner || word == "NOT"
    }
    return clauses.allSatisfy { clause in
      clause.split(separator: "OR").contains { alternative in
        alternative.split(separator: "AND").allSatisfy { factor in
          let isNegated = factor.first == "NOT" || factor.last?.hasPrefix("-") == true
          let isBoth = factor.first == "NOT" && factor.last?.hasPrefix("-") == true
          let name = String(factor.last?.drop { $0 == "-" || $0 == "+" } ?? "")
          return (isNegated && !isBoth) != truth(name)
        }
      }
    }
  }
}
