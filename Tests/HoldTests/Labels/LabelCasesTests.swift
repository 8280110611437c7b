internal import Archive
internal import GRDB
internal import Hold
internal import Testing

/// The market leader's own cases of labels beside policies, through the sweep: the item is of 1 February 2024, 09:00.
@Suite("of labels and policies, the sweep")
struct LabelCasesTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  /// Delivers one text of Ann's to somebody outside, and gives its copy.
  private func withItem(_ body: (HoldWorld, Item.ID) throws -> Void) async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try body(world, world.item("1"))
    }
  }

  /// The item stays through a sweep at one time and goes in one at another, by a rule.
  private func stays(at early: String, goesAt late: String, by rule: String, _ world: HoldWorld) throws {
    #expect(try world.rehearse(at: early).wouldRemove == 0)
    #expect(try world.sweep(at: early).removed == 0)
    #expect(try world.rehearse(at: late).wouldRemove == 1)
    #expect(try world.sweep(at: late).byPolicy == [rule: 1])
  }

  private static let ann: PolicyChange.Scope = .mailboxes([HoldWorld.email("ann")])

  @Test("58: keeps what a label keeps for five years, where a policy deletes after three")
  func case58() async throws {
    try await withItem { world, item in
      try world.policy("three", .delete, days: 1_096)
      try world.label("five", .retain, years(5))
      try world.apply("five", to: item)
      #expect(try world.purge(item, at: "2028-06-01")[0].reasons.map(\.name) == ["five"])
      try stays(at: "2029-02-01T08:59:59Z", goesAt: Self.fiveYears, by: "three", world)
    }
  }

  private static let fiveYears = "2029-02-01T09:00:00Z"

  @Test("60: deletes when a label asks, not when policies that ask sooner or later do")
  func case60() async throws {
    try await withItem { world, item in
      try world.policy("five", .delete, days: 1_827)
      try world.policy("ten", .delete, days: 3_653)
      try world.label("seven", .delete, years(7))
      try world.apply("seven", to: item)
      try stays(at: "2031-02-01T08:59:59Z", goesAt: "2031-02-01T09:00:00Z", by: "seven", world)
    }
  }

  @Test("64: keeps what a label only keeps for seven years, and then lets policies delete it")
  func case64() async throws {
    try await withItem { world, item in
      try world.policy("five", .delete, days: 1_827, for: Self.ann)
      try world.policy("three", .retainThenDelete, days: 1_096, for: Self.ann)
      try world.label("seven", .retain, years(7))
      try world.apply("seven", to: item)
      try stays(at: "2031-02-01T08:59:59Z", goesAt: "2031-02-01T09:00:00Z", by: "three", world)
    }
  }

  @Test("65: keeps what a policy keeps for five years, and then deletes as the label asked after three")
  func case65() async throws {
    try await withItem { world, item in
      try world.policy("ten", .delete, days: 3_653)
      try world.policy("five", .retainThenDelete, days: 1_827, for: Self.ann)
      try world.label("three", .retainThenDelete, years(3))
      try world.apply("three", to: item)
      // Five years are 1,827 days here: they have two days of 29 February.
      try stays(at: "2029-02-01T08:59:59Z", goesAt: Self.fiveYears, by: "three", world)
    }
  }

  @Test("66: keeps the same under a case's hold until that is released and its delay has passed")
  func case66() async throws {
    try await withItem { world, item in
      try world.policy("ten", .delete, days: 3_653)
      try world.policy("five", .retainThenDelete, days: 1_827, for: Self.ann)
      try world.label("three", .retainThenDelete, years(3))
      try world.apply("three", to: item)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter")
      #expect(try world.sweep(at: "2030-01-01").removed == 0)
      try world.onCase("Matter", at: "2030-03-01") { _ = try HoldPlacement.release("hold", in: $0, $1) }
      try stays(at: "2030-03-30T23:59:59Z", goesAt: "2030-03-31", by: "three", world)
    }
  }

  @Test("counts a label's period from when it was put on the item, where that is its start")
  func fromLabelling() async throws {
    try await withItem { world, item in
      try world.label("one", .retainThenDelete, years(1), start: .labelled)
      try world.apply("one", to: item, at: "2025-06-01")
      #expect(
        try world.why(item, .label, at: "2025-07-01").first
          == "kept 1 year from 1 June 2025, when it was labelled, until 1 June 2026")
      try stays(at: "2026-05-31T23:59:59Z", goesAt: "2026-06-01", by: "one", world)
    }
  }

  @Test("keeps what was relabelled for the delay, and the item's new label after that")
  func relabelling() async throws {
    try await withItem { world, item in
      try world.label("long", .retain, nil)
      try world.label("short", .delete, Period(1, .days))
      try world.apply("long", to: item)
      try world.apply("short", to: item, at: "2024-07-01")
      #expect(try world.purge(item, at: "2024-07-02")[0].reasons.map(\.kind) == [.delayHold])
      #expect(
        try world.why(item, .delayHold, at: "2024-07-02")
          == ["the label \"long\" was taken off on 1 July 2024; the item stays held until 31 July 2024"])
      // Taking the new one off too does not cut the first one's delay short.
      try world.apply(nil, to: item, at: "2024-07-03")
      #expect(try world.verdict(item, at: "2024-07-30") == .keep)
      // Somebody wanted it purged on 2 July, and its days in Recoverable Items are over.
      #expect(try world.verdict(item, at: "2024-07-31") == .expired)
    }
  }

  @Test("keeps what carries a label that was altered away behind the program's back")
  func lostLabel() async throws {
    try await withItem { world, item in
      try world.policy("go", .delete, days: 1)
      try world.label("short", .delete, Period(1, .days))
      try world.apply("short", to: item)
      try world.archive.maintain { db in
        try db.execute(sql: "DROP TRIGGER retention_label_stays")
        try db.execute(sql: "DELETE FROM retention_label")
        try db.execute(
          sql: """
            INSERT INTO retention_label (id, name, action, period, unit, start, record, stages, created, created_entry,
              changed_entry) VALUES (7, 'other', 'delete', 1, 'days', 'created', 'none', 0, 0,
              (SELECT MAX(seq) + 1 FROM ledger_entry), 0)
            """)
      }
      #expect(try world.sweep(at: "2030-01-01").removed == 0)
      #expect(
        try world.why(item, .label) == ["the item carries a label that is not on record, so it stays"])
    }
  }
}
