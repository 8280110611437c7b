internal import ArchiveTesting
internal import Testing

@testable import Search

@Suite("emoji are words")
struct EmojiTests {
  @Test(
    "an emoji is found in every colour, shape and company",
    arguments: [
      ("👍", "👍🏽"), ("👍", "nice👍🏿👍"), ("❤", "❤️"), ("❤️", "❤"), ("🤷", "🤷🏻‍♀️"), ("👩", "👩‍💻"), ("💻", "👩‍💻"),
      ("🏴", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"), ("🇬🇧", "🇫🇷🇬🇧"), ("☎", "☎️ 07700"), ("1", "1️⃣"), ("🫨", "so 🫨!"),
    ])
  func found(query: String, text: String) throws {
    let query = try terms(query)
    #expect(query.count == 1)
    #expect(try terms(text).contains(try #require(query.first)))
  }

  @Test(
    "an emoji of several is a phrase of them",
    arguments: [
      ("👩‍💻", ["👩", "💻"]), ("👨‍👩‍👧", ["👨", "👩", "👧"]), ("🤷🏻‍♀️", ["🤷", "♀"]), ("🇬🇧🇫🇷", ["🇬🇧", "🇫🇷"]),
      ("🇬", ["🇬"]), ("ok👍ok", ["ok", "👍", "ok"]), ("😀😀", ["😀", "😀"]),
    ])
  func parts(text: String, expected: [String]) throws {
    #expect(try terms(text) == expected)
  }

  @Test(
    "every emoji of Unicode 15 is findable",
    .enabled(if: SharedData.exists("unicode-15.0/emoji-test.txt"), "needs ../shared/data"))
  func all() throws {
    var count = 0
    let analyzer = Analyzer()
    for line in try SharedData.lines("unicode-15.0/emoji-test.txt") {
      guard let field = line.split(separator: ";").first, !line.hasPrefix("#"), line.contains("qualified")
      else {
        continue
      }
      let scalars = field.split(separator: " ").compactMap {
        UInt32($0, radix: 16).flatMap(Unicode.Scalar.init)
      }
      let emoji = String(String.UnicodeScalarView(scalars))
      // These are punctuation in texts: # * © ® ‼ ⁉ ™, and 〰, which is a dash.
      let punctuation: Set<UInt32> = [0x23, 0x2A, 0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x3030]
      guard let first = scalars.first, !punctuation.contains(first.value) else { continue }
      count += 1
      if try analyzer.tokens(of: emoji).isEmpty { Issue.record("\(line)") }
    }
    #expect(count > 3_000)
  }
}
