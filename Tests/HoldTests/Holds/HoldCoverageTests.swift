internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Search
internal import Testing

@Suite("what a hold would cover")
struct HoldCoverageTests {
  static let day = "2024-02-01"

  /// Ten texts of Ann's, every second to Ben; of 10 to 19 February; one in five can't be read in full.
  private func fill(_ world: HoldWorld, count: Int = 20) async throws {
    let texts = (0..<count).map { number in
      var text = HoldWorld.Text(id: "\(number)", sent: "2024-02-\(10 + number % 18)T09:00:00Z")
      text.to = [number % 2 == 0 ? "ben" : "62255"]
      text.body = number % 3 == 0 ? "the merger" : "lunch"
      if number % 5 == 4 { (text.file, text.fileType) = ([UInt8(number), 1, 2], "application/x-unknown") }
      return text
    }
    try await world.deliver(texts, on: Self.day)
  }

  @Test("50: is what the gate refuses once it is placed: by query, by days, by both, and all of it unread")
  func agreesWithTheGate() async throws {
    try await HoldWorld.with { world in
      try await fill(world)
      try world.setDelay(days: 0)
      try world.legalCase("Matter")
      let terms: [(query: String?, from: String?, to: String?)] = [
        (nil, nil, nil), ("merger", nil, nil), (nil, "2024-02-12", "2024-02-20"),
        ("merger", "2024-02-12", nil), ("lunch NOT sent:2024-02-15", nil, "2024-02-25"), ("absent", nil, nil),
      ]
      for (number, term) in terms.enumerated() {
        let name = "hold \(number)"
        let would = try world.preview(["ann", "ben"], query: term.query, from: term.from, to: term.to)
        try world.hold(["ann", "ben"], in: "Matter", name: name, query: term.query, from: term.from, to: term.to)
        let held = try world.items(heldBy: .caseHold, named: name)
        #expect(would.all.items == held.count, "\(term)")
        #expect(would.new == would.all, "\(term)")
        #expect(would.mailboxes == 2)
        #expect(would.partlyIndexed == 6, "whatever the query, what can't be read is held")
        let now = try world.coverage(of: name, in: "Matter")
        #expect(now == would, "\(term)")
        try world.release(hold: name, of: "Matter")
      }
      #expect(try world.preview(["ann", "ben"]).all.items == 30)
      #expect(try world.preview(["ann", "ben"]).all.messages == 20)
    }
  }

  @Test("says what of it no other hold covers")
  func new() async throws {
    try await HoldWorld.with { world in
      try await fill(world)
      try world.legalCase("Matter")
      try world.hold("ben")
      try world.hold(["ann"], in: "Matter", query: "merger")
      let would = try world.preview(["ann", "ben"])
      let before = try world.items(heldBy: .caseHold, named: "hold")
        .union(world.items(heldBy: .litigationHold, named: LitigationHold.name))
      #expect(would.all.items == 30)
      #expect(would.new.items == 30 - before.count)
      #expect(would.new.items > 0)
      #expect(try world.preview(["ben"]).new == HoldCoverage.Counts())
    }
  }

  @Test("counts days in the organisation's time zone, as the gate does")
  func timeZone() async throws {
    try await HoldWorld.with { world in
      try world.archive.perform(.settingChanged, by: world.session()) {
        try Setting.timeZone.change(to: "America/New_York", $0)
      }
      // In New York it is still 31 January.
      try await world.deliver([.init(id: "1", sent: "2024-02-01T03:00:00Z")], on: Self.day)
      #expect(try world.preview(["ann"], from: "2024-02-01").all.items == 0)
      #expect(try world.preview(["ann"], to: "2024-01-31").all.items == 1)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", name: "january", to: "2024-01-31")
      #expect(try world.verdict(world.item("1")) == .keep)
    }
  }

  @Test("is everything while the query can't be evaluated, and it says so")
  func staleIndex() async throws {
    try await HoldWorld.with { world in
      try await fill(world)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger", from: "2024-02-12")
      let before = try world.coverage(of: "hold", in: "Matter")
      #expect(before.isEvaluated)
      try world.spoilIndex()
      let now = try world.coverage(of: "hold", in: "Matter")
      #expect(!now.isEvaluated)
      #expect(now.all.items == (try world.items(heldBy: .caseHold, named: "hold")).count)
      #expect(now.all.items > before.all.items)
      #expect(now.partlyIndexed == 4)
      _ = try SearchIndex.rebuild(world.archive, by: world.session())
      #expect(try world.coverage(of: "hold", in: "Matter") == before)
    }
  }

  @Test("counts what waits in quarantine and may be the custodian's")
  func quarantine() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        lines: [
          "not an item, for ANN@corp.example", "not an item, for someone else", "neither is this",
        ], on: Self.day)
      let would = try world.preview(["ann"])
      #expect(would.quarantine.naming == 1)
      #expect(would.quarantine.all == 3)
      #expect(try world.preview(["cat"]).quarantine.naming == 0)
    }
  }

  @Test("49: is everything on a mailbox with five holds, and no longer what the query says")
  func widened() async throws {
    try await HoldWorld.with { world in
      try await fill(world)
      try world.legalCase("Matter")
      for number in 1...5 {
        try world.hold(["ann"], in: "Matter", name: "hold \(number)", query: "absent\(number)")
      }
      #expect(try world.coverage(of: "hold 5", in: "Matter").all.items == 4, "only what can't be read")
      let would = try world.preview(["ann", "ben"], query: "absent")
      #expect(would.isWidened)
      #expect(would.all.items == 22, "all 20 of Ann's, and of Ben's the two that can't be read")
      try world.hold(["ann", "ben"], in: "Matter", name: "hold 6", query: "absent")
      #expect(try world.coverage(of: "hold 6", in: "Matter").all.items == 22)
      #expect(try world.coverage(of: "hold 1", in: "Matter").all.items == 20)
    }
  }

  @Test("is everything once the queries on a mailbox are longer than 10,000 characters in all")
  func longQueries() async throws {
    try await HoldWorld.with { world in
      try await fill(world)
      try world.legalCase("Matter")
      let word = String(repeating: "z", count: 100)
      let query = (0..<50).map { "\(word)\($0)" }.joined(separator: " OR ")
      #expect(query.count * 2 > 10_000 && query.count < 10_000)
      try world.hold(["ann"], in: "Matter", name: "one", query: query)
      let item = try world.item("1")
      #expect(try world.verdict(item) == .free)
      try world.hold(["ann"], in: "Matter", name: "two", query: query)
      #expect(try world.purge(item)[0].reasons.map(\.name) == ["one", "two"])
      #expect(try world.coverage(of: "one", in: "Matter").isWidened)
    }
  }

  @Test("shows whoever asks no more than their permission filters let them see")
  func permissionFilters() async throws {
    try await HoldWorld.with { world in
      try await fill(world)
      try world.archive.perform(.permissionFilterCreated, by: world.session()) { act in
        try PermissionFilter.create(
          "no mergers",
          PermissionFilter.Terms(.deny, for: [.account("max@corp.example")], query: world.query("merger")), act)
      }
      let seen = try world.preview(["ann"], for: .account("max@corp.example"))
      #expect(seen.all.items == 13)
      #expect(seen.filters == ["no mergers"])
      #expect(try world.preview(["ann"]).all.items == 20)
      #expect(try world.preview(["ann"], query: "merger", for: .account("max@corp.example")).all.items == 3)
    }
  }
}
