internal import Archive
internal import Testing

@testable internal import Search

@Suite("punctuation that is meant")
struct SignTests {
  private static let texts = [
    "big #sale today", "the sale", "# sale", "50% off", "50 % off", "50 off", "٥٠٪ off", "$100", "US$100", "100 $",
    "£100", "100", "C++ and C#", "C and D", "C+", "c++11", "@bob hi", "bob hi", "mail bob@corp.example", "20°C", "20C",
    "＃sale ５０％", "#1 of 100%",
  ]

  @Test("is found as it was typed, and only so")
  func signs() throws {
    try SearchWorld.with { world in
      try world.enter(Self.texts.map { try .text($0) })
      #expect(try world.bodies("#sale") == ["big #sale today", "＃sale ５０％"])
      #expect(try world.bodies("sale") == ["big #sale today", "the sale", "# sale", "＃sale ５０％"])
      #expect(try world.bodies("50%") == ["50% off", "50 % off", "٥٠٪ off", "＃sale ５０％"])
      #expect(try world.bodies("\"50% off\"") == ["50% off", "50 % off", "٥٠٪ off"])
      #expect(try world.bodies("$100") == ["$100", "US$100", "100 $"])
      #expect(try world.bodies("100$") == ["$100", "US$100", "100 $"])
      #expect(try world.bodies("£100") == ["£100"])
      #expect(try world.bodies("C++") == ["C++ and C#", "c++11"])
      #expect(try world.bodies("C#") == ["C++ and C#"])
      #expect(try world.bodies("C+") == ["C+"])
      #expect(try world.bodies("@bob") == ["@bob hi"])
      #expect(try world.bodies("@corp.example") == ["mail bob@corp.example"])
      #expect(try world.bodies("20°") == ["20°C"])
      #expect(try world.bodies("\"#1\"") == ["#1 of 100%"])
      #expect(try world.bodies("#sal*") == ["big #sale today", "＃sale ５０％"])
      #expect(try world.bodies("#s*le") == ["big #sale today", "＃sale ５０％"])
      #expect(try world.bodies("sale NOT #sale") == ["the sale", "# sale"])
      #expect(try world.bodies("#sale NEAR(0) today") == ["big #sale today"])
      #expect(try world.bodies("subject:#sale") == [])
    }
  }

  @Test(
    "is no other punctuation: that divides words and says nothing",
    arguments: ["end.", "(see", "it's", "alice@corp.example", "a+b", "R&D", "http://x/", "x#y", "07700-900", "a $ b"])
  func plain(text: String) throws {
    #expect(try !WordPattern(TextMatch(text), Analyzer()).needsLooking)
  }

  @Test("an emoji is found in every colour, whichever is asked for")
  func emoji() throws {
    try SearchWorld.with { world in
      try world.enter(try ["ok 👍", "ok 👍🏽", "ok👍🏿!", "👎", "👩‍💻 at work", "🇬🇧🇫🇷"].map { try .text($0) })
      for query in ["👍", "👍🏽", "👍🏻"] { #expect(try world.bodies(query) == ["ok 👍", "ok 👍🏽", "ok👍🏿!"]) }
      #expect(try world.bodies("\"ok 👍\"") == ["ok 👍", "ok 👍🏽", "ok👍🏿!"])
      #expect(try world.bodies("👩‍💻") == ["👩‍💻 at work"])
      #expect(try world.bodies("👩") == ["👩‍💻 at work"])
      #expect(try world.bodies("🇫🇷") == ["🇬🇧🇫🇷"])
      #expect(try world.bodies("NOT 👍") == ["👎", "👩‍💻 at work", "🇬🇧🇫🇷"])
    }
  }
}
