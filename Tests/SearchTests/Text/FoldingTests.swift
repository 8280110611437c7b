internal import Foundation
internal import Testing

@testable import Search

@Suite("spellings a searcher takes for the same are the same")
struct FoldingTests {
  @Test(
    "each of these is found by the other",
    arguments: [
      ("CAFÉ", "cafe"), ("cafe\u{301}", "café"), ("Straße", "STRASSE"), ("ẞ", "ss"), ("ﬁnance", "finance"),
      ("ＡＢＣ１２３", "abc123"), ("𝐡𝐞𝐥𝐥𝐨", "hello"), ("Ⅷ", "viii"), ("İstanbul", "istanbul"),
      ("ISPARTA", "ısparta"), ("Søren", "soren"), ("Łódź", "lodz"), ("Đặng Thị", "dang thi"),
      ("œuvre", "oeuvre"),
      ("Þór", "thor"), ("Ǆ", "dž"), ("naïve", "naive"), ("ΣΊΣΥΦΟΣ", "σισυφος"), ("ᾳ", "α"), ("ΐ", "ι"),
      ("ёлка", "елка"), ("ЗАМО\u{301}К", "замок"), ("\u{212A}ing", "king"), ("5µg", "5μg"),
      ("مُحَمَّد", "محمد"), ("كـــتاب", "كتاب"), ("أحمد", "احمد"), ("إسلام", "اسلام"), ("آمال", "امال"),
      ("ٱلله", "الله"), ("على", "علي"), ("مدرسة", "مدرسه"), ("کتاب", "كتاب"), ("ﻣﺤﻤﺪ", "محمد"),
      ("שָׁלוֹם", "שלום"), ("ｶﾞｷﾞ", "ガギ"), ("か\u{3099}", "が"), ("각", "\u{1100}\u{1161}\u{11A8}"),
      ("क़लम", "\u{915}\u{93C}लम"), ("٢٠٢٤", "2024"), ("๒๐๒๔", "2024"), ("२०२४", "2024"),
      ("ทํา", "ทำ"), ("น\u{E49}\u{E4D}\u{E32}", "น้ำ"), ("น\u{E4D}\u{E49}\u{E32}", "น้ำ"), ("เเดง", "แดง"),
      ("ที่\u{E48}", "ที่"), ("ดี\u{E35}\u{E35}", "ดี"), ("จ้าาาา", "จ้า"),
      ("ท\u{E48}\u{E35}", "ที่"), ("ນ\u{EC9}\u{ECD}\u{EB2}", "ນ້ຳ"),
    ])
  func alike(one: String, other: String) throws {
    #expect(try terms(one) == terms(other))
    #expect(try !terms(one).isEmpty)
  }

  @Test(
    "marks that make another word are kept",
    arguments: [
      ("й", "и"), ("мой", "мои"), ("ї", "і"), ("ў", "у"), ("ќ", "к"), ("ئ", "ي"), ("ؤ", "و"),
      ("มา", "ม่า"), ("ที", "ที่"), ("กัน", "กน"), ("ປາ", "ປ່າ"), ("កា", "ក"), ("ကို", "က"), ("की", "का"),
      ("क्य", "कय"), ("क़", "क"), ("が", "か"), ("パ", "ハ"), ("பி", "ப"), ("শ্র", "শর"), ("ދި", "ދ"),
    ])
  func apart(one: String, other: String) throws {
    #expect(try terms(one) != terms(other))
  }

  @Test("й is й however it is typed")
  func shortI() throws {
    for spelling in ["й", "и\u{306}", "И\u{306}", "Й", "и\u{306}\u{301}", "и\u{301}\u{306}"] {
      #expect(try terms("мо" + spelling) == ["мой"])
    }
  }

  @Test(
    "a word means the same with and without invisible characters",
    arguments: [
      "\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}", "\u{2060}", "\u{FEFF}",
      "\u{FE0F}",
      "\u{202A}", "\u{2068}", "\u{34F}",
    ])
  func invisible(character: String) throws {
    for word in ["payment", "école", "договор", "العقد", "ประเทศไทย", "北京", "ភ្នំពេញ", "अनुबंध", "07700900123"] {
      let middle = word.index(word.startIndex, offsetBy: word.count / 2)
      let hidden = character + word[..<middle] + character + word[middle...] + character
      #expect(try indexed(hidden) == indexed(word), "\(word)")
      #expect(try indexed("a " + hidden + " b") == indexed("a " + word + " b"), "\(word)")
    }
  }

  @Test(
    "symbols read as letters or digits are words of their own",
    arguments: [
      ("5㎏", ["5", "kg"]), ("word²", ["word", "2"]), ("№5", ["no", "5"]), ("①②", ["1", "2"]),
      ("㍿", ["株|式", "式|会", "会|社"]), ("㏾", ["31", "日|"]),
      ("Foo™ Bar", ["foo", "bar"]), ("© 2024", ["2024"]),
    ])
  func symbols(text: String, expected: [String]) throws {
    #expect(try terms(text) == expected.map(\.marked))
  }

  @Test("letters newer than the system's Unicode are words too")
  func unassigned() throws {
    #expect(try terms("a \u{10D4A} b").count == 3)
    #expect(try terms("\u{2EBF0}").count == 1)
    #expect(try terms("\u{E000}") == ["\u{E000}"])
    // U+FFFE and U+FDD0 are no characters and never will be.
    #expect(tokens([0xEF, 0xBF, 0xBE, 0xEF, 0xB7, 0x90]).isEmpty)
  }

  @Test("folding a folded word changes nothing, and composed and decomposed text are the same")
  func stable() throws {
    let analyzer = Analyzer()
    for value in UInt32(0)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(scalar)
      let once = try analyzer.tokens(of: text).map(\.term)
      let decomposed = try analyzer.tokens(of: text.decomposedStringWithCanonicalMapping).map(\.term)
      if once != decomposed { Issue.record("U+\(String(value, radix: 16)): \(once) \(decomposed)") }
      // Two units of a term were written without a blank.
      let folded = try analyzer.tokens(of: text, purpose: .document).map { token in
        token.isUnit
          ? String(token.term.unicodeScalars.prefix { $0.value != UInt32(Analyzer.unitMark) }) : token.term + " "
      }
      let twice = try analyzer.tokens(of: folded.joined()).map(\.term)
      if once != twice { Issue.record("U+\(String(value, radix: 16)): \(once) \(twice)") }
    }
  }
}
