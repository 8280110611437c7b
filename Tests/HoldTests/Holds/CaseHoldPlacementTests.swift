internal import Archive
internal import GRDB
internal import Hold
internal import Search
internal import Testing

@Suite("a hold of a case")
struct CaseHoldPlacementTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("on no mailbox is refused, and so is a name that is taken")
  func refusals() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      #expect(
        refusal { try world.hold([], in: "Matter") } == "a hold on no mailbox holds nothing; name one with --mailbox")
      try world.hold(["ann"], in: "Matter")
      #expect(
        refusal { try world.hold(["ben"], in: "Matter") }
          == "the case 'Matter' has a hold 'hold' already; choose another name")
      #expect(
        refusal { try world.hold(["ann", "zoe"], in: "Matter", name: "other") }
          == "there is no mailbox 'zoe@corp.example'; see 'holdfast directory list'")
      #expect(
        refusal { try world.hold(["ann"], in: "Matter", name: "other", from: "2024-02-02", to: "2024-02-01") }
          == "a hold from 2024-02-02 to 2024-02-01 would hold nothing; swap the dates")
      #expect(
        refusal { try world.hold(["ann"], in: "Matter", name: " \t") }
          == "a hold's name has 1 to 200 characters and no control characters")
      #expect(
        refusal { try world.hold(["ann"], in: "None") } == "there is no case 'None'; see 'holdfast case list'")
      #expect(
        refusal { try world.onCase("Matter") { _ = try HoldPlacement.release("other", in: $0, $1) } }
          == "the case 'Matter' has no hold 'other'; see 'holdfast hold list'")
      #expect(try world.count("hold") == 1)
      #expect(try world.count("hold_location") == 1)
    }
  }

  @Test("covers what arrives later that matches, without anyone doing anything")
  func coversLater() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(["ann", "ben"], in: "Matter", query: "merger", at: "2024-01-20")
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, to: ["ben", "cat"], body: "the merger is on"),
          .init(id: "2", sent: Self.sent, to: ["ben"], body: "lunch"),
        ], on: Self.day)
      #expect(try ["ann", "ben", "cat"].map { try world.verdict(world.item("1", of: $0)) } == [.keep, .keep, .free])
      #expect(try ["ann", "ben"].map { try world.verdict(world.item("2", of: $0)) } == [.free, .free])
    }
  }

  @Test("51: that another case has too goes on after the first was released")
  func severalHolds() async throws {
    try await HoldWorld.with { world in
      try world.setDelay(days: 0)
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      try world.legalCase("First")
      try world.legalCase("Second")
      try world.hold(["ann"], in: "First")
      try world.hold(["ann"], in: "Second")
      let item = try world.item("1")
      try world.onCase("First") { try $0.close($1) }
      #expect(try world.purge(item)[0].reasons.map(\.kind) == [.caseHold])
      let holds = try world.explained(item).considered.filter { $0.kind == .caseHold }
      #expect(holds.map(\.applies) == [false, true])
      try world.onCase("Second") { _ = try HoldPlacement.release("hold", in: $0, $1) }
      #expect(try world.purge(item)[0].isPurged)
    }
  }

  @Test("says which items of a page it holds")
  func heldItems() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      // A retention policy keeps, and is no hold.
      try world.policy("for ever", .retain, days: nil)
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, to: ["ben"], body: "the merger is on"),
          .init(id: "2", sent: Self.sent, body: "lunch"),
        ], on: Self.day)
      let held = try world.archive.read { db in
        try HeldItems.among(Item.fetchAll(db, sql: "SELECT * FROM item"), at: moment(HoldWorld.noon), db)
      }
      #expect(held == [try world.item("1", of: "ann")])
    }
  }

  @Test("would hold what its query finds in its mailboxes")
  func preview() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        (0..<20).map {
          .init(
            id: "\($0)", sent: "2024-02-\(10 + $0)T09:00:00Z", to: $0 % 2 == 0 ? ["ben"] : ["62255"],
            body: $0 % 3 == 0 ? "the merger" : "lunch")
        }, on: Self.day)
      try world.legalCase("Matter")
      let scope = SearchScope(only: [try world.mailbox("ann"), try world.mailbox("ben")])
      let query = try KQL.parse(
        "merger sent:2024-02-12..2024-02-20", context: KQLContext(now: moment(HoldWorld.noon))
      ).query
      let would = try world.archive.read {
        try SearchEngine($0, for: .program).answer(SearchRequest(query: query, text: "", scope: scope, limit: 0))
      }
      try world.hold(["ann", "ben"], in: "Matter", query: "merger", from: "2024-02-12", to: "2024-02-20")
      let held = try world.archive.read { db in
        try HeldItems.among(Item.fetchAll(db, sql: "SELECT * FROM item"), at: moment(HoldWorld.noon), db)
      }
      #expect(held.count == 4)
      #expect(would.items == held.count)
      #expect(would.results.isEmpty)
    }
  }

  @Test("without a query or dates is one the database itself enforces; with either, only the gate does")
  func bounded() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", name: "all")
      try world.hold(["ann"], in: "Matter", name: "query", query: "x1")
      try world.hold(["ann"], in: "Matter", name: "from", from: "2024-01-01")
      try world.hold(["ann"], in: "Matter", name: "to", to: "2024-01-01")
      try world.hold("ben", days: 3)
      try world.hold("cat")
      let bounded = try world.archive.read { try Bool.fetchAll($0, sql: "SELECT bounded FROM hold ORDER BY id") }
      #expect(bounded == [false, true, true, true, true, false])
    }
  }
}
