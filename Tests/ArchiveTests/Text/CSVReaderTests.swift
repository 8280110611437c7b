internal import ArchiveTesting
internal import Archive
internal import Foundation
internal import Testing

@Suite("reading CSV")
struct CSVReaderTests {
  /// `line: [fields]` or `line: reason` for each record.
  func read(_ text: String) -> [String] { read(Array(text.utf8)) }

  func read(_ bytes: [UInt8]) -> [String] {
    CSVReader(bytes).map {
      switch $0 {
      case .success(let record): "\(record.line): \(record.fields)"
      case .failure(let problem): problem.description
      }
    }
  }

  func fields(_ text: String) throws -> [[String]] {
    try CSVReader(Array(text.utf8)).map { try $0.get().fields }
  }

  @Test("fields, quotes and lines are as RFC 4180 has them")
  func wellFormed() {
    #expect(
      read("a,b\r\n\"c \"\"d\"\"\",\"e,\nf\"\r\n,\n\"\"") == [
        #"1: ["a", "b"]"#, #"2: ["c \"d\"", "e,\nf"]"#, #"4: ["", ""]"#, #"5: [""]"#,
      ])
    #expect(read("") == [] && read("\n\r\n\n") == [] && read("\u{FEFF}a") == [#"1: ["a"]"#])
  }

  @Test("blanks are kept, and no character hides a comma")
  func characters() throws {
    #expect(read(" a , b \n") == [#"1: [" a ", " b "]"#])
    #expect(try fields("a,\u{301}b") == [["a", "\u{301}b"]])
    #expect(try fields("a\u{2028}b,c\u{85}d\u{B}") == [["a\u{2028}b", "c\u{85}d\u{B}"]])
  }

  @Test("what is wrong is told with its line, and the next line is read")
  func problems() {
    #expect(
      read("a\nb\"c\nd") == [
        #"1: ["a"]"#,
        "line 2: a quote in the middle of a field; put the whole field in quotes and double the quote inside",
        #"3: ["d"]"#,
      ])
    #expect(
      read("\"a\"b\nc") == [
        "line 1: text after a closing quote; a quote inside a quoted field is written twice", #"2: ["c"]"#,
      ])
    #expect(
      read("a\rb\nc")[0]
        == "line 1: a carriage return without a line feed; save the file with CRLF or LF line ends")
    #expect(read("a\0b\nc") == ["line 1: a NUL byte; save the file as UTF-8 text", #"2: ["c"]"#])
    #expect(
      read([0x61, 0x0A, 0xFF, 0x0A, 0x62])[1] == "line 2: bytes that are not UTF-8; save the file as UTF-8")
  }

  @Test("a quote that never closes is told where it opened, and ends the reading")
  func unclosed() {
    #expect(
      read("a\nb,\"c\nd\ne") == [
        #"1: ["a"]"#, "line 2: a quoted field begins here and never ends; close it with \"",
      ])
  }

  @Test("a field and a line have limits")
  func limits() {
    let longest = String(repeating: "x", count: CSVReader.longestField)
    for field in [longest, "\"\(longest)\""] { #expect(read(field).first?.hasPrefix("1: ") == true) }
    for field in [longest + "x", "\"\(longest)x\""] {
      #expect(read(field) == ["line 1: a field longer than 65536 bytes; look for a quote that is not closed"])
    }
    let commas = String(repeating: ",", count: CSVReader.mostFields - 1)
    #expect(read(commas)[0].hasPrefix("1: "))
    #expect(read(commas + ",") == ["line 1: more than 1000 fields"])
  }

  @Test("whatever the bytes, the reader comes to an end and never goes back")
  func fuzz() {
    var random = SplitMix(seed: 11)
    let alphabet: [UInt8] = Array("a,\"\r\n\0".utf8) + [0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<20_000 {
      let bytes = (0..<Int(random.next() % 16)).map { _ in
        alphabet[Int(random.next() % UInt64(alphabet.count))]
      }
      var last = 0
      var records = 0
      for result in CSVReader(bytes) {
        let line =
          switch result {
          case .success(let record): record.line
          case .failure(let problem): problem.line
          }
        #expect(line >= last && line <= bytes.count + 1)
        last = line
        records += 1
      }
      #expect(records <= bytes.count)
    }
  }

  @Test(
    "csv-spectrum is read as its authors say",
    .enabled(if: SharedData.isHere, Comment(rawValue: SharedData.absent)))
  func spectrum() throws {
    let files = try SharedData.files(under: "csv-torture/csv-spectrum/csvs")
    #expect(files.count == 12)
    for file in files {
      if file.hasSuffix("location_coordinates.csv") {
        // Bare quotes inside a field (degrees, minutes, seconds), which RFC 4180 forbids: told, not guessed.
        #expect(
          read(try SharedData.bytes(file)).last?.hasPrefix("line 2: a quote in the middle of a field") == true
        )
        continue
      }
      let json = try SharedData.bytes(file.replacing("csvs/", with: "json/").replacing(".csv", with: ".json"))
      let expected = try JSONDecoder().decode([[String: String]].self, from: Data(json))
      var bytes = try SharedData.bytes(file)
      // Some copies of these files have lost the carriage returns that their names promise.
      if file.hasSuffix("_crlf.csv"), !bytes.contains(13) {
        bytes = bytes.flatMap { $0 == 10 ? [13, 10] : [$0] }
      }
      let records = try CSVReader(bytes).map { try $0.get() }
      let header = try #require(records.first).fields
      let found = records.dropFirst().map { Dictionary(zip(header, $0.fields)) { $1 } }
      #expect(found == expected, "\(file)")
    }
  }
}
