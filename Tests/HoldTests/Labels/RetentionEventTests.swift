internal import Archive
internal import GRDB
internal import Hold
internal import Testing

@Suite("an event")
struct RetentionEventTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  private func with(_ body: (HoldWorld) async throws -> Void) async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, body: "project heron"), .init(id: "2", sent: Self.sent, from: "ben"),
          .init(id: "3", sent: Self.sent, from: "cat"),
        ], on: Self.day)
      try world.label("ended", .retainThenDelete, years(1), start: .event, eventType: "Project end")
      try world.label("left", .retainThenDelete, years(1), start: .event, eventType: "leaving")
      try await body(world)
    }
  }

  @Test("73: without a query starts every label of its type; until then what bears one is kept without end")
  func everyLabelOfTheType() async throws {
    try await with { world in
      let (ann, ben, cat) = (try world.item("1"), try world.item("2", of: "ben"), try world.item("3", of: "cat"))
      try world.apply("ended", to: ann, ben)
      try world.apply("left", to: cat)
      #expect(
        try world.why(ann, .label).first == "its 1 year count from an event, and until there is one the item stays")
      #expect(try world.sweep(at: "2060-01-01").removed == 0)
      try world.event("Heron is over", type: "project END", on: "2024-08-01", at: "2024-09-01")
      #expect(
        try world.why(ann, .label, at: "2024-10-01").first
          == "kept 1 year from 1 August 2024, the date of the event it waited for, until 1 August 2025")
      #expect(try world.sweep(at: "2025-07-31T23:59:59Z").removed == 0)
      #expect(try world.sweep(at: "2025-08-01").byPolicy == ["ended": 2])
      #expect(try world.verdict(cat, at: "2060-01-01") == .keep)
    }
  }

  @Test("concerns what bore the label when it was put on record, and a later one what came since")
  func labelledLater() async throws {
    try await with { world in
      let (early, late) = (try world.item("1"), try world.item("2", of: "ben"))
      try world.apply("ended", to: early)
      // All within one microsecond of a sandbox's clock: what counts is their order on the ledger.
      try world.event("first", type: "Project end", on: "2024-01-01")
      try world.apply("ended", to: late)
      #expect(try world.verdict(early, at: "2025-01-01") == .expired)
      #expect(try world.verdict(late, at: "2060-01-01") == .keep)
      try world.event("second", type: "Project end", on: "2023-01-01")
      #expect(try world.verdict(late, at: "2024-01-01") == .expired)
      // Of several events the latest date counts.
      #expect(try world.verdict(early, at: "2024-12-31") == .keep)
    }
  }

  @Test("of one mailbox, or of what matches a query, leaves the rest waiting")
  func scoped() async throws {
    try await with { world in
      let (ann, ben) = (try world.item("1"), try world.item("2", of: "ben"))
      try world.apply("ended", toAll: "")
      try world.event("Ben's", type: "Project end", on: "2024-01-01", of: ["ben"])
      #expect(try world.verdict(ben, at: "2025-01-01") == .expired)
      #expect(try world.verdict(ann, at: "2060-01-01") == .keep)
      try world.event("heron's", type: "Project end", on: "2024-01-01", query: "heron")
      #expect(try world.verdict(ann, at: "2025-01-01") == .expired)
      #expect(try world.verdict(world.item("3", of: "cat"), at: "2060-01-01") == .keep)
      // Where the query can't be asked, nobody can tell.
      try world.archive.maintain { try $0.execute(sql: "INSERT INTO search_state VALUES ('through', 0)") }
      #expect(try world.verdict(ann, at: "2025-01-01") == .keep)
    }
  }

  @Test("concerns what a rule labels, if that lay there before it")
  func byRule() async throws {
    try await with { world in
      try world.standard("ended", at: "2024-03-01")
      try world.event("over", type: "Project end", on: "2024-04-01", at: "2024-04-02")
      try await world.deliver([.init(id: "new", sent: Self.sent)], on: "2024-05-01")
      #expect(try world.verdict(world.item("1"), at: "2025-04-01") == .expired)
      #expect(try world.verdict(world.item("new"), at: "2060-04-01") == .keep)
    }
  }

  @Test("is of a type that a label names, has a date, and happens once")
  func refusals() async throws {
    try await with { world in
      #expect(
        refusal { try world.event("x", type: "leavnig", on: "2024-01-01") }
          == "no label starts at an event of the type 'leavnig'; labels have 'leaving', 'Project end'")
      #expect(
        refusal { try world.event("x", type: "leaving", on: "0024-01-01") }
          == "an event of 0024-01-01T00:00:00Z can't be right: give a date from 1990 to 2100")
      try world.event("x", type: "leaving", on: "2024-01-01")
      #expect(
        refusal { try world.event("X", type: "leaving", on: "2025-01-01") }
          == "there is an event 'X' already, and it can't be taken back")
    }
  }
}
