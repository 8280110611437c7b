internal import ArchiveTesting
internal import Testing

@testable internal import Importer

@Suite("phone numbers")
struct PhoneNumbersTests {
  let british: PhoneNumbers
  init() throws { british = try #require(PhoneNumbers(region: "GB")) }

  @Test(
    "every written form of a number is the same number",
    arguments: [
      "+447700900123", "07700 900123", "00447700900123", "0044 7700 900 123", "447700900123", "4407700900123",
      "7700900123", "+44 (0)7700 900123", "+44 (0) 7700-900-123", "(07700) 900123", "07700.900.123",
      " 07700 900123 ", "\u{202A}+44 7700 900123\u{202C}", "+44\u{A0}7700\u{A0}900123", "07700\u{2011}900123",
      "＋４４７７００９００１２３", "٠٧٧٠٠ ٩٠٠١٢٣", "tel:+44-7700-900123", "TEL:07700900123",
      "+44 7700 900123 ext. 12", "07700 900123 x5",
    ])
  func writtenForms(written: String) {
    #expect(british.normalize(written) == .e164("+447700900123"))
  }

  @Test("all of Ofcom's numbers for drama are numbers")
  func dramaNumbers() {
    for last in 0...999 {
      let tail = String(String(1000 + last).dropFirst())
      #expect(british.normalize("07700 900\(tail)") == .e164("+447700900\(tail)"))
    }
  }

  @Test(
    "numbers of other kinds and countries are read",
    arguments: [
      ("020 7946 0018", "+442079460018"), ("+1 212 555 0123", "+12125550123"), ("0800 1111", "+448001111"),
      ("0033 6 12 34 56 78", "+33612345678"), ("33612345678", "+33612345678"),
      ("+39 06 698 12345", "+390669812345"),
    ])
  func otherNumbers(written: String, e164: String) {
    #expect(british.normalize(written) == .e164(e164))
  }

  @Test(
    "a short code is never made a number",
    arguments: ["62255", "6 22 55", "112", "999", "118118", "60006", "٦٢٢٥٥"])
  func shortCodes(written: String) {
    guard case .shortCode(let code) = british.normalize(written) else {
      Issue.record("\(written) was read as \(british.normalize(written))")
      return
    }
    #expect(code.allSatisfy { ("0"..."9").contains($0) })
  }

  @Test(
    "a sender that is a word stays a word",
    arguments: [
      "HSBC", "O2", "1800FLOWERS", "Barclays UK", "BT 07700900123", "Café", "ธนาคาร", "a@b.example",
    ])
  func words(written: String) {
    #expect(british.normalize(written) == .alphanumeric(written))
  }

  @Test(
    "what is no number comes back as it was written",
    arguments: [
      "", " ", "+", "+44", "+62255", "+999999999999", "07700 900123 / 07700 900124", "07700\u{0}900123",
      "07700900123\r\n1", "12345678901234567890", "*#06#", "£££", "🙂",
    ])
  func unreadable(written: String) {
    guard case .unreadable(let text) = british.normalize(written) else {
      Issue.record("\(written) was read as \(british.normalize(written))")
      return
    }
    #expect(text.isEmpty || written.contains(text))
  }

  @Test("a text longer than any number is not looked at")
  func longText() {
    let fits = String(repeating: " ", count: PhoneNumbers.longestText - 13) + "+447700900123"
    #expect(british.normalize(fits) == .e164("+447700900123"))
    #expect(british.normalize(" " + fits) == .unreadable(" " + fits))
    let huge = String(repeating: "9", count: 1_000_000)
    #expect(british.normalize(huge) == .unreadable(huge))
  }

  @Test("numbers are read as people of the region write them")
  func regions() throws {
    let american = try #require(PhoneNumbers(region: "US"))
    #expect(american.normalize("(212) 555-0123") == .e164("+12125550123"))
    #expect(american.normalize("011 44 7700 900123") == .e164("+447700900123"))
    #expect(american.normalize("62255") == .shortCode("62255"))
    let norwegian = try #require(PhoneNumbers(region: "NO"))
    #expect(norwegian.normalize("40 61 23 45") == .e164("+4740612345"))
    #expect(norwegian.normalize("02800") == .shortCode("02800"))
    let andorran = try #require(PhoneNumbers(region: "AD"))
    #expect(andorran.normalize("312345") == .e164("+376312345"))
  }

  @Test("only regions with numbers are known")
  func knownRegions() {
    #expect(PhoneNumbers.isKnownRegion("GB"))
    for unknown in ["", "gb", "UK", "ZZ", "001", "GB\0", "GBR", "😀"] {
      #expect(!PhoneNumbers.isKnownRegion(unknown))
      #expect(PhoneNumbers(region: unknown) == nil)
    }
  }

  @Test("people are shown a number with its groups")
  func display() {
    #expect(british.read("07700900501").display == "+44 7700 900501")
    #expect(british.read("62255").display == "62255")
    #expect(british.read("HSBC").display == "HSBC")
  }

  @Test("E.164 reads back as itself, whatever it came from")
  func idempotent() {
    var random = SplitMix(seed: 7)
    for _ in 0..<3_000 {
      let length = Int(random.next() % 14) + 1
      let written = String(
        (0..<length).map { _ in
          Character(["+", "0", "7", "4", "1", "9", " ", "-", "2", "8"].randomElement(using: &random) ?? "0")
        })
      let number = british.normalize(written)
      #expect(number == british.normalize(written), "remembered and read anew differ")
      if let e164 = number.e164 { #expect(british.normalize(e164) == .e164(e164), "from \(written)") }
    }
  }

  @Test("forgetting when the memory is full changes no answer")
  func memory() {
    for number in 0...PhoneNumbers.remembered { _ = british.normalize("x\(number)") }
    #expect(british.normalize("07700 900123") == .e164("+447700900123"))
    #expect(british.normalize("x1") == .alphanumeric("x1"))
  }

  @Test("a sender comes back byte for byte, whatever was seen before it")
  func spelling() {
    for written in ["\u{E9}", "e\u{301}", "\u{E9}", "K", "\u{212A}"] {
      #expect(Array(british.normalize(written).text.utf8) == Array(written.utf8))
    }
  }

  @Test("many threads may read at once")
  func threads() async {
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask { [british] in
          (0..<300).allSatisfy { british.normalize("07700 90\(1000 + ($0 * 7 + task) % 900)").e164 != nil }
        }
      }
      for await fine in group { #expect(fine) }
    }
  }
}
