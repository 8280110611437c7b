import Archive
import ArchiveTesting
import Foundation
import Testing

/// Which days a connector takes, and what it does once it is paused or removed.
@Suite("A connector's days")
struct ConnectorDaysTests {
  private static func fill(_ feed: HandmadeFeed, _ days: ClosedRange<Int>) throws {
    for day in days {
      try feed.write("2024-01-0\(day)", [HandmadeFeed.line("item-\(day)", "text", on: "2024-01-0\(day)")])
    }
  }

  private static func run(_ test: TestArchive, at time: String) async throws -> [String] {
    let run = try await test.run(["connector", "run", "o2", "--at", time])
    #expect(run.status == Exit.done, "\(run.errors)")
    return run.byDay.keys.sorted()
  }

  @Test("a run takes yesterday first, and later all days it missed, each once")
  func catchUp() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.fill(feed, 1...6)
      #expect(try await Self.run(test, at: "2024-01-02T00:10:00Z") == ["2024-01-01"])
      #expect(try await Self.run(test, at: "2024-01-02T23:59:59Z") == [])
      #expect(
        try await Self.run(test, at: "2024-01-06T03:00:00Z") == [
          "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05",
        ])
      #expect(try await Self.run(test, at: "2024-01-07T03:00:00Z") == ["2024-01-06"])
      #expect(try test.copies().count == 6)
    }
  }

  @Test("a day being read anew when the run ended is finished by the next, though the watermark is past it")
  func redeliveryCutOff() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.fill(feed, 1...3)
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-03")
      #expect(try await test.completeThrough() == .text("2024-01-03"))
      let lines = [
        HandmadeFeed.line("item-2", "text", on: "2024-01-02"), HandmadeFeed.line("more", "more", on: "2024-01-02"),
      ]
      try feed.write("2024-01-02", files: [HandmadeFeed.File(lines: lines, isAbsent: true)])
      let refused = try await test.runConnector(from: "2024-01-02", to: "2024-01-02")
      #expect(refused.status == Exit.attention)
      try feed.write("2024-01-02", lines)
      let next = try await test.runConnector(to: "2024-01-03")
      #expect(
        next.byDay == ["2024-01-02": Counts.exactly(["offered": 2, "available": 2, "imported": 1, "duplicate": 1])])
      #expect(try await test.completeThrough() == .text("2024-01-03"))
    }
  }

  @Test("a paused connector does not run, and catches up once resumed")
  func paused() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.fill(feed, 1...2)
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(try await test.run(["connector", "pause", "o2"]).json["status"].text == "paused")
      let refused = try await test.runConnector(to: "2024-01-02")
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["code"].text == "connector.paused")
      #expect(
        refused.error["message"].text == "connector 'o2' is paused; run 'holdfast connector resume o2' first")
      #expect(try await test.run(["connector", "resume", "o2"]).json["status"].text == "active")
      #expect(try await test.runConnector(to: "2024-01-02").byDay.keys.sorted() == ["2024-01-02"])
    }
  }

  @Test("a removed connector runs no more, and everything it filed stays")
  func removed() async throws {
    try await HandmadeFeed.with { feed, test in
      try Self.fill(feed, 1...1)
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let removed = try await test.run(["connector", "remove", "o2"])
      #expect(removed.status == Exit.done)
      #expect(removed.json["status"].text == "removed")
      let refused = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["message"].text == "there is no connector 'o2'; see 'holdfast connector list'")
      #expect(try await test.run(["connector", "list"]).json["connectors"] == .list([]))
      let found = try await test.found("text")
      #expect(found.map { $0["folder"].text } == ["O2 SMS and Voice Network Archiver"])
      let item = try #require(found.first?["item"].int)
      #expect(try await test.run(["item", "show", "\(item)"]).json["body"].text == "text")
    }
  }

  @Test(
    "days that make no sense are refused with what to write",
    arguments: [
      (["--from", "2024-01-09", "--to", "2024-01-08"], Exit.badInput, "--to 2024-01-08 is before --from 2024-01-09"),
      (
        ["--from", "0900-01-01", "--to", "2024-01-08"], Exit.badInput,
        "410540 days from 0900-01-01 to 2024-01-08 are more than one run takes (3660); give --from and --to"
      ),
    ])
  func badDays(_ options: [String], _ status: Int32, _ message: String) async throws {
    try await HandmadeFeed.with { _, test in
      let refused = try await test.run(["connector", "run", "o2"] + options)
      #expect(refused.status == status)
      #expect(refused.error["message"].text == message)
    }
  }
}
