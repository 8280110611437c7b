internal import Archive
internal import GRDB
internal import Hold
internal import Testing

@Suite("a labelling rule")
struct LabelRuleTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  private func label(of item: Item.ID, _ world: HoldWorld, at time: String = HoldWorld.noon) throws -> String? {
    try world.explained(item, at: time).considered.first { [.label, .record].contains($0.kind) }?.name
  }

  @Test("by query covers what was there and what arrives later, and writes on no item")
  func byQuery() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "old", sent: Self.sent, body: "the merger")], on: Self.day)
      try world.label("deals", .retain, nil)
      let rule = try world.auto("deals", "merger")
      try await world.deliver(
        [.init(id: "new", sent: Self.sent, body: "a merger"), .init(id: "other", sent: Self.sent)], on: "2024-06-02")
      #expect(try label(of: world.item("old"), world) == "deals")
      #expect(try label(of: world.item("new"), world) == "deals")
      #expect(try label(of: world.item("other"), world) == nil)
      #expect(try world.count("item_label") == 0)
      #expect(try world.purge(world.item("new"))[0].reasons.map(\.name) == ["deals"])
      // Closed, it covers what there is and not what comes.
      try world.close(rule, at: "2024-06-03")
      try await world.deliver([.init(id: "newest", sent: Self.sent, body: "merger")], on: "2024-06-04")
      #expect(try label(of: world.item("new"), world) == "deals")
      #expect(try label(of: world.item("newest"), world) == nil)
    }
  }

  @Test("by query keeps what can't be checked: while the index is made anew, and what can't be read")
  func failsClosed() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent),
          .init(id: "2", sent: Self.sent, body: "unread", file: [1], fileType: "application/zip"),
        ],
        on: Self.day)
      try world.policy("go", .delete, days: 1)
      try world.label("deals", .retain, Period(1, .days))
      try world.auto("deals", "merger")
      let (plain, unread) = (try world.item("1"), try world.item("2"))
      #expect(try world.verdict(plain) == .expired)
      #expect(try world.verdict(unread) == .keep)
      // A label that somebody chooses settles it.
      try world.apply("deals", to: unread)
      #expect(try world.verdict(unread) == .expired)
      try world.archive.maintain { try $0.execute(sql: "INSERT INTO search_state VALUES ('through', 0)") }
      #expect(
        try world.why(plain, .label) == ["it can't be told now which label covers the item, so it stays"])
      #expect(try world.purge(plain)[0].reasons.map(\.kind) == [.label])
    }
  }

  @Test("gives way to what was chosen, a folder's to a query's, everyone's to one mailbox's, an older to a newer")
  func precedence() async throws {
    try await HoldWorld.with { world in
      for name in ["chosen", "query", "second query", "everyone", "newer", "ann's"] {
        try world.label(name, .retain, years(1))
      }
      try world.standard("everyone")
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, to: ["ben"], body: "merger"), .init(id: "2", sent: Self.sent, to: ["ben"]),
        ], on: Self.day)
      let (mine, bens) = (try world.item("2"), try world.item("2", of: "ben"))
      #expect(try label(of: mine, world) == "everyone")
      try world.standard("ann's", of: "ann")
      try world.standard("newer")
      #expect(try label(of: mine, world) == "ann's")
      #expect(try label(of: bens, world) == "newer")
      try world.auto("query", "merger")
      try world.auto("second query", "merger")
      let merger = try world.item("1")
      #expect(try label(of: merger, world) == "query")
      try world.apply("chosen", to: merger)
      #expect(try label(of: merger, world) == "chosen")
      try world.apply(nil, to: merger)
      #expect(try label(of: merger, world) == nil)
      // A chosen label is another's to replace only when asked to.
      try world.apply("chosen", to: mine)
      let report = try world.apply("query", toAll: "")
      #expect((report.changed, report.unchanged, report.kept) == (2, 1, 1))
      #expect(try label(of: mine, world) == "chosen")
      #expect(try world.apply("query", toAll: "", replaces: true).changed == 1)
      #expect(try label(of: mine, world) == "query")
    }
  }

  @Test("for a folder goes with an item that leaves it, also by a person's deletion")
  func leavesTheFolder() async throws {
    try await HoldWorld.with { world in
      try world.label("standard", .retain, nil)
      try world.standard("standard", at: "2024-01-02")
      try await world.deliver([.init(id: "1", sent: Self.sent)], on: Self.day)
      let item = try world.item("1")
      let moved = try world.archive.perform(.itemsDeleted, by: world.session()) {
        try ItemDeletion.softDelete([item], $0)
      }
      #expect(moved == [item])
      #expect(try label(of: item, world) == "standard")
      #expect(try world.purge(item)[0].reasons.map(\.name) == ["standard"])
      let at = try world.archive.read { try Int64.fetchOne($0, sql: "SELECT at FROM item_label") }
      #expect(try at == moment("2024-02-01T23:59:59Z").microseconds)
    }
  }

  @Test("that makes records undoes none, and one that makes none doesn't either")
  func recordsStay() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "merger")], on: Self.day)
      try world.label("record", .retain, years(1), record: .record)
      try world.label("plain", .delete, Period(1, .days))
      try world.standard("record")
      let item = try world.item("1")
      #expect(try label(of: item, world) == "record")
      try world.auto("plain", "merger")
      #expect(try label(of: item, world) == "record")
      let blocked = try world.apply("plain", toAll: "merger")
      #expect((blocked.changed, blocked.blocked) == (0, 1))
    }
  }

  @Test("is one thing, and labelling what a query finds another: a batch a transaction, each on the ledger")
  func manyBatches() async throws {
    try await HoldWorld.with { world in
      let texts = (0..<5_100).map { HoldWorld.Text(id: "\($0)", sent: Self.sent) }
      try await world.deliver(texts, on: Self.day)
      try world.label("deals", .retain, nil)
      #expect(try world.apply("deals", toAll: "special").changed == 5_100)
      #expect(try world.count("item_label") == 5_100)
      #expect(try world.apply("deals", toAll: "").unchanged == 5_100)
      let entries = try world.archive.read { try LedgerReader.entries(action: "RetentionLabelApplied", $0) }.entries
      let changed = entries.compactMap { if case .number(let count)? = $0.details["changed"] { count } else { nil } }
      #expect(changed.sorted() == [0, 0, 100, 5_000])
    }
  }

  @Test("that a filter hides from who labels leaves what is hidden alone")
  func permissionFilters() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"])], on: Self.day)
      try world.label("deals", .retain, nil)
      try world.grant(.recordsManagement, to: "rita@corp.example")
      try world.filter("not Ben", for: "rita@corp.example", mailbox: "ben")
      #expect(try world.apply("deals", toAll: "", as: "rita@corp.example").changed == 1)
      #expect(try label(of: world.item("1"), world) == "deals")
      #expect(try label(of: world.item("1", of: "ben"), world) == nil)
      let hidden = try world.item("1", of: "ben")
      #expect(refusal { try world.apply("deals", to: hidden, as: "rita@corp.example") } == "there is no item \(hidden)")
    }
  }
}
