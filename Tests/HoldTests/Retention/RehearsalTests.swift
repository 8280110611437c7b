internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Hold
internal import Search
internal import Testing

@Suite("a rehearsal")
struct RehearsalTests {
  static let (ann, ben, cat) = (HoldWorld.email("ann"), HoldWorld.email("ben"), HoldWorld.email("cat"))

  @Test("says by mailbox and month what would go by which rule, what keeps the rest, and what only that keeps")
  func rows() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: "2024-01-31T23:59:59Z", to: ["ben", "cat"]),
          .init(id: "2", sent: "2024-02-01T00:00:00Z", to: ["ben"], body: "the merger"),
          .init(id: "3", sent: "2024-05-30T09:00:00Z", to: ["ben"]),
        ], on: "2024-02-01")
      try world.policy("go", .delete, days: 60)
      try world.policy("keep", .retain, nil, for: .mailboxes([Self.cat]))
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      try world.hold("cat")
      let entries = try world.count("ledger_entry")
      let report = try world.rehearse()
      #expect(try world.count("ledger_entry") == entries)
      let rows = report.rows.map { row in
        "\(row.mailbox.prefix(3)) \(row.month) \(row.items) \(row.outcome.verdict) \(row.outcome.dueRule ?? "-") "
          + row.outcome.blockers.map { "\($0.kind) \($0.name)" }.joined(separator: ", ")
      }
      #expect(
        rows == [
          "ann 2024-01 1 expired go ", "ann 2024-02 1 keep go caseHold hold", "ann 2024-05 1 free - ",
          "ben 2024-01 1 expired go ", "ben 2024-02 1 expired go ", "ben 2024-05 1 free - ",
          "cat 2024-01 1 keep go litigationHold litigation hold, policy keep",
        ])
      #expect(report.byMonth.map { "\($0.key) \($0.value)" }.sorted() == ["2024-01 2", "2024-02 1"])
      #expect((report.wouldRemove, report.wouldKeep, report.notYetDue, report.notAskedFor) == (3, 4, 2, 0))
      let blockers = report.blockers.map { "\($0.blocker.name) \($0.items) \($0.due) \($0.alone)" }
      #expect(blockers == ["hold 1 1 1", "litigation hold 1 1 0", "keep 1 1 0"])
      #expect(try world.sweep().removed == 3)
    }
  }

  @Test("counts months by the organisation's calendar, and what has no usable date by itself")
  func months() async throws {
    try await HoldWorld.with { world in
      try world.setTimeZone("Pacific/Auckland")
      try await world.deliver([.init(id: "1", sent: "2024-01-31T23:59:59Z")], on: "2024-02-01")
      try world.policy("go", .delete, days: 60)
      #expect(try world.rehearse().rows.map(\.month.description) == ["2024-02"])
    }
  }

  @Test("foretells the sweep for every mailbox, whatever the rules")
  func foretells() async throws {
    try await HoldWorld.with { world in
      var random = SplitMix(seed: 4)
      let texts = try (0..<300).map { number in
        let sent = try moment("2024-01-01").adding(
          microseconds: Int64.random(in: 0...13_000_000_000_000, using: &random))
        let people = HoldWorld.people.shuffled(using: &random)
        return HoldWorld.Text(
          id: "\(number)", sent: sent.description, from: people[0], to: [people[1]],
          body: random.chance(1, in: 4) ? "the merger" : "lunch")
      }
      try await world.deliver(texts, on: "2024-06-01")
      try world.policy("sixty", .delete, days: 60)
      try world.policy("two months", .delete, try Period(2, .months), for: .mailboxes([Self.ann]))
      try world.policy("fifty-nine", .delete, days: 59, for: .mailboxes([Self.ann]))
      try world.policy("ninety", .retain, days: 90, for: .adaptive("email = ben*"))
      try world.legalCase("Matter")
      try world.hold(["cat"], in: "Matter", query: "merger", from: "2024-02-01", to: "2024-03-01")
      let report = try world.rehearse()
      let explained = try world.archive.read { db in
        try Int64.fetchAll(db, sql: "SELECT id FROM item").map {
          try ItemDeletion.explain(Item.ID($0), at: moment(HoldWorld.noon), for: .program, db).1
        }
      }
      let expired = explained.count { $0.verdict == .expired }
      #expect(expired > 50)
      #expect(report.wouldRemove == expired)
      #expect(report.blockers.map(\.items).reduce(0, +) == explained.map(\.blocking.count).reduce(0, +))
      let swept = try world.sweep()
      #expect(swept.removed == report.wouldRemove)
      #expect(swept.byPolicy == report.byPolicy)
    }
  }
}
