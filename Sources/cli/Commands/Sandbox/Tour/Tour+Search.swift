internal import Foundation

/// How they are found.
extension Tour {
  struct Found: Decodable {
    struct Hit: Decodable {
      var item: Int64
      var mailbox: String
      var held: Bool
    }
    var items: Int
    var messages: Int
    var results: [Hit]
  }

  /// A search to show, and characters that a plain scan of the feed finds the same texts by.
  private struct Example {
    var query: String
    var needle: String
    var note: String
  }

  private static let examples = [
    Example(query: "ใบแจ้งหนี้", needle: "ใบแจ้งหนี้", note: "Thai, which has no blanks between words: 'invoice'."),
    Example(query: "打ち合わせ", needle: "打ち合わせ", note: "Japanese: 'meeting', in the middle of a sentence."),
    Example(query: "الفاتورة", needle: "الفاتورة", note: "Arabic: 'the invoice'."),
    Example(query: "ΤΙΜΟΛΟΓΙΟ", needle: "τιμολόγιο", note: "Greek, typed in capitals without the accent: 'invoice'."),
    Example(query: "बैठक", needle: "बैठक", note: "Hindi: 'meeting', its vowel signs kept."),
  ]

  mutating func search(_ feed: TourFeed) async throws {
    begin(
      "A search",
      """
      Counts are complete, and every answer says how much was searched, and how much only in part (here: \
      contact cards, whose content is not indexed yet). The tour counts the same texts by a \
      plain scan of the delivered files, and stops if the two differ.
      """)
    let waiting = try await waiting()
    for example in Self.examples {
      try await find(
        example.query, feed.count(containing: example.needle, except: waiting), note: example.note)
    }
    try await find(
      #""see you""#, feed.count(containing: "see you", except: waiting),
      note: "People forget the space after a full stop; the words are found all the same.",
      limit: 50, show: { Self.hit(holding: ".see you", in: $0) })
    guard let number = feed.busiestNumber(except: waiting, among: { $0.hasPrefix("+4477009005") }) else {
      throw failure("an outsider's number in the feed", "none")
    }
    let (network, rest) = (number.dropFirst(3).prefix(4), number.suffix(6))
    try await find(
      "participants:\"(0\(network)) \(rest.prefix(3))-\(rest.suffix(3))\"", feed.count(number: number, except: waiting),
      note: "A number in whatever form it is typed; the carrier wrote \(number).")
    try await holdfast(
      "search", "invoice (urgent OR overdue", exit: 65,
      note: "A query that can't be right is an error that shows the place, never a wider search.")
  }

  private mutating func find(
    _ query: String, _ expected: Int, note: String, limit: Int = 1, show: ([String]) -> [String] = Self.firstHit
  ) async throws {
    try await holdfast(
      "search", query, "--limit", String(limit), note: "\(note) A plain scan finds \(expected), too.", show: show)
    let found = try await ask(Found.self, "search", query, "--limit", "0").messages
    try check(expected > 0 && found == expected, "\(expected) messages", "\(found)")
  }

  /// The first hit and the counts, without the token of the next page.
  private static func firstHit(_ lines: [String]) -> [String] { lines.filter { !$0.hasPrefix("next page") } }

  /// The first hit that holds something, and the counts.
  private static func hit(holding needle: String, in lines: [String]) -> [String] {
    guard let index = lines.firstIndex(where: { $0.contains(needle) }), index > 0 else { return [] }
    return lines[index - 1...index] + lines.filter { $0.contains(" items of ") }.suffix(1)
  }
}
