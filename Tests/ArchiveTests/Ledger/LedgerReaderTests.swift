@testable internal import Archive
internal import ArchiveTesting
internal import Testing

@Suite("Reading the ledger")
struct LedgerReaderTests {
  @Test("entries are found by action, actor and time, oldest first")
  func filters() throws {
    try TestArchive.with { test in
      try test.act(3)
      try test.archive.perform(.roleGranted, on: "bob", by: test.session) {
        try Accounts.grant("bob", .auditReader, $0)
      }
      let later = try test.archive.session(
        user: TestArchive.user, account: "bob", at: #require(RFC3339.parse("2099-01-01T00:00:00Z")).moment)
      try test.archive.consult(.rolesListed, by: later) { _ in }
      func numbers(action: String? = nil, actor: String? = nil, since: Moment? = nil) throws -> [Int64] {
        try test.archive.read {
          try LedgerReader.entries(action: action, actor: actor, since: since, $0).entries.map(\.seq)
        }
      }
      #expect(try numbers() == [1, 2, 3, 4, 5, 6])
      #expect(try numbers(action: "searchstarted") == [2, 3, 4])
      #expect(try numbers(actor: "BOB") == [6])
      #expect(try numbers(since: later.now) == [6])
      #expect(try numbers(action: "RoleGranted", actor: "bob").isEmpty)
      #expect(try numbers(action: "' OR 1 --").isEmpty)
    }
  }

  @Test("a limit keeps the newest and says how many it left out")
  func limit() throws {
    try TestArchive.with { test in
      try test.act(9)
      let page = try test.archive.searchLedger(limit: 4, by: test.session)
      let shown = try test.archive.read { try page.entries($0).next(9) }
      #expect(shown.map(\.seq) == [7, 8, 9, 10])
      #expect(page.omitted == 6)
      let searched = try #require(try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first)
      #expect(searched.action == "AuditSearched")
      #expect(searched.details == ["entries": 4, "limit": 4])
    }
  }

  @Test("an entry keeps every kind of detail")
  func details() throws {
    try TestArchive.with { test in
      let details: [String: LedgerValue] = [
        "text": "é \"x\"\n\u{0}/\u{2028}", "number": .number(Int64.min), "flag": false, "one": 1,
        "list": .list(["a", .number(2), .flag(true)]), "record": .record(["a": .list([])]),
      ]
      try test.archive.perform(.searchStarted, on: "object", by: test.session, details: details) { _ in }
      let entry = try #require(try test.archive.read { try LedgerReader.entries(limit: 1, $0) }.entries.first)
      #expect(entry.details == details)
      #expect(entry.object == "object")
    }
  }
}
