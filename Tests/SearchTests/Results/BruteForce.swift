internal import Archive

@testable internal import Search

/// Answers queries by reading every text, with no index: what the engine must agree with.
///
/// It trusts the analyser, which has tests of its own, and nothing else of the search.
final class BruteForce {
  /// One text's words by place; several stand at one place where a number has other spellings.
  private typealias Places = [[String]]

  private let analyzer = Analyzer()
  private var places: [Message.ID: [Places]] = [:]
  private var queried: [String: Places] = [:]
  private var keys: [String: String?] = [:]

  init(_ samples: [SearchWorld.Sample]) throws {
    for sample in samples {
      let text = IndexedText(sample.envelope)
      places[sample.message] = try [text.subject, text.body, text.sender, text.recipients, text.attachments]
        .map { try placed($0, .document) }
    }
  }

  /// A unit of a script without spaces stands in the index with the one behind it.
  private func mayGoOn(_ match: TextMatch, _ words: Places) -> Bool {
    match.isPrefix || words.last?.contains { $0.utf8.last == Analyzer.unitMark } ?? false
  }

  private func placed(_ text: String, _ purpose: Analyzer.Purpose) throws -> Places {
    var places: Places = []
    for token in try analyzer.tokens(of: text, purpose: purpose) {
      if token.isColocated, !places.isEmpty {
        places[places.count - 1].append(token.term)
      } else {
        places.append([token.term])
      }
    }
    return places
  }

  private func words(of match: TextMatch, isMeasured: Bool) throws -> Places {
    let text = isMeasured && !match.isPrefix ? match.text + Analyzer.unitMarkText : match.text
    let key = "\(match.isPrefix)\(text)"
    if let known = queried[key] { return known }
    let words = try placed(text, match.isPrefix ? .prefix : .query)
    queried[key] = words
    return words
  }

  private func key(of match: TextMatch) -> String? {
    if let known = keys[match.text] { return known }
    let key = Analyzer.numberKey(of: match.text)
    keys[match.text] = .some(key)
    return key
  }

  func matches(_ query: Query, _ sample: SearchWorld.Sample) throws -> Bool {
    switch query {
    case .everything: true
    case .nothing: false
    case .text(let match):
      if let addresses = addresses(match.field, sample), match.form == .exact, isAddress(match.text) {
        addresses.contains(match.text.lowercased())
      } else {
        try columns(match.field, sample).contains { try finds(match, in: $0) }
      }
    case .near(let near): try columns(.anyText, sample).contains { try finds(near, in: $0) }
    case .scalar(let test): passes(test, sample)
    case .and(let members): try members.allSatisfy { try matches($0, sample) }
    case .or(let members): try members.contains { try matches($0, sample) }
    case .not(let inner): try !matches(inner, sample)
    }
  }

  private func isAddress(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/) != nil
  }

  /// The addresses of those that a field tells of, in lower case; nil of a field that tells of nobody.
  private func addresses(_ field: TextField, _ sample: SearchWorld.Sample) -> Set<String>? {
    let (from, to) = ([sample.envelope.from], sample.envelope.to)
    let parties: [Party]
    switch field {
    case .sender: parties = from
    case .recipients: parties = to
    case .participants: parties = from + to
    case .anyText, .subject, .body, .attachmentNames: return nil
    }
    return Set(parties.compactMap { $0.email?.lowercased() })
  }

  private func columns(_ field: TextField, _ sample: SearchWorld.Sample) -> [Places] {
    let all = places[sample.message] ?? []
    let chosen =
      switch field {
      case .anyText: [0, 1, 2, 3, 4]
      case .subject: [0]
      case .body: [1]
      case .sender: [2]
      case .recipients: [3]
      case .participants: [2, 3]
      case .attachmentNames: [4]
      }
    return chosen.map { all[$0] }
  }

  private func finds(_ match: TextMatch, in column: Places) throws -> Bool {
    if !match.isPrefix, let key = key(of: match), column.contains(where: { $0.contains(key) }) {
      return true
    }
    return try !starts(of: match, in: column).starts.isEmpty
  }

  private func finds(_ near: NearMatch, in column: Places) throws -> Bool {
    let (firsts, firstLength) = try starts(of: near.first, in: column, isMeasured: true)
    let (seconds, secondLength) = try starts(of: near.second, in: column, isMeasured: true)
    func isNear(_ end: Int, _ next: Int) -> Bool {
      guard next >= end else { return false }
      // Of scripts without spaces two units are a word.
      let halves = column[end..<next].map { $0[0].utf8.contains(Analyzer.unitMark) ? 1 : 2 }
      return halves.reduce(0, +) <= 2 * near.distance
    }
    return firsts.contains { first in
      seconds.contains { second in
        isNear(first + firstLength, second) || (!near.isOrdered && isNear(second + secondLength, first))
      }
    }
  }

  /// Where the words stand one behind the other, and how many places they take.
  private func starts(
    of match: TextMatch, in column: Places, isMeasured: Bool = false
  ) throws -> (starts: [Int], length: Int) {
    let words = try words(of: match, isMeasured: isMeasured)
    guard !words.isEmpty, column.count >= words.count else { return ([], words.count) }
    let starts = (0...(column.count - words.count)).filter { start in
      words.indices.allSatisfy { index in
        words[index].contains { word in
          column[start + index].contains {
            mayGoOn(match, words) && index == words.count - 1 ? $0.hasPrefixBytes(word) : $0 == word
          }
        }
      }
    }
    return (starts, words.count)
  }

  private func passes(_ test: ScalarTest, _ sample: SearchWorld.Sample) -> Bool {
    let envelope = sample.envelope
    return switch test {
    case .sent(let range): range.contains(envelope.sent.moment)
    case .size(let range): range.contains(sample.size)
    case .kind(let kind): envelope.kind == kind
    case .direction(let direction): envelope.direction == direction
    case .hasAttachment(let wanted): envelope.attachments.isEmpty != wanted
    case .partlyIndexed(let wanted): PartialIndexing.applies(to: envelope) == wanted
    }
  }
}

extension String {
  /// A prefix byte for byte, as an index compares; Swift's own compares whole characters.
  fileprivate func hasPrefixBytes(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
}
