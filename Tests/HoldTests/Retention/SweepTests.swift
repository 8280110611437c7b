internal import Archive
internal import GRDB
internal import Hold
internal import Testing

@Suite("a sweep")
struct SweepTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("removes what has expired and is free, and only that, as was rehearsed; the rehearsal changes nothing")
  func removesOnlyThat() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "expired", sent: Self.sent, to: ["ben", "cat"], body: "all three have it"),
          .init(id: "held", sent: Self.sent, to: ["ben"], body: "the merger"),
          .init(id: "young", sent: "2024-05-01T09:00:00Z", to: ["ben"]),
        ], on: Self.day)
      try world.policy("go", .delete, days: 100)
      try world.policy("go later", .delete, days: 110, for: .mailboxes([HoldWorld.email("cat")]))
      try world.hold("cat")
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      let (items, entries) = (try world.count("item"), try world.count("ledger_entry"))
      let rehearsed = try world.rehearse()
      #expect(rehearsed.wouldRemove == 3)
      #expect(rehearsed.wouldKeep == 4)
      #expect(rehearsed.byPolicy == ["go": 3])
      #expect(rehearsed.byMailbox == ["ann@corp.example": 1, "ben@corp.example": 2])
      #expect(try world.count("item") == items)
      #expect(try world.count("ledger_entry") == entries)
      let report = try world.sweep()
      #expect(report.removed == rehearsed.wouldRemove)
      #expect(report.kept == rehearsed.wouldKeep)
      #expect(report.byPolicy == rehearsed.byPolicy)
      #expect(report.erasure == .done)
      #expect(try world.found("all three") == 1)
      #expect(try world.found("merger") == 1)
      #expect(try world.rehearse().wouldRemove == 0)
      #expect(try world.sweep().removed == 0)
    }
  }

  @Test("of three times what one transaction takes leaves none of it, and each certificate is on the ledger")
  func manyBatches() async throws {
    try await HoldWorld.with { world in
      let texts = (0..<3_000).map { HoldWorld.Text(id: "\($0)", sent: Self.sent) }
      try await world.deliver(texts, on: Self.day)
      try world.policy("go", .delete, days: 1)
      var steps: [Int] = []
      let report = try world.sweep { steps.append($0) }
      #expect(report.removed == 3_000)
      #expect(steps == [1_000, 2_000, 3_000])
      for table in ["item", "message", "search_block", "deletion_permit"] where table != "search_block" {
        #expect(try world.count(table) == 0, "\(table)")
      }
      #expect(try world.found("") == 0)
      #expect(try world.count("certificate") == 3_000)
      let entries = try world.archive.read { try LedgerReader.entries(action: "RetentionSwept", $0) }.entries
      #expect(entries.map { $0.details["removed"] } == [1_000, 1_000, 1_000])
      guard case .list(let certificates)? = entries.last?.details["purged"] else {
        Issue.record("the entry has no certificates")
        return
      }
      #expect(certificates.count == 1_000)
      guard case .record(let certificate)? = certificates.last else {
        Issue.record("the certificate is no record")
        return
      }
      #expect(certificate["rule"] == "go")
      #expect(certificate["mailbox"] == "ann@corp.example")
    }
  }

  @Test("stops at a hold that is placed while it runs")
  func heldMeanwhile() async throws {
    try await HoldWorld.with { world in
      let texts = (0..<1_500).map { HoldWorld.Text(id: "\($0)", sent: Self.sent, to: $0 % 2 == 0 ? ["ben"] : ["1"]) }
      try await world.deliver(texts, on: Self.day)
      try world.policy("go", .delete, days: 1)
      let held = try world.item("1499")
      let report = try world.sweep { done in
        guard done == 1_000 else { return }
        do { try world.hold("ann") } catch { Issue.record(error) }
      }
      #expect(report.removed < 2_250)
      #expect(report.removed + report.kept == 2_250)
      let left = try world.archive.read { try Item.fetchAll($0, sql: "SELECT * FROM item") }
      #expect(left.count == report.kept)
      let ann = try world.mailbox("ann")
      #expect(left.allSatisfy { $0.mailbox == ann })
      #expect(left.contains { $0.id == held })
    }
  }

  @Test("by someone without the role removes nothing")
  func role() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.policy("go", .delete, days: 1)
      #expect(
        refusal { try RetentionSweep.run(world.archive, by: world.session(as: "eve@corp.example")) }
          == "eve@corp.example may not do this (RetentionSwept): it takes the role group 'Records Management'; an "
          + "Organization Management member can grant it with 'holdfast role grant'")
      #expect(try world.count("item") == 1)
    }
  }

  @Test("counts days by the organisation's clock")
  func timeZone() async throws {
    try await HoldWorld.with { world in
      // Clocks in London went forward on 31 March 2024: the same wall-clock time comes an hour sooner.
      try await world.deliver([.init(id: "1", sent: "2024-03-30T12:00:00Z")], on: Self.day)
      try world.policy("go", .delete, days: 2)
      #expect(try world.rehearse(at: "2024-04-01T11:30:00Z").wouldRemove == 0)
      try world.archive.perform(.settingChanged, by: world.session()) {
        try Setting.timeZone.write("Europe/London", $0)
      }
      #expect(try world.rehearse(at: "2024-04-01T11:30:00Z").wouldRemove == 1)
      #expect(try world.sweep(at: "2024-04-01T11:30:00Z").removed == 1)
    }
  }
}
