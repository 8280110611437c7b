internal import Archive
internal import Testing

@Suite("CSV as it is written") struct CSVWriterTests {
  private func written(_ fields: [CSVWriter.Field]) -> String {
    var csv = CSVWriter()
    csv.append(fields)
    return String(decoding: csv.drain(), as: UTF8.self)
  }

  @Test("Plain cells are written plainly, and a record ends in CRLF")
  func plain() {
    #expect(
      written([.text("ada@corp.example"), .number(-17), .empty, .text("Zoë")]) == "ada@corp.example,-17,,Zoë\r\n")
  }

  @Test(
    "A cell with a separator, a quote, a line break or blanks at its ends is quoted",
    arguments: [
      ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
      ("two\r\nlines", "\"two\r\nlines\""), ("a;b", "\"a;b\""), ("a\tb", "\"a\tb\""), (" a", "\" a\""),
      ("a ", "\"a \""), ("a\0b", "\"a\u{FFFD}b\""),
    ])
  func quoted(text: String, cell: String) { #expect(written([.text(text)]) == cell + "\r\n") }

  @Test("A record of one empty cell is not an empty line")
  func lonely() {
    #expect(written([.empty]) == "\"\"\r\n")
    #expect(written([.text("")]) == "\"\"\r\n")
    var csv = CSVWriter()
    csv.append(texts: ["a"])
    csv.append(texts: [""])
    #expect(String(decoding: csv.drain(), as: UTF8.self) == "a\r\n\"\"\r\n")
  }

  @Test(
    "A text that a spreadsheet would calculate gets an apostrophe",
    arguments: [
      "=1+1", "+447700900123", "-2", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", " =1", "\t=1", "\r=1", "\n=1", "\u{A0}=1",
      "\u{200B}=1", "\u{FEFF}=cmd|'/c calc'!A0", "\u{3000}＝1", "\u{0}=1", "'quoted",
    ])
  func formulas(text: String) {
    #expect(SpreadsheetText.neutralised(text) == "'" + text)
  }

  @Test(
    "Any other text stays as it is",
    arguments: ["", "a=b", "1+1", "Ada", "ก=ข", "é=", "  ", "#tag", "(=1)", "\"=1\"", "🙂=1", "2024-01-02T08:15:03Z"])
  func harmless(text: String) { #expect(SpreadsheetText.neutralised(text) == text) }

  @Test("Dropping the first apostrophe always gives the original")
  func reversible() {
    for text in ["=1", "'=1", "''", "a'b", "Ada", "@x"] {
      let safe = SpreadsheetText.neutralised(text)
      #expect((safe.first == "'" ? String(safe.dropFirst()) : safe) == text)
    }
  }

  @Test("What is written is read back, whatever the texts")
  func roundTrip() throws {
    let alphabet: [Character] = ["a", ",", "\"", "\n", "\r\n", ";", "\t", " ", "=", "'", "é", "ก", "🙂", "-", "7"]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let rows = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (0..<3).map { _ in
          String((0..<Int.random(in: 0...6, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
        }
      }
      var csv = CSVWriter(byteOrderMark: Bool.random(using: &random))
      for row in rows { csv.append(texts: row) }
      var read: [[String]] = []
      for record in CSVReader(csv.drain()) { read.append(try record.get().fields) }
      #expect(read == rows.map { $0.map(SpreadsheetText.neutralised) })
    }
  }

  @Test("Draining gives each byte once")
  func drained() {
    var csv = CSVWriter(byteOrderMark: true)
    csv.append(texts: ["a"])
    #expect(csv.byteCount == 6)
    #expect(csv.drain() == [0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A])
    #expect(csv.drain().isEmpty)
  }
}
