import ArchiveTesting
import Foundation
import GRDB
import Testing

@testable import Archive

/// An act whose entry can't be written does not happen, and nobody is given an answer that the ledger does not know of.
@Suite("an entry that can't be written")
struct FailedEntryTests {
  private static let storageFailed: Int32 = 74

  /// Everything in the database that acts change, as text.
  private func state(_ test: TestArchive) throws -> String {
    try test.archive.read { db in
      try ["ledger_entry", "hold_location", "case_member", "account_group", "item"].map { table in
        "\(table): " + (try Row.fetchAll(db, sql: "SELECT * FROM \(table)").description)
      }.joined(separator: "\n")
    }
  }

  /// Commands that change, and commands that only answer.
  private static let commands = [
    ["hold", "litigation", "place", HandmadeFeed.ada.email], ["case", "create", "Matter"],
    ["role", "grant", "eve@corp.example", "Export"], ["item", "delete", "1"], ["item", "purge", "1"],
    ["search", "hello"], ["item", "show", "1", "--raw"], ["directory", "list"], ["audit", "list"],
    ["item", "explain", "1"], ["--as", "nobody@corp.example", "search", "hello"],
  ]

  private func withFailing(_ damage: (TestArchive) throws -> Void, message: String) async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "hello")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      try damage(test)
      let before = try state(test)
      for command in Self.commands {
        let result = try await test.run(command)
        #expect(result.status == Self.storageFailed, "\(command): \(result.errors)")
        #expect(result.stdout.isEmpty, "\(command)")
        #expect(result.error["message"].text?.contains(message) == true, "\(command): \(result.errors)")
      }
      #expect(try state(test) == before)
    }
  }

  @Test("because the database refuses it: nothing happens, and what to do is said")
  func refused() async throws {
    try await withFailing(
      { test in
        try test.attack {
          try $0.execute(
            sql: "CREATE TRIGGER broken BEFORE INSERT ON ledger_entry BEGIN SELECT RAISE(ABORT, 'broken'); END")
        }
      },
      message: "the archive's database failed: broken; nothing of this was kept; run 'holdfast audit verify'")
  }

  @Test("because ledger.head can't be written: nothing happens, and what to do is said")
  func head() async throws {
    try await withFailing(
      { test in
        let lock = test.head.appendingPathExtension("lock")
        try FileManager.default.removeItem(at: lock)
        try FileManager.default.createDirectory(at: lock, withIntermediateDirectories: false)
      }, message: "ledger.head.lock: Is a directory")
  }

  @Test("because the disk is full: nothing happens, and a moment later it does")
  func full() async throws {
    try await HandmadeFeed.with { _, test in
      let archive = test.archive
      let before = try state(test)
      let pages = try archive.maintain { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
      let long = LedgerValue.text(String(repeating: "x", count: 100_000))
      func act() throws {
        try archive.perform(.roleGranted, by: test.session, details: ["note": long]) {
          try Accounts.grant("eve", .export, $0)
        }
      }
      func ask() throws -> Int {
        try archive.consult(.rolesListed, by: test.session, details: { _ in ["note": long] }) { _ in 7 }
      }
      try archive.maintain { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
      let attempts: [() throws -> Void] = [act, { _ = try ask() }]
      for attempt in attempts {
        let error = #expect(throws: DatabaseError.self) { try attempt() }
        #expect(error?.resultCode == .SQLITE_FULL)
      }
      #expect(try state(test) == before)
      try archive.maintain { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
      try act()
      #expect(try ask() == 7)
      #expect(try archive.verifyLedger(by: test.session).entries > 2)
    }
  }
}
