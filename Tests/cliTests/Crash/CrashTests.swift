import Archive
import ArchiveTesting
import Foundation
import Testing

/// `kill -9` at any moment costs nothing but time.
///
/// Eight kills ordinarily; fifty with `HOLDFAST_LONG_TESTS=1`.
@Suite("CrashTests", .serialized)
struct CrashTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let kills = isLong ? 50 : 8

  @Test("a run that is killed over and over ends with exactly the expected counts, nothing lost and nothing doubled")
  func killedRuns() async throws {
    try await TestFolders.withTemporary { folder in
      // Several files a day, recordings, and enough items that a run can be met in all its parts.
      let feed = try Feeds.generated(
        in: folder, days: Self.isLong ? 10 : 4, users: 40, itemsPerDay: Self.isLong ? 6_000 : 2_500, seed: 7)
      try await feed.serve { site in try await killAndCompare(feed, site, folder) }
    }
  }

  private func killAndCompare(_ feed: Feed, _ site: String, _ folder: URL) async throws {
    let straightFolder = folder.appendingPathComponent("straight")
    let straight = try await TestArchive.make(in: straightFolder, feed: feed, site: site)
    let clock = ContinuousClock()
    let started = clock.now
    let whole = try await straight.runConnector(from: feed.first, to: feed.last)
    let duration = started.duration(to: clock.now)
    #expect(whole.byDay == feed.expectedByDay)

    let test = try await TestArchive.make(in: folder, feed: feed, site: site)
    var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
    var killed = 0
    for _ in 0..<Self.kills {
      let run = try Command.start(
        ["connector", "run", "o2", "--from", feed.first, "--to", feed.last], archive: test.archive.folder)
      try await Task.sleep(for: duration * Double.random(in: 0.02...0.9, using: &random))
      run.kill()
      if try await run.wait().status == 137 { killed += 1 }
      #expect(try await test.run(["audit", "verify"]).status == Exit.done, "the ledger is intact after every kill")
    }
    #expect(killed > Self.kills / 2, "most runs were met while they worked")

    // Days that were complete are read anew by --from, and are then all duplicates: counts are those of a plain run.
    let last = try await test.runConnector(to: feed.last)
    #expect([Exit.done, Exit.attention].contains(last.status), "\(last.errors)")
    #expect(try await test.completeThrough() == .text(feed.last))
    #expect(try test.copies() == straight.copies(), "every copy once")
    let found = try await test.searchCounts()
    let expected = try await straight.searchCounts()
    #expect(found == expected)
    for word in ["the", "kind:call", "hasattachment:true"] {
      let one = try await test.run(["search", word, "--limit", "0"]).json
      let other = try await straight.run(["search", word, "--limit", "0"]).json
      #expect(one["items"] == other["items"])
      #expect(one["messages"] == other["messages"])
    }
    let verified = try await test.run(["audit", "verify", "--deep"])
    #expect(verified.status == Exit.done, "\(verified.errors)")
    #expect(verified.json["messages"].int == found.messages)
    #expect(test.files(in: "staging") == ["o2/run.lock"], "nothing fetched is left behind")
    #expect(test.files(in: "content").filter { $0.hasSuffix(".tmp") } == [], "nor half-written content")
  }

  @Test("a plain run that is killed over and over reports exactly the expected counts of every day in the end")
  func killedPlainRuns() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 1, users: 40, itemsPerDay: Self.isLong ? 60_000 : 8_000, seed: 8)
      try await feed.serve { site in
        let test = try await TestArchive.make(in: folder, feed: feed, site: site)
        var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
        for _ in 0..<Self.kills {
          let run = try Command.start(["connector", "run", "o2", "--to", feed.last], archive: test.archive.folder)
          try await Task.sleep(for: .milliseconds(Int.random(in: 60...900, using: &random)))
          run.kill()
          _ = try await run.wait()
        }
        let last = try await test.runConnector(to: feed.last)
        let day = try await test.completeThrough()
        #expect(day == .text(feed.last))
        // A run that was killed after its last day was done leaves nothing to report.
        if !last.json["days"].list.isEmpty { #expect(last.byDay == feed.expectedByDay) }
        let found = try await test.searchCounts()
        #expect(found.items == feed.expectedTotal["imported"])
        #expect(try test.copies().count == Set(test.copies()).count)
      }
    }
  }
}
