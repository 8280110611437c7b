internal import Testing

@testable internal import Search

@Suite("NEAR in scripts without spaces")
struct NearSearchTests {
  @Test(
    "counts two units as a word",
    arguments: [
      // (query, text, found): 北京 and 上海 stand side by side, or with so many characters between.
      ("北京 NEAR(0) 上海", "从北京上海来", true), ("上海 NEAR(0) 北京", "从北京上海来", true), ("上海 ONEAR(0) 北京", "从北京上海来", false),
      ("北京 ONEAR(0) 上海", "从北京上海来", true), ("北京 NEAR(0) 上海", "北京到上海", false), ("北京 NEAR(1) 上海", "北京到了上海", true),
      ("北京 NEAR(1) 上海", "北京没有到上海", false), ("北京 NEAR(2) 上海", "北京没有到上海", true), ("北京 ONEAR(2) 上海", "北京没有到上海", true),
      ("see NEAR(2) you", "see 北京上海 you", true), ("see NEAR(1) you", "see 北京上海 you", false),
      ("see NEAR(2) you", "see 北京 now you", true), ("see NEAR(1) you", "see 北京 now you", false),
      ("see NEAR(2) you", "see them all now you", false), ("กาแฟ NEAR(1) ร้อน", "กาแฟใส่นมร้อน", false),
      ("กาแฟ NEAR(2) ร้อน", "กาแฟใส่นมร้อน", true), ("我 NEAR(0) 你", "我你", true), ("我 ONEAR(0) 你", "你我", false),
    ])
  func units(query: String, text: String, isFound: Bool) throws {
    try SearchWorld.with { world in
      try world.enter([.text(text), .text("北京 见 上海 see and you 我们 กาแฟ")])
      #expect(try world.bodies(query).contains(text) == isFound)
    }
  }
}
