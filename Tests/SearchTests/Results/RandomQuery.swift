internal import Archive
internal import ArchiveTesting

@testable internal import Search

/// Makes queries at random about a corpus: of words, phrases and values it has, and a few it has not.
struct RandomQuery {
  var random: SplitMix
  let samples: [SearchWorld.Sample]
  private let analyzer = Analyzer()

  init(seed: UInt64, about samples: [SearchWorld.Sample]) {
    random = SplitMix(seed: seed)
    self.samples = samples
  }

  mutating func query(depth: Int = 3) throws -> Query {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
    case 0...2: return try match().map(Query.text) ?? .nothing
    case 3: return try near()
    case 4...5: return .scalar(scalar())
    case 6: return .negation(of: try query(depth: depth - 1))
    case 7: return .any(of: try members(depth))
    default: return .all(of: try members(depth))
    }
  }

  private mutating func members(_ depth: Int) throws -> [Query] {
    var members: [Query] = []
    for _ in 0..<Int.random(in: 2...3, using: &random) { members.append(try query(depth: depth - 1)) }
    return members
  }

  private mutating func envelope() -> Envelope? { samples.randomElement(using: &random)?.envelope }

  /// A stretch of some text of the corpus, or nil where it has no word in it.
  private mutating func match() throws -> TextMatch? {
    guard let envelope = envelope() else { return nil }
    let texts =
      [envelope.subject, envelope.body, envelope.body, envelope.body] + envelope.attachments.map(\.name)
      + envelope.participants.flatMap { [$0.name, $0.email, $0.number].compactMap(\.self) }
    let words = (texts.randomElement(using: &random) ?? "").split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { return nil }
    let start = Int.random(in: 0..<words.count, using: &random)
    let end = min(words.count, start + Int.random(in: 1...2, using: &random))
    var text = words[start..<end].joined(separator: " ")
    var isPrefix = false
    if random.chance(1, in: 5) {
      text = String(text.prefix(max(2, text.count - 2)))
      // A prefix goes on from letters and not from punctuation.
      isPrefix = text.unicodeScalars.last?.properties.isAlphabetic ?? false
    }
    // Signs are looked for too, which reading by words alone doesn't know; SignTests has them.
    text.removeAll { "£+".contains($0) }
    guard try !analyzer.tokens(of: text).isEmpty else { return nil }
    let field: TextField =
      random.chance(1, in: 3) ? TextField.allCases.randomElement(using: &random) ?? .body : .anyText
    return TextMatch(text, in: field, isPrefix: isPrefix)
  }

  private mutating func near() throws -> Query {
    guard var first = try match(), var second = try match() else { return .nothing }
    (first.field, second.field) = (.anyText, .anyText)
    return .near(
      NearMatch(
        first, second, distance: Int.random(in: 0...5, using: &random), isOrdered: random.chance(1, in: 2)))
  }

  private mutating func scalar() -> ScalarTest {
    guard let sample = samples.randomElement(using: &random) else { return .kind(.sms) }
    let sent = sample.envelope.sent.moment
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      let ends = [
        sent, sent.adding(microseconds: 1), sent.adding(days: 2), .distantPast, .distantFuture, sent.adding(days: -3),
      ].shuffled(using: &random)
      return .sent(min(ends[0], ends[1])..<max(ends[0], ends[1]))
    case 1:
      let ends = [sample.size, sample.size + 1, 0, .max, 500].shuffled(using: &random)
      return .size(min(ends[0], ends[1])...max(ends[0], ends[1]))
    case 2: return .kind(random.chance(1, in: 2) ? .sms : .call)
    case 3: return .direction(random.chance(1, in: 2) ? .inbound : .outbound)
    default: return .hasAttachment(random.chance(1, in: 2))
    }
  }
}
