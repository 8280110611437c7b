internal import Archive
internal import Hold
internal import Testing

@Suite("a record")
struct RecordTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  private func allowRegulatory(_ world: HoldWorld) throws {
    try world.archive.perform(.settingChanged, by: world.session("2024-01-02")) {
      try Setting.regulatoryRecords.change(to: "on", $0)
    }
  }

  @Test("is deleted by nobody, softly or for good, before its period has ended or after, but by a rule")
  func locked() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let item = try world.item("1")
      try world.label("minutes", .retain, years(1), record: .record)
      try world.apply("minutes", to: item)
      #expect(
        try world.why(item, .record) == [
          "kept 1 year from 1 February 2024, until 1 February 2025; as a record it is deleted by nobody, until a rule "
            + "asks for its deletion"
        ])
      let moved = try world.archive.perform(.itemsDeleted, by: world.session()) {
        try ItemDeletion.softDelete([item], $0)
      }
      #expect(moved.isEmpty)
      let late = "2026-01-01"
      #expect(
        try world.purge(item, at: late)[0].reasons.map { "\($0.kind) \($0.name)" } == ["record minutes"])
      try world.policy("go", .delete, days: 1_000)
      #expect(try world.explained(item, at: late).keptUntil == moment("2026-10-28T09:00:00Z"))
      #expect(try world.sweep(at: "2026-10-28").removed == 0)
      #expect(try world.sweep(at: "2026-10-29").byPolicy == ["go": 1])
    }
  }

  @Test("changes or loses its label with a reason, by a records manager alone")
  func relabelling() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let item = try world.item("1")
      try world.label("minutes", .retain, nil, record: .record)
      try world.label("other", .retain, nil)
      try world.apply("minutes", to: item)
      let refused = try world.apply("other", to: item)
      #expect(refused.blocked == 1)
      #expect(refused.reasons.map(\.why) == ["it is a record ('minutes'): give a reason with --reason"])
      #expect(try world.apply(nil, to: item).blocked == 1)
      #expect(
        refusal { try world.apply("other", to: item, reason: "misfiled", as: "eve@corp.example") }
          == "eve@corp.example may not do this (RetentionLabelApplied): it takes the role group 'Records Management'; an "
          + "Organization Management member can grant it with 'holdfast role grant'")
      #expect(try world.apply("other", to: item, reason: "misfiled").changed == 1)
      #expect(try world.why(item, .label) == ["kept without end"])
    }
  }

  @Test("75: of the regulatory kind keeps its label whoever asks, and its period is only ever extended")
  func regulatory() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let item = try world.item("1")
      #expect(
        refusal { try world.label("books", .retain, years(7), record: .regulatoryRecord) }
          == "regulatory records can't be undone by anyone, and are off in this archive; an Organization Management "
          + "member can allow them with 'holdfast setting set regulatory-records on'")
      try allowRegulatory(world)
      try world.label("books", .retainThenDelete, years(7), record: .regulatoryRecord)
      try world.label("other", .delete, years(1))
      try world.apply("books", to: item)
      for label in ["other", nil] {
        let report = try world.apply(label, to: item, reason: "I own the place")
        #expect((report.changed, report.blocked) == (0, 1))
        #expect(report.reasons.map(\.why) == ["it is a regulatory record ('books'), whose label nobody changes"])
      }
      #expect(
        refusal { try world.auto("books", "merger") }
          == "'books' makes regulatory records, which are declared one by one and never by a rule")
      #expect(
        refusal { try world.standard("books") }
          == "'books' makes regulatory records, which are declared one by one and never by a rule")
      func change(_ period: Period?) throws {
        try world.archive.perform(.labelChanged, by: world.session()) {
          _ = try LabelChange.change("books", period: period, $0)
        }
      }
      #expect(
        refusal { try change(years(6)) }
          == "'books' makes regulatory records, whose period is only ever extended: from 7 years to a longer one in "
          + "years, or to forever")
      #expect(refusal { try change(Period(36_000, .days)) } != nil)
      try change(years(8))
      #expect(try world.sweep(at: "2031-06-01").removed == 0)
      #expect(
        refusal {
          try world.archive.perform(.labelDeleted, by: world.session()) { try LabelChange.remove("books", $0) }
        } == "1 item carries the label 'books'; take it off first with 'holdfast retention label remove'")
      #expect(try world.sweep(at: "2032-02-02").byPolicy == ["books": 1])
    }
  }

  @Test("needs a label that keeps, and a review one that then deletes", arguments: [1, 6])
  func terms(count: Int) async throws {
    try await HoldWorld.with { world in
      #expect(
        refusal { try world.label("x", .delete, years(1), record: .record) }
          == "a record is kept: use retain or retain-then-delete")
      #expect(
        refusal { try world.label("x", .retain, years(1), stages: [["ann"]]) }
          == "what is reviewed is the deletion at the end of a period: use retain-then-delete")
      let stages = [[String]](repeating: ["ann"], count: count)
      let refused = refusal { try world.label("x", .retainThenDelete, years(1), stages: stages) }
      #expect(refused == (count > 5 ? "a review has at most 5 stages, not 6" : nil))
      #expect(
        refusal { try world.label("y", .retain, years(1), start: .event) }
          == "a period that starts at an event names the event's type, and no other does: give --start event and "
          + "--event-type together")
      #expect(
        refusal { try world.label("y", .delete, years(1), start: .event, eventType: "leaving") }
          == "until the event nobody knows when to delete, so that a label that starts at one keeps: use retain or "
          + "retain-then-delete")
    }
  }
}
