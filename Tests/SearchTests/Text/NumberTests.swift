internal import Testing

@testable import Search

@Suite("a telephone number is found however it is written")
struct NumberTests {
  static let key = "\u{1}700900123"

  static let spellings = [
    "07700900123", "07700 900123", "07700-900-123", "07700.900.123", "+447700900123", "+44 7700 900123",
    "+44 (0)7700 900123", "+44 (0) 7700 900123", "447700900123", "(0)7700-900123", "(07700) 900123",
    "00447700900123", "077 00 90 01 23", "0770/0900123", "٠٧٧٠٠٩٠٠١٢٣", "０７７００　９００１２３", "๐๗๗๐๐ ๙๐๐๑๒๓",
    "\u{202A}+44 7700 900123\u{202C}", "07700\u{A0}900\u{2011}123", "（07700）900123", "+44\u{200E}7700900123",
  ]

  @Test("all spellings share one key, in a text and in a query", arguments: spellings)
  func sharedKey(spelling: String) throws {
    #expect(Analyzer.numberKey(of: spelling) == Self.key)
    for text in [
      spelling, "call \(spelling) now", "call \(spelling), or \(spelling).", "(\(spelling))",
      "Tel:\(spelling)",
    ] {
      #expect(try indexed(text).contains(Self.key), "\(text)")
    }
  }

  @Test(
    "a number is found among others without a clear end",
    arguments: [
      "07700 900123 2 people", "2 07700 900123", "07700 900123 07700 900124", "07700 900122/07700 900123",
      "07700900123 07700900124", "10 20 30 40 50 60 70 80 90 07700 900123 10 20 30",
    ])
  func amongOthers(text: String) throws {
    #expect(try indexed(text).contains(Self.key))
  }

  @Test(
    "a number is found in a list of any length", arguments: [40, 48, 49, 50, 55, 62, 63, 64, 65, 128, 1_000])
  func longList(before: Int) throws {
    let text = String(repeating: "7 ", count: before) + "07700 900123" + String(repeating: " 7", count: 100)
    #expect(try indexed(text).contains(Self.key))
  }

  @Test("its other spellings stand where it begins")
  func positions() throws {
    let found = try Analyzer().tokens(of: "call 07700 900123 ok", purpose: .document)
    #expect(
      found == [
        Token("call", range: 0..<4),
        Token("07700", range: 5..<10),
        Token("07700900123", range: 5..<17, isColocated: true),
        Token(Self.key, range: 5..<17, isColocated: true),
        Token("900123", range: 11..<17),
        Token("ok", range: 18..<20),
      ])
  }

  @Test("a number without its area code is found whole")
  func local() throws {
    #expect(Analyzer.numberKey(of: "7946 0123") == "79460123")
    #expect(try indexed("020 7946 0123").contains("79460123"))
    #expect(try indexed("+44 20-7946-0123").contains("79460123"))
    #expect(Analyzer.numberKey(of: "555-0123") == "5550123")
    #expect(try indexed("(212) 555-0123").contains("5550123"))
  }

  @Test("a query has only what was typed")
  func query() throws {
    #expect(try terms("07700 900123") == ["07700", "900123"])
  }

  @Test("a query that is a key stays one, and a text can't hold one")
  func keys() throws {
    #expect(try terms(Self.key) == [Self.key])
    #expect(try indexed(Self.key) == ["700900123", Self.key])
    #expect(try indexed("\u{1}12345678") == ["12345678"])
    #expect(try terms("\u{1}70090012a") == ["70090012a"])
  }

  @Test(
    "what is no telephone number has no key",
    arguments: [
      "2024-01-02", "02/01/2024", "1.2.2024", "123456", "1234567890123456", "", "+", "12 34x 5678901",
      "07700 900123 a",
      "07700  900123", "07700\n900123", "2024-01-02 12:30", "12,345,678", "07700 - 900123",
    ])
  func noKey(text: String) {
    #expect(Analyzer.numberKey(of: text) == nil)
  }

  @Test(
    "digits of two lines, or of a date and a time, are not merged",
    arguments: [
      "07700\n900123", "2024-01-02 12:30", "02/01/2024 12:30:15", "31.12.2024", "1,000,000,000",
      "12:34:56:78:90",
      "07700\r\n900123", "07700\t900123",
    ])
  func notMerged(text: String) throws {
    #expect(try Analyzer().tokens(of: text, purpose: .document).allSatisfy { !$0.isColocated })
  }

  @Test("a number beside a date is found")
  func besideDate() throws {
    let found = try indexed("2024-01-02 07700 900123 02/01/2024")
    #expect(found == ["2024", "01", "02", "07700", "07700900123", Self.key, "900123", "02", "01", "2024"])
  }
}
