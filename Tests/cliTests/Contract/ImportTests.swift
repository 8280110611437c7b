import Archive
import ArchiveTesting
import Foundation
import Testing

/// The main job, as a script sees it: what the partner offers is imported, once, and counted exactly.
@Suite("An import")
struct ImportTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"

  @Test(
    "a feed of real texts is imported from the partner's site with exactly the expected counts",
    .enabled(if: Feeds.realIsHere, Comment(rawValue: SharedData.absent)))
  func realFeed() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.real(in: folder, days: 10, limit: Self.isLong ? nil : 3_000)
      try await feed.serve { site in
        try await importTwice(feed, TestArchive.make(in: folder, feed: feed, site: site))
      }
    }
  }

  @Test("a feed of made-up texts and calls is imported from the partner's site with exactly the expected counts")
  func generatedFeed() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 4, itemsPerDay: 200)
      try await feed.serve { site in
        try await importTwice(feed, TestArchive.make(in: folder, feed: feed, site: site))
      }
    }
  }

  @Test("a delivered folder is imported like the site")
  func deliveredFolder() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 2, seed: 5)
      try await importTwice(feed, TestArchive.make(in: folder, feed: feed))
    }
  }

  /// Imports a feed, looks for news, and reads it all anew: each must report exactly what the contract says.
  private func importTwice(_ feed: Feed, _ test: TestArchive) async throws {
    let attention = feed.needsAttention ? Exit.attention : Exit.done
    let first = try await test.runConnector(from: feed.first, to: feed.last)
    #expect(first.status == attention, "\(first.errors)")
    #expect(first.byDay == feed.expectedByDay)
    #expect(first.total == feed.expectedTotal)
    #expect(first.json["days"].list.allSatisfy { $0["complete"].flag == true })
    for day in first.byDay.values {
      let parts = ["imported", "partial", "duplicate", "quarantined", "failed"]
      #expect(day["available"] == parts.reduce(0) { $0 + day[$1, default: 0] })
    }
    let counted = try await test.searchCounts()
    #expect(first.json["items"].int == counted.messages)
    #expect(first.total["imported"] == counted.items)
    #expect(try await test.completeThrough() == .text(feed.last))

    let second = try await test.runConnector(to: feed.last)
    #expect(second.status == Exit.done)
    #expect(second.json["days"] == .list([]))
    #expect(second.total == Counts.exactly([:]))
    #expect(second.json["items"].int == 0)

    let copies = try test.copies()
    let again = try await test.runConnector(from: feed.first, to: feed.last)
    #expect(again.status == Exit.done, "\(again.errors)")
    let offered = feed.expectedByDay.mapValues { day in
      Counts.exactly([
        "offered": day["offered", default: 0], "available": day["available", default: 0],
        "duplicate": day["available", default: 0],
      ])
    }
    #expect(again.byDay == offered, "read anew, everything is a duplicate")
    #expect(again.json["items"].int == 0)
    #expect(try test.copies() == copies, "and nothing is filed twice")
    #expect(try await test.completeThrough() == .text(feed.last))
    #expect(try await test.run(["audit", "verify", "--deep"]).json["intact"].flag == true)
    #expect(test.files(in: "staging") == ["o2/run.lock"], "nothing fetched is left behind")
  }

  @Test("a run's report has the contract's fields and no others")
  func fields() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "one", to: [HandmadeFeed.ben])])
      let run = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(run.status == Exit.done)
      #expect(run.stderr.isEmpty)
      #expect(run.json.names == ["connector", "days", "elapsedSeconds", "items", "schema", "total"])
      #expect(run.json["days"][0].names == (["complete", "date"] + Counts.names).sorted())
      #expect(run.json["total"].names == Counts.names.sorted())
      #expect(run.json["schema"] == .number(1))
      #expect(run.json["connector"] == .text("o2"))
      #expect((run.json["elapsedSeconds"].double ?? -1) >= 0)
    }
  }

  @Test("available copies are counted by mailbox, items by item")
  func copiesAndItems() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        "2024-01-01",
        [
          HandmadeFeed.line("both", "to a colleague", to: [HandmadeFeed.ben]),
          HandmadeFeed.line("one", "to a stranger"),
          HandmadeFeed.line("none", "to nobody here", from: HandmadeFeed.secondStranger),
        ])
      let run = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(run.status == Exit.attention)
      #expect(run.total == Counts.exactly(["offered": 3, "available": 4, "imported": 3, "quarantined": 1]))
      #expect(run.json["items"].int == 2)
    }
  }
}
