internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("scripts without spaces")
struct UnspacedTests {
  @Test(
    "every unit is a term with the one behind it",
    arguments: [
      ("我们开会", ["我|们", "们|开", "开|会", "会|"]), ("我", ["我|"]), ("コンピュータ", ["コ|ン", "ン|ピ", "ピ|ュ", "ュ|ー", "ー|タ", "タ|"]),
      ("เราไปโรงเรียน", ["เรา|ไป", "ไป|โร", "โร|ง", "ง|เรี", "เรี|ย", "ย|น", "น|"]),
      ("ขอบคุณค่ะ", ["ข|อ", "อ|บ", "บ|คุ", "คุ|ณ", "ณ|ค่ะ", "ค่ะ|"]), ("ພາສາລາວ", ["ພາ|ສາ", "ສາ|ລາ", "ລາ|ວ", "ວ|"]),
      ("ខ្ញុំទៅ", ["ខ្ញុំ|ទៅ", "ទៅ|"]), ("မြန်မာ", ["မြ|န်", "န်|မာ", "မာ|"]), ("သတ္တဝါ", ["သ|တ္", "တ္|တ", "တ|ဝါ", "ဝါ|"]),
      // A mark that has nothing to stand on, and one too many, are units as well.
      ("\u{E4C}ก", ["\u{E4C}|ก", "ก|"]), ("か\u{3099}ｷﾞ", ["が|ギ", "ギ|"]),
    ])
  func units(text: String, expected: [String]) throws {
    #expect(try indexed(text) == expected.map(\.marked))
  }

  @Test(
    "blanks and the middle dot of names make no difference to what is indexed",
    arguments: [
      ("ต่าง ๆ", "ต่างๆ"), ("山田　太郎", "山田太郎"), ("ジョン・スミス", "ジョンスミス"), ("约翰·史密斯", "约翰史密斯"), ("东\u{A0}京", "东京"),
      ("ភ្នំ\u{200B}ពេញ", "ភ្នំពេញ"),
    ])
  func blanks(written: String, plain: String) throws {
    #expect(try indexed(written) == indexed(plain))
  }

  static let found: [(query: String, text: String)] = [
    ("京", "東京"), ("東", "東京"), ("京", "東京都"), ("東京", "東京都"), ("京都", "東京都"), ("買", "我買iPhone了"), ("買iPhone", "我買iPhone了"),
    ("iPhone了", "我買iPhone了吗"), ("iPhone", "我買iPhone了"), ("3時", "明日3時に"), ("時に", "明日3時に"),
    ("北京 上海", "北京上海"), ("北京 上海", "北京、上海"), ("北京、上海", "北京 上海"), ("北京 上海", "在北京\n上海人"), ("北京上海", "北京 上海"),
    ("北京 上", "北京、上海"), ("北 上", "北上"), ("see 北京 you", "see 北京 you"), ("北京 see", "去北京see you"),
    ("มา", "เขามาแล้ว"), ("มา", "มาก"), ("สวัสดี ครับ", "สวัสดีครับ"), ("สวัสดี ครับ", "สวัสดี ครับ"), ("ต่างๆ", "เรื่องต่าง ๆ"),
    ("จ้า", "จ้าาาา"), ("ทํางาน", "ไปทำงาน"), ("ｶﾞｷ", "ガキ"), ("ㇺ", "ㇺ"), ("株式会社", "㍿"), ("会社", "㍿山田"), ("㍿山田", "株式会社山田"),
    ("31日", "㏾"), ("㏾ まで", "㏾まで"), ("人々", "人々が"), ("データ", "データー"), ("𠮷野", "𠮷野家"), ("北京!", "在北京。"), ("「北京」", "北京市"),
    ("北京👍", "北京👍🏽"), ("ပြော", "မြန်မာစကားပြောတယ်"), ("ពេញ", "នៅភ្នំពេញ"), ("ລາວ", "ປະເທດລາວ"),
  ]

  static let notFound: [(query: String, text: String)] = [
    ("東都", "東京都"), ("都東", "東京都"), ("京 東", "東京"), ("北京", "北、京"), ("北京", "北\n京"), ("ที", "ที่"), ("ที่", "ที"), ("กา", "ก่า"),
    ("เก", "เกา"), ("แพ", "แพะ"), ("買iPhon", "買iPhone"), ("買 Phone", "買iPhone"), ("我iPhone", "我買iPhone"),
    ("北京see", "北京市see"),
    ("か", "が"), ("北 京 see", "北京了see"), ("ខ", "ខ្ញុំ"), ("㏾あ", "㏾まで"), ("北京", "北x京"),
  ]

  @Test("what stands in a text is found there", arguments: found)
  func finds(query: String, text: String) throws {
    let analyzer = Analyzer()
    #expect(try SearchableText(text, analyzer).has(WordPattern(TextMatch(query), analyzer)))
  }

  @Test("what does not stand in a text is not found there", arguments: notFound)
  func misses(query: String, text: String) throws {
    let analyzer = Analyzer()
    #expect(try !SearchableText(text, analyzer).has(WordPattern(TextMatch(query), analyzer)))
  }

  @Test(
    "a * lets the last unit go on",
    arguments: [
      ("เรื", "เรื่อง", true), ("ประช", "ประชุม", true), ("กิ", "กิ่ง", true), ("北京", "北京市", true), ("北京", "北市", false),
      ("北", "北京", true), ("北", "京北", true), ("see 北", "see 北京", true), ("買iPh", "買iPhone", true), ("ខ", "ខ្ញុំ", true),
      ("北京 上", "北京、上海", true), ("北京 上", "北京、海上", false),
    ])
  func prefixes(query: String, text: String, isFound: Bool) throws {
    let analyzer = Analyzer()
    let pattern = try WordPattern(TextMatch(query, isPrefix: true), analyzer)
    #expect(try SearchableText(text, analyzer).has(pattern) == isFound)
  }

  @Test("any stretch of any text is found where it stands")
  func stretches() throws {
    let analyzer = Analyzer()
    let pieces = [
      "我", "们", "東京", "コ", "ー", "が", "か\u{3099}", "ｷﾞ", "ที่", "เรื่อง", "ก", "เ", "แ", "า", "ำ", "น\u{E4D}\u{E32}", "ๆ",
      "ខ្ញុំ", "\u{17D2}", "မြန်", "\u{1039}", "ປະ", "ລາວ", "iPhone", "ok", "B2B", "07700", "ё", "👍🏽", "🇬🇧", " ", "  ", "　",
      "・", "、",
      ".", "\n", "\u{200B}", "\u{FE0F}", "𠮷", "々", "เเ", "\u{E48}", "株式会社",
    ]
    var random = SplitMix(seed: 72)
    var asked = 0
    for _ in 0..<4_000 {
      let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      let placed = try PlacedTerms(text, analyzer)
      guard placed.count > 0 else { continue }
      let first = Int.random(in: 0..<placed.count, using: &random)
      let last = Int.random(in: first..<placed.count, using: &random)
      guard let start = placed[first].first?.range.lowerBound, var end = placed[last].first?.range.upperBound else {
        continue
      }
      if last + 1 < placed.count, let next = placed[last + 1].first?.range.lowerBound { end = min(end, next) }
      let query = String(decoding: Array(text.utf8)[start..<end], as: UTF8.self)
      let pattern = try WordPattern(TextMatch(query), analyzer)
      asked += 1
      if !placed.has(pattern, at: first) {
        Issue.record("\(text.debugDescription): \(query.debugDescription), \(pattern.places)")
      }
    }
    #expect(asked > 3_000)
  }

  @Test("FTS5 finds what the pattern finds", arguments: [(found, true), (notFound, false)])
  func index(cases: [(query: String, text: String)], isFound: Bool) throws {
    try SearchWorld.with { world in
      let samples = try world.enter(cases.map { try .text($0.text) })
      for (sample, example) in zip(samples, cases) {
        let messages = try world.archive.read { try SearchEngine.matches(.text(TextMatch(example.query)), $0) }
        #expect(messages.contains(sample.message) == isFound, "\(example)")
      }
    }
  }
}
