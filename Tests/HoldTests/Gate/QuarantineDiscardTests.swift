internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Importer
internal import Testing

/// The quarantine is left through the deletion gate, and while nobody is held whom a record may concern.
@Suite("discarding from quarantine")
struct QuarantineDiscardTests {
  private static let day = "2024-02-01"

  /// Sets one record aside and gives what discarding it came to.
  private func discard(
    _ line: String, at time: String = HoldWorld.noon, after prepare: (HoldWorld) throws -> Void = { _ in }
  ) async throws -> DeletionGate.Discard {
    try await HoldWorld.with { world in
      try world.archive.perform(.directoryImported, by: world.session("2024-01-02")) { act in
        _ = try DirectoryImport.run(
          Array("Email,DisplayName,MobileNumber,Department\nann@corp.example,Ann Archer,07700 900123,\n".utf8), act)
      }
      try await world.deliver(lines: [line], on: Self.day)
      try prepare(world)
      let outcome = try #require(try world.discard(1, at: time).first)
      #expect(try world.count("quarantine") == (outcome.isDiscarded ? 0 : 1))
      return outcome
    }
  }

  @Test(
    "whoever's address, full name or number it has, however written, is concerned",
    arguments: [
      #"{"x":"ann@corp.example""#, #"{"x":"ANN@Corp.Example""#, #"{"x":"\u0061nn@corp.exampl\u0065""#,
      #"{"to":"+44 (0) 7700-900123""#, "7700900123", "0044/7700.900.123", "call ٠٧٧٠٠ ٩٠٠١٢٣ now", "Ann ARCHER said",
      "ann\u{200B}@corp.example", "9 0 0 1 2 3, 770 0 900 123",
    ])
  func concerned(line: String) async throws {
    let outcome = try await discard(line) { try $0.hold("ann") }
    #expect(outcome.reasons.map(\.mailbox) == ["ann@corp.example"])
    #expect(outcome.reasons.map(\.reason.kind) == [.litigationHold])
  }

  @Test(
    "what names nobody on hold goes",
    arguments: ["no item", #"{"x":"ben@corp.example""#, "07700 900124", "the channel", "0900 a 123", "Ann, Archery"])
  func notConcerned(line: String) async throws {
    #expect(try await discard(line) { try $0.hold("ann") }.isDiscarded)
  }

  @Test("a hold by query, by days or for a time holds it too, and so do a delay and a retention rule")
  func everyRule() async throws {
    let line = "broken of ann@corp.example"
    let held = try await discard(line) {
      try $0.legalCase("Matter")
      try $0.hold(["ann"], in: "Matter", query: "merger", from: "2020-01-01", to: "2020-01-02")
    }
    #expect(held.reasons.map(\.reason.kind) == [.caseHold])
    #expect(try await discard(line) { try $0.hold("ann", days: 1) }.reasons.map(\.reason.kind) == [.litigationHold])
    let delayed = try await discard(line) {
      try $0.hold("ann")
      try $0.release("ann")
    }
    #expect(delayed.reasons.map(\.reason.kind) == [.delayHold])
    let kept = try await discard(line) { try $0.policy("a year", .retain, days: 365) }
    #expect(kept.reasons.map(\.reason.name) == ["a year"])
    // From when it was set aside, the latest that it can have been sent.
    let expired = try await discard(line, at: "2025-02-02T12:00:00Z") { try $0.policy("a year", .retain, days: 365) }
    #expect(expired.isDiscarded)
  }

  @Test("what is no text, or too long to be looked through, may concern anyone")
  func unreadable() async throws {
    let long = String(repeating: "x", count: 1 << 20)
    #expect(try await discard(long + "x") { try $0.hold("cat") }.reasons.map(\.mailbox) == ["cat@corp.example"])
    #expect(try await discard(long) { try $0.hold("cat") }.isDiscarded)
    #expect(try await discard(long + "x").isDiscarded, "and goes where nobody is held")
  }

  @Test("its bytes leave every file, a certificate stays, the report moves it, and offered again it is a duplicate")
  func gone() async throws {
    try await HoldWorld.with { world in
      let secret = "xyloquartz9 07700 900555 is no item"
      try await world.deliver(lines: [secret, #"{"id":"other"#], on: Self.day)
      #expect(try world.contains(secret))
      let outcome = try #require(try world.discard(1).first)
      #expect(try Erasure.run(world.archive) == .done)
      #expect(try !world.contains("xyloquartz9"))
      #expect(try !world.contains("900555"))
      let certificate = try #require(outcome.certificate)
      #expect(certificate.reason == "test messages")
      let session = try world.session()
      _ = try world.archive.verifyLedger(deep: true, by: session)

      func report() throws -> ReconciliationReport {
        try world.archive.read { try ReconciliationReport(of: "o2", $0) }
      }
      var reading = try #require(try report().readings.first)
      #expect(reading.counts[.quarantined] == 2 && reading.discarded == 1 && reading.waiting == 1)
      try await world.deliver(lines: [secret], on: "2024-02-02")
      reading = try #require(try report().readings.last)
      #expect(reading.counts[.duplicate] == 1)
      #expect(try world.count("quarantine") == 1)
      #expect(
        refusal { try world.discard(1) }
          == "nothing of the number 1 waits in quarantine; see 'holdfast quarantine list'")
      #expect(
        refusal { try world.archive.read { try QuarantinedRecord.require(1, $0) } }
          == "quarantined record 1 was discarded: test messages")
    }
  }

  @Test("a forged certificate, one that went, and one of other bytes are found")
  func forged() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(lines: ["one", "two", "three"], on: Self.day)
      try world.discard(1)
      let session = try world.session()
      _ = try world.archive.verifyLedger(deep: true, by: session)
      for attack in [
        "INSERT INTO quarantine_discard SELECT 2, entry, connector, size, commitment, mark, reason, at FROM quarantine_discard; DELETE FROM quarantine WHERE id = 2",
        "DELETE FROM quarantine_discard WHERE quarantine = 2; UPDATE quarantine_discard SET commitment = zeroblob(32)",
        "DELETE FROM quarantine_discard",
      ] {
        try world.attackWithoutGuards(attack)
        #expect(throws: LedgerDamage.self, "\(attack)") {
          try world.archive.verifyLedger(deep: false, by: session)
        }
      }
    }
  }

  @Test("a sqlite3 shell is refused, with and without a certificate of its own", .enabled(if: SQLiteShell.isHere))
  func shell() async throws {
    try await HoldWorld.with { world in
      try world.archive.perform(.directoryImported, by: world.session("2024-01-02")) { act in
        _ = try DirectoryImport.run(
          Array("Email,DisplayName,MobileNumber,Department\nann@corp.example,Ann,07700 900123,\n".utf8), act)
      }
      try await world.deliver(lines: ["to (07700) 900-123", "free"], on: Self.day)
      try world.hold("ann")
      let shell = SQLiteShell(world: world)
      func certificate(_ record: Int, entry: String) -> String {
        "INSERT INTO quarantine_discard VALUES (\(record), \(entry), 1, 4, x'00', x'00', 'r', 9223372036854775807);"
      }
      let next = "(SELECT MAX(seq) + 1 FROM ledger_entry)"
      for (sql, said) in [
        ("DELETE FROM quarantine", "what is in quarantine is kept"),
        (certificate(2, entry: "1"), "what became of what was offered is said once, by an act on the ledger"),
        (certificate(9, entry: next), "what is discarded is waiting in quarantine"),
        (
          certificate(1, entry: next) + "DELETE FROM quarantine WHERE id = 1",
          "someone whom the record may concern is on hold"
        ),
        (certificate(2, entry: next) + "DELETE FROM quarantine", "holdfast:"),
      ] {
        let answer = try shell.run("BEGIN; \(sql); COMMIT;")
        #expect(answer.contains(said), "\(sql) was answered: \(answer)")
        #expect(try world.count("quarantine") == 2)
      }
    }
  }

  @Test("a record that waits for an id that was purged is said to wait, and is not replayed over and over")
  func ofPurgedID() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "a", sent: "2024-02-01T09:00:00Z")], on: Self.day)
      // The same id with other words, of somebody nobody knows yet.
      try await world.deliver([.init(id: "a", sent: "2024-02-02T09:00:00Z", from: "+447700900777")], on: "2024-02-02")
      try world.purge(world.item("a"))
      try world.archive.perform(.mappingChanged, by: world.session()) {
        _ = try MappingChange.set(Array("MobileNumber,Email\n+447700900777,ann@corp.example\n".utf8), of: "o2", $0)
      }
      let replay = QuarantineReplay(archive: world.archive, session: try world.session())
      for _ in 0..<2 {
        let report = try await replay.run()
        #expect(report.replayed == 0 && report.waiting == 1 && report.purged == 1)
      }
      #expect(try world.count("item") == 0)
      #expect(try world.discard(1).first?.isDiscarded == true)
      let nothing = try await replay.run()
      #expect(nothing.replayed == 0 && nothing.waiting == 0 && nothing.purged == 0)
    }
  }
}

extension HoldWorld {
  @discardableResult
  fileprivate func discard(_ records: Int64..., at time: String = noon) throws -> [DeletionGate.Discard] {
    try archive.perform(.quarantineDiscarded, by: session(time)) {
      try QuarantineDiscard.run(records, why: "test messages", in: archive, $0)
    }
  }

  /// What any SQLite can do to the database once it has dropped what would refuse.
  fileprivate func attackWithoutGuards(_ sql: String) throws {
    let queue = try DatabaseQueue(path: archive.folder.appendingPathComponent("archive.sqlite").path)
    try queue.write { db in
      for name in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \"\(name)\"")
      }
      try db.execute(sql: sql)
    }
    try queue.close()
  }

  /// Whether any file of the archive has these bytes.
  fileprivate func contains(_ text: String) throws -> Bool {
    let wanted = Data(text.utf8)
    let files = FileManager.default.enumerator(at: archive.folder, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      if let bytes = try? Data(contentsOf: file), bytes.range(of: wanted) != nil { return true }
    }
    return false
  }
}
