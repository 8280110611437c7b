internal import Archive
internal import Hold
internal import Search
internal import Testing

/// A hold covers what comes after it by being read when something is deleted, not by anything that has to run first.
@Suite("what arrives after a hold was placed")
struct LaterContentTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"

  @Test("a second later is held, by every kind of hold, before anything else has happened")
  func aSecondLater() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold("ann", at: "2024-02-01T23:59:58Z")
      try world.hold(["ben"], in: "Matter", name: "query", query: "merger", at: "2024-02-01T23:59:58Z")
      try world.hold(["cat"], in: "Matter", name: "days", from: Self.day, to: Self.day, at: "2024-02-01T23:59:58Z")
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, to: ["ben", "cat"], body: "the merger")], on: Self.day,
        at: "2024-02-01T23:59:59Z")
      for person in HoldWorld.people {
        #expect(try !world.purge(world.item("1", of: person), at: "2024-02-01T23:59:59Z")[0].isPurged, "\(person)")
      }
    }
  }

  @Test("while the index can't take it in is held by every query, and once it can by those that match")
  func notYetIndexed() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "0", sent: Self.sent)], on: Self.day)
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger")
      // A rebuild was begun and stopped: what arrives is delivered and waits its turn.
      struct Stopped: Error {}
      try world.spoilIndex()
      #expect(throws: Stopped.self) {
        try SearchIndex.rebuild(world.archive, by: world.session()) { _ in throw Stopped() }
      }
      try await world.deliver(
        [
          .init(id: "1", sent: "2024-02-02T09:00:00Z", body: "the merger"),
          .init(id: "2", sent: "2024-02-02T09:00:01Z", body: "lunch"),
        ], on: "2024-02-02")
      #expect(try ["1", "2"].map { try world.verdict(world.item($0)) } == [.keep, .keep])
      _ = try SearchIndex.rebuild(world.archive, by: world.session())
      #expect(try ["1", "2"].map { try world.verdict(world.item($0)) } == [.keep, .free])
    }
  }

  @Test("50: and can't be read in full is held by a query that does not match and days it is not of")
  func unreadable() async throws {
    try await HoldWorld.with { world in
      try world.legalCase("Matter")
      try world.hold(["ann"], in: "Matter", query: "merger", from: "2023-01-01", to: "2023-01-31")
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, file: [1, 2, 3], fileType: "application/x-unknown"),
          .init(id: "2", sent: Self.sent),
        ], on: Self.day)
      #expect(
        try world.explained(world.item("1")).considered.map(\.why) == [
          "held for the case \"Matter\" since 1 June 2024: part of the item could not be read, and such an item is held "
            + "unchecked"
        ])
      #expect(try world.verdict(world.item("2")) == .free)
    }
  }
}
