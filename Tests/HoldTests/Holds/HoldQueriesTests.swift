internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Search
internal import Testing

@testable internal import Hold

/// Where a hold's query can't be evaluated on an item, the item is held.
@Suite("the query of a hold at the gate")
struct HoldQueriesTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"
  private static let hold: Identifier<CaseHold> = 1

  /// An archive with a text that the only hold's query matches, and one that it doesn't.
  private func with<R>(query: String = "marmalade", _ body: (HoldWorld) async throws -> R) async throws -> R {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "held", sent: Self.sent, body: "the marmalade deal"),
          .init(id: "free", sent: Self.sent, body: "bread"),
        ], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: query)
      return try await body(world)
    }
  }

  /// What either way says of Ann's copies.
  private static func matches(_ world: HoldWorld) throws -> [String: [QueryMatch]] {
    try world.archive.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT id, partner_id FROM message")
      let (one, all) = (HoldQueries(db), HoldQueries(db, reach: .everything))
      let batch = HoldQueries(db)
      batch.prepare(rows.map { Message.ID($0["id"] as Int64) })
      var found: [String: [QueryMatch]] = [:]
      for row in rows {
        let message = Message.ID(row["id"] as Int64)
        found[row["partner_id"]] = [one, batch, all].map { $0.match(message, hold) }
      }
      return found
    }
  }

  private static let whole: [String: [QueryMatch]] = [
    "held": [.matches, .matches, .matches], "free": [.doesNotMatch, .doesNotMatch, .doesNotMatch],
  ]
  private static let nobodyKnows: [String: [QueryMatch]] = [
    "held": [.cannotTell, .cannotTell, .cannotTell], "free": [.cannotTell, .cannotTell, .cannotTell],
  ]

  @Test(
    "is evaluated on the item itself, alone, with others or in a search of everything, to the same end",
    arguments: [
      "marmalade", "marma*", "*lade", "marmelade~1", "\"the marmalade\"", "deal NEAR(2) the", "NOT bread",
      "marmalade AND sent:2024-02-01", "kind:sms marmalade", "NOT (bread OR kind:call)",
    ])
  func agrees(query: String) async throws {
    try await with(query: query) { world in
      let (held, free) = (try world.item("held"), try world.item("free"))
      #expect(try Self.matches(world) == Self.whole)
      #expect(try world.purge(held, free).map(\.isPurged) == [false, true])
      #expect(try world.purge(held).map(\.isPurged) == [false])
    }
  }

  @Test("holds everything while the index is made anew, and lets go of the rest once it is whole")
  func rebuilding() async throws {
    try await with { world in
      struct Stopped: Error {}
      let stopped = refusal { try SearchIndex.rebuild(world.archive, by: world.session()) { _ in throw Stopped() } }
      #expect(stopped == "Stopped()")
      #expect(try Self.matches(world) == Self.nobodyKnows)
      let outcome = try #require(try world.purge(world.item("free")).first)
      #expect(outcome.reasons.map(\.kind) == [.caseHold])
      let why = try #require(try world.explained(world.item("free")).considered.first?.why)
      #expect(why.hasSuffix("the item could not be checked against the query [marmalade]"))
      try SearchIndex.rebuild(world.archive, by: world.session())
      #expect(try Self.matches(world) == Self.whole)
      #expect(try world.purge(world.item("free")).map(\.isPurged) == [true])
    }
  }

  @Test("holds everything while the index is another version's")
  func anotherVersion() async throws {
    try await with { world in
      try world.archive.maintain { try $0.execute(sql: "UPDATE search_state SET value = 'x' WHERE name = 'version'") }
      #expect(try Self.matches(world) == Self.nobodyKnows)
      #expect(try world.verdict(world.item("free")) == .keep)
    }
  }

  @Test("holds a message that the index doesn't know")
  func unknownToTheIndex() async throws {
    try await with { world in
      try world.archive.maintain { try $0.execute(sql: "DELETE FROM search_block") }
      for matches in try Self.matches(world).values { #expect(matches.prefix(2) == [.cannotTell, .cannotTell]) }
      #expect(try world.purge(world.item("free")).map(\.isPurged) == [false])
    }
  }

  @Test("holds what is indexed in part, whatever it asks for")
  func partlyIndexed() async throws {
    try await with { world in
      try await world.deliver(
        [.init(id: "partly", sent: Self.sent, body: "bread", file: Array("PDF".utf8), fileType: "application/pdf")],
        on: "2024-02-02")
      let outcome = try #require(try world.purge(world.item("partly")).first)
      #expect(outcome.reasons.map(\.kind) == [.caseHold])
    }
  }

  @Test("that can't be read any more holds everything")
  func unreadable() async throws {
    try await with { world in
      try world.archive.maintain { db in
        try db.execute(sql: "DROP TRIGGER hold_unchanged; UPDATE hold SET canonical = '((('")
      }
      #expect(try Self.matches(world) == Self.nobodyKnows)
    }
  }
}
