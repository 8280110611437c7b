@testable internal import Archive
internal import ArchiveTesting
internal import Testing

@Suite("Importing the directory")
struct DirectoryImportTests {
  private static let header = "Email,DisplayName,MobileNumber,Department\r\n"

  private func run(_ csv: String, _ test: TestArchive) throws -> DirectoryImport.Report {
    try test.archive.perform(.directoryImported, by: test.session) { try DirectoryImport.run(Array(csv.utf8), $0) }
  }

  @Test("people are added, updated and left alone, and the ledger counts them")
  func counts() throws {
    try TestArchive.with { test in
      let first = try run(
        Self.header + "Ada@Corp.example,\"Abbott, Ada\",+447700900001,Sales\r\nbo@corp.example,Bo,,\r\n", test)
      #expect(first == DirectoryImport.Report(added: 2))
      let second = try run(
        Self.header + "ADA@corp.example,\"Abbott, Ada\",+447700900001,Sales\nbo@corp.example,Bob,,Legal\n", test)
      #expect(second == DirectoryImport.Report(updated: 1, unchanged: 1))
      let people = try test.archive.read(Mailbox.all)
      #expect(people.map(\.email) == ["ada@corp.example", "bo@corp.example"])
      #expect(people.map(\.displayName) == ["Abbott, Ada", "Bob"])
      #expect(people.map(\.mobileNumber) == ["+447700900001", nil])
      let entry = try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first
      #expect(entry?.details == ["added": 0, "updated": 1, "rejected": 0])
    }
  }

  @Test("a line that can't be used is reported with its number and reason, and the others go in")
  func rejected() throws {
    try TestArchive.with { test in
      let report = try run(
        Self.header + "no address,X,,\nada@corp.example,Ada,,\nada@corp.example,Again,,\nbo@corp.example,Bo\n"
          + "cy@corp.example,,,\ndi@corp.example,\"D\ni\",,\nfi@corp.example,Fi,,\n", test)
      #expect(report.added == 2)
      #expect(
        report.rejected == [
          .init(line: 2, reason: "'no address' is not an e-mail address"),
          .init(line: 4, reason: "'ada@corp.example' is already on line 3"),
          .init(line: 5, reason: "2 fields where the header has 4"), .init(line: 6, reason: "DisplayName is empty"),
          .init(line: 7, reason: "DisplayName has a control character"),
        ])
    }
  }

  @Test("a file without the header changes nothing", arguments: ["", "Email,Name\n", "a@b,A,,\n"])
  func header(_ csv: String) throws {
    try TestArchive.with { test throws in
      #expect(
        throws: InputError(
          "line 1: the directory file must begin with the header Email,DisplayName,MobileNumber,Department",
          code: "directory.header")
      ) { try run(csv, test) }
      #expect(try test.archive.read(Mailbox.all).isEmpty)
    }
  }

  @Test("a leaver's mailbox becomes inactive, and active again when the directory has it again")
  func leaver() throws {
    try TestArchive.with { test in
      let csv = Self.header + "ada@corp.example,Ada,,\n"
      _ = try run(csv, test)
      let remove = {
        try test.archive.perform(.mailboxRemoved, by: test.session) { try MailboxRemoval.run("ada@corp.example", $0) }
      }
      try remove()
      #expect(try test.archive.read(Mailbox.all).map(\.status) == [.inactive])
      #expect(
        throws: InputError("the mailbox 'ada@corp.example' is inactive already", code: "mailbox.inactive")
      ) { try remove() }
      #expect(try run(csv, test).updated == 1)
      #expect(try test.archive.read(Mailbox.all).map(\.status) == [.active])
    }
  }
}
