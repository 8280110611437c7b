internal import Testing

@testable internal import Importer

@Suite("the mapping table")
struct MappingTableTests {
  let numbers: PhoneNumbers
  init() throws { numbers = try #require(PhoneNumbers(region: "GB")) }

  func read(_ csv: String) throws -> MappingTable { try read(Array(csv.utf8)) }

  func read(_ csv: [UInt8]) throws -> MappingTable {
    try MappingTable(csv: csv, numbers: numbers) { $0.hasSuffix("@corp.example") && !$0.hasPrefix("gone") }
  }

  func problems(_ csv: String) -> String? { problems(Array(csv.utf8)) }

  func problems(_ csv: [UInt8]) -> String? {
    do {
      _ = try read(csv)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("numbers in any written form lead to their people")
  func reads() throws {
    let table = try read(
      "\u{FEFF}MobileNumber,Email\r\n07700 900001,Ada@Corp.Example\n\n\"+44 (0)7700 900002\",ben@corp.example"
    )
    #expect(table.entries.map(\.number) == ["+447700900001", "+447700900002"])
    #expect(table.entries.map(\.line) == [2, 4])
    #expect(table.email(forNumber: "+447700900001") == "Ada@Corp.Example")
    #expect(table.email(forNumber: "+447700900003") == nil)
  }

  @Test("columns may come in another order, with others between")
  func columns() throws {
    let table = try read("Name, EMAIL ,mobilenumber\nAda,ada@corp.example,07700900001\n")
    #expect(table.email(forNumber: "+447700900001") == "ada@corp.example")
  }

  @Test("a header alone is a table that maps nobody")
  func headerOnly() throws { #expect(try read("MobileNumber,Email") == .empty) }

  @Test("every mistake is told with its line, and nothing is taken")
  func mistakes() {
    let csv = """
      MobileNumber,Email
      07700 900001,ada@corp.example
      +447700900001,ben@corp.example
      62255,cat@corp.example
      ,dan@corp.example
      07700 900002,gone@corp.example
      07700 900003
      nobody,
      "07700 900004"x,eve@corp.example
      07700 900005,eve@corp.example,extra
      """
    #expect(
      problems(csv) == """
        line 3: +447700900001 is already on line 2
        line 4: 62255 is not a phone number in region GB
        line 5: an empty field is not a phone number in region GB
        line 6: gone@corp.example is not an active mailbox; add it to the directory first
        line 7: 1 fields where the header has 2
        line 8: an empty field is not an active mailbox; add it to the directory first
        line 8: nobody is not a phone number in region GB
        line 9: text after a closing quote; a quote inside a quoted field is written twice
        line 10: 3 fields where the header has 2
        """)
  }

  @Test(
    "without its header a file is refused",
    arguments: [
      "07700 900001,ada@corp.example", "MobileNumber,Mail", "MobileNumber,Email,Email", "MobileNumber;Email",
    ])
  func header(csv: String) {
    #expect(problems(csv) == "line 1: no header; the first line is MobileNumber,Email, each once")
  }

  @Test("an empty file says how one begins")
  func empty() {
    #expect(problems("") == "line 1: the file is empty; it begins with the header MobileNumber,Email")
  }

  @Test("a file of another encoding says so")
  func encoding() {
    #expect(
      problems(Array("MobileNumber,Email\n07700 900001,".utf8) + [0xE9])
        == "line 2: bytes that are not UTF-8; save the file as UTF-8")
    let wide: [UInt8] = [0xFF, 0xFE] + "MobileNumber,Email\n".utf8.flatMap { [$0, 0] }
    #expect(problems(wide) == "line 1: a NUL byte; save the file as UTF-8 text")
  }

  @Test("a hostile field makes one line of a message")
  func hostileField() {
    let field = "\"a\nb\u{1B}[31m" + String(repeating: "x", count: 500) + "\""
    let message = problems("MobileNumber,Email\n07700 900001,\(field)\n") ?? ""
    #expect(!message.contains("\n") && !message.contains("\u{1B}") && message.count < 200)
  }

  @Test("mistakes without end are told up to a limit, and a file without end isn't read")
  func bounds() throws {
    let csv = "MobileNumber,Email\n" + String(repeating: "x,y\n", count: MappingTable.mostProblems)
    #expect(problems(csv)?.split(separator: "\n").count == MappingTable.mostProblems)
    let huge = [UInt8](repeating: 10, count: MappingTable.largestFile + 1)
    #expect(problems(huge) == "line 1: the file is larger than 33554432 bytes")
  }
}
