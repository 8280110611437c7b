internal import Testing

@testable import Search

@Suite("a word of every script is found in its sentence")
struct ScriptTests {
  /// A sentence, a word from its middle, and the language.
  static let sentences: [(language: String, sentence: String, word: String)] = [
    ("Thai", "พรุ่งนี้เราประชุมที่โรงเรียนตอนเช้า", "โรงเรียน"),
    ("Chinese", "我们明天在北京开会讨论合同", "北京"),
    ("Traditional Chinese", "請把合約寄到台灣的辦公室", "台灣"),
    ("Japanese", "明日の会議は東京で行います", "会議"),
    ("Japanese katakana", "新しいコンピュータを買った", "コンピュータ"),
    ("Khmer", "ខ្ញុំទៅសាលារៀននៅភ្នំពេញ", "ភ្នំពេញ"),
    ("Lao", "ຂ້ອຍຮັກປະເທດລາວ", "ປະເທດ"),
    ("Burmese", "ကျွန်တော်မြန်မာစကားပြောတယ်", "မြန်မာ"),
    ("Arabic", "سنوقّع العقد غدًا في المكتب", "العقد"),
    ("Hebrew", "נחתום על החוזה מחר במשרד", "החוזה"),
    ("Hindi", "हम कल अनुबंध पर हस्ताक्षर करेंगे", "अनुबंध"),
    ("Greek", "Υπογράφουμε το συμβόλαιο αύριο", "συμβόλαιο"),
    ("Russian", "Подпишем договор завтра утром", "договор"),
    ("Korean", "내일 계약 서명합니다", "계약"),
    ("Polish", "Podpiszemy umowę w Łodzi jutro", "łodzi"),
    ("emoji", "paid in full 👍 thanks", "👍"),
  ]

  @Test("a word in the middle of a sentence is found", arguments: sentences)
  func middleWord(language: String, sentence: String, word: String) throws {
    let analyzer = Analyzer()
    let text = try SearchableText(sentence, analyzer)
    #expect(try text.found(WordPattern(TextMatch(word), analyzer)).count == 1, "\(language)")
  }

  @Test(
    "what is glued together in texts is taken apart",
    arguments: [
      ("ok.see you", ["ok", "see", "you"]),
      ("the end.Next", ["the", "end", "next"]),
      ("alice@corp.example", ["alice", "corp", "example"]),
      ("3.14 and 1,000", ["3", "14", "and", "1", "000"]),
      ("snake_case:value", ["snake", "case", "value"]),
      ("https://a.example/b?c=d&e", ["https", "a", "example", "b", "c", "d", "e"]),
      ("don't don’t don＇t donʼt", ["don", "t", "don", "t", "don", "t", "don", "t"]),
      ("d'études, l’avocat", ["d", "etudes", "l", "avocat"]),
      ("ส่งSMSมา", ["ส่|ง", "ง|", "sms", "มา|"]),
      ("用iPhone打", ["用|", "iphone", "打|"]),
      ("הGoogle Google에서", ["ה", "google", "google", "에서"]),
      ("3시 ٥كتب 5pm B2B", ["3", "시", "5", "كتب", "5pm", "b2b"]),
      ("צה״ל צה\"ל", ["צה", "ל", "צה", "ל"]),
    ])
  func gluedWords(text: String, expected: [String]) throws {
    #expect(try terms(text) == expected.map(\.marked))
  }

  @Test("a token's range is where its word stands in the text")
  func ranges() throws {
    let text = "Élan, 東京 و👍🏽 ①"
    let found = try Analyzer().tokens(of: text, purpose: .document).map { token in
      let bytes = Array(text.utf8)[token.range]
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(found == ["Élan", "東京", "京", "و", "👍", "①"])
  }

  @Test("the range of a word in decomposed letters takes in their accents")
  func decomposedRange() throws {
    let token = try #require(try Analyzer().tokens(of: "cafe\u{301}!").first)
    #expect(token == Token("cafe", range: 0..<6))
  }

  @Test(
    "a text of nothing but spaces and punctuation has no words",
    arguments: ["", " \t\r\n", "...!?—«»", "\0\u{1}"])
  func nothing(text: String) throws {
    #expect(try terms(text).isEmpty)
  }
}
