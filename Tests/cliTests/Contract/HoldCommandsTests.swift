import Archive
import ArchiveTesting
import Testing

/// Holds, what they cover and what they leave, as scripts see them.
@Suite("The hold commands")
struct HoldCommandsTests {
  private static let ada = HandmadeFeed.ada.email
  private static let ben = HandmadeFeed.ben.email
  private static let day = "2024-01-01"

  private static func fill(_ feed: HandmadeFeed, _ test: TestArchive) async throws {
    try feed.write(
      day,
      [
        HandmadeFeed.line("a", "the merger", to: [HandmadeFeed.ben]), HandmadeFeed.line("b", "lunch"),
        HandmadeFeed.line("c", "lunch", from: HandmadeFeed.stranger, to: [HandmadeFeed.secondStranger]),
      ])
    _ = try await test.runConnector(from: day, to: day)
    _ = try await test.run(["case", "create", "Heron"])
  }

  @Test("a preview counts what a hold would cover, what of it is new, and what waits unread")
  func preview() async throws {
    try await HandmadeFeed.with { feed, test in
      try await Self.fill(feed, test)
      _ = try await test.run(["hold", "place", "Heron", "mergers", "--mailbox", Self.ada, "--query", "merger"])
      let would = try await test.run([
        "hold", "preview", "Heron", "all", "--mailbox", Self.ada, "--mailbox", Self.ben, "--from", "2023-12-31",
      ]).json
      #expect(
        would.names == [
          "bytes", "evaluated", "filters", "items", "mailboxes", "messages", "new", "partiallyIndexed", "quarantined",
          "quarantinedInAll", "schema", "widened",
        ])
      #expect([would["mailboxes"].int, would["items"].int, would["messages"].int] == [2, 3, 2])
      #expect([would["new"]["items"].int, would["new"]["messages"].int] == [2, 2])
      #expect([would["quarantined"].int, would["quarantinedInAll"].int] == [0, 1])
      #expect(would["evaluated"].flag == true)
      let empty = try await test.run(["hold", "preview", "Heron", "none"])
      #expect(empty.status == Exit.badInput)
      #expect(empty.error["message"].text == "a hold on no mailbox holds nothing; name one with --mailbox")
      #expect(try await test.run(["hold", "list"]).json["holds"].list.count == 1, "nothing was placed")
    }
  }

  @Test("statistics count a case's holds when they are asked for")
  func statistics() async throws {
    try await HandmadeFeed.with { feed, test in
      try await Self.fill(feed, test)
      _ = try await test.run(["hold", "place", "Heron", "mergers", "--mailbox", Self.ada, "--query", "merger"])
      _ = try await test.run(["hold", "place", "Heron", "ben", "--mailbox", Self.ben])
      let at = "2030-01-01T00:00:00Z"
      let all = try await test.run(["hold", "statistics", "Heron", "--at", at]).json
      #expect(all["computed"].text == at)
      #expect(all["case"].text == "Heron")
      #expect(all["holds"].list.map { $0["name"].text } == ["mergers", "ben"])
      #expect(all["holds"].list.map { $0["items"].int } == [1, 1])
      #expect(all["holds"].list.allSatisfy { $0["state"].text == "on" && $0["mailboxes"].int == 1 })
      let one = try await test.run(["hold", "statistics", "Heron", "ben", "--at", at]).json
      #expect(one["holds"].list == [all["holds"][1]])
      let unknown = try await test.run(["hold", "statistics", "Heron", "none"])
      #expect(unknown.error["code"].text == "hold.unknown")
    }
  }

  @Test("days are those of the organisation, in --from and --to and in the query")
  func timeZone() async throws {
    try await HandmadeFeed.with { feed, test in
      try await Self.fill(feed, test)
      // 09:30 in London is still the day before in Honolulu.
      _ = try await test.run(["setting", "set", "time-zone", "Pacific/Honolulu"])
      func items(_ terms: [String]) async throws -> Int? {
        try await test.run(["hold", "preview", "Heron", "h", "--mailbox", Self.ada] + terms).json["items"].int
      }
      #expect(try await items(["--from", "2024-01-01"]) == 0)
      #expect(try await items(["--to", "2023-12-31"]) == 2)
      #expect(try await items(["--query", "sent:2023-12-31"]) == 2)
      #expect(try await items(["--query", "sent:2024-01-01"]) == 0)
    }
  }

  @Test("a mailbox comes under a hold that is there, and goes")
  func applyAndRelease() async throws {
    try await HandmadeFeed.with { feed, test in
      try await Self.fill(feed, test)
      _ = try await test.run(["hold", "place", "Heron", "all", "--mailbox", Self.ada])
      let wider = try await test.run(["hold", "apply", "Heron", "all", "--mailbox", Self.ben])
      #expect(wider.json["mailboxes"].list == [.text(Self.ada), .text(Self.ben)])
      let narrower = try await test.run(["hold", "release", "Heron", "all", "--mailbox", Self.ada])
      #expect(narrower.json["mailboxes"].list == [.text(Self.ben)])
      #expect(narrower.json["state"].text == "on")
      let acts = try await test.run(["audit", "list", "--action", "HoldUpdated"]).json["entries"].list
      #expect(Set(acts.map { $0["details"]["mailboxes"] }) == [.list([.text(Self.ada)]), .list([.text(Self.ben)])])
    }
  }

  @Test("a delay is listed, and ended early with a reason by an eDiscovery Administrator alone")
  func delay() async throws {
    try await HandmadeFeed.with { feed, test in
      try await Self.fill(feed, test)
      _ = try await test.run(["hold", "litigation", "place", Self.ada])
      _ = try await test.run(["hold", "litigation", "release", Self.ada])
      let listed = try await test.run(["hold", "delay", "list"]).json["delays"]
      #expect(listed.list.count == 1)
      #expect(listed[0].names == ["case", "kind", "mailbox", "name", "released", "until"])
      #expect(listed[0]["kind"].text == "litigationHold")
      #expect(try await test.run(["item", "purge", "1"]).status == Exit.blocked)
      _ = try await test.run(["role", "grant", "max@corp.example", "eDiscovery Manager"])
      let end = ["hold", "delay", "end", Self.ada, "--reason", "settled"]
      #expect(try await test.run(["--as", "max@corp.example"] + end).status == Exit.noRole)
      #expect(try await test.run(["hold", "delay", "end", Self.ada]).status == Exit.usage)
      let ended = try await test.run(end)
      #expect(
        ended.json
          == .record([
            "schema": .number(1), "mailbox": .text(Self.ada), "ended": .list([.text("litigation hold")]),
            "reason": .text("settled"),
          ]))
      #expect(try await test.run(["hold", "delay", "list", "--mailbox", Self.ada]).json["delays"].list.isEmpty)
      #expect(try await test.run(["item", "purge", "1"]).status == Exit.done)
    }
  }

  @Test("what is said about a litigation hold is changed and shown without releasing it")
  func litigation() async throws {
    try await HandmadeFeed.with { feed, test in
      try await Self.fill(feed, test)
      let placed = try await test.run([
        "hold", "litigation", "place", Self.ada, "--days", "2555", "--owner", "Legal", "--date", "2020-02-29",
      ])
      #expect(placed.status == Exit.done)
      let changed = try await test.run([
        "hold", "litigation", "change", Self.ada, "--note", "Smith v Corp", "--owner", "", "--url",
        "https://corp.example/1",
      ])
      #expect(
        changed.json.names == ["date", "days", "mailbox", "note", "owner", "placed", "schema", "status", "url"])
      #expect(changed.json["owner"] == .null)
      #expect(changed.json["note"].text == "Smith v Corp")
      #expect(changed.json["date"].text == "2020-02-29T00:00:00Z")
      #expect(changed.json["days"].int == 2_555)
      #expect(try await test.run(["hold", "litigation", "show", Self.ada]).json == changed.json)
      let unlimited = try await test.run(["hold", "litigation", "change", Self.ada, "--unlimited"])
      #expect(unlimited.json["days"] == .null)
      #expect(unlimited.json["note"].text == "Smith v Corp")
      let listed = try await test.run(["hold", "litigation", "list"]).json["litigationHolds"]
      #expect(listed.list.map { $0["mailbox"].text } == [Self.ada])
      let nothing = try await test.run(["hold", "litigation", "change", Self.ada])
      #expect(nothing.status == Exit.usage)
      let both = try await test.run(["hold", "litigation", "change", Self.ada, "--days", "1", "--unlimited"])
      #expect(both.status == Exit.usage)
      let none = try await test.run(["hold", "litigation", "show", Self.ben])
      #expect(none.error["message"].text == "'\(Self.ben)' is not on litigation hold")
    }
  }
}
