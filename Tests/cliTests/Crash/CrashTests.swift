import Archive
import ArchiveTesting
import Foundation
import GRDB
import PartnerSite
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
      // Recordings among them, and enough items that a run can be met in all its parts.
      let feed = try Feeds.generated(
        in: folder, days: Self.isLong ? 6 : 4, users: 40, itemsPerDay: Self.isLong ? 2_000 : 1_200, seed: 7)
      try await feed.serve { site in try await killAndCompare(feed, site, folder) }
    }
  }

  private func killAndCompare(_ feed: Feed, _ site: String, _ folder: URL) async throws {
    let straightFolder = folder.appendingPathComponent("straight")
    let straight = try await TestArchive.make(in: straightFolder, feed: feed, site: site)
    let whole = try await straight.runConnector(from: feed.first, to: feed.last)
    #expect(whole.byDay == feed.expectedByDay)

    let test = try await TestArchive.make(in: folder, feed: feed, site: site)
    var killer = Killer()
    for _ in 0..<Self.kills {
      try await killer.kill(test) { ["--from", feed.first, "--to", feed.last] }
      let verified = try await test.run(["audit", "verify"])
      #expect(verified.status == Exit.done, "the ledger is intact after every kill: \(verified.errors)")
    }
    #expect(killer.killed >= Self.kills / 2, "most runs were met while they worked")

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
    #expect(test.files(in: "").filter { $0.hasSuffix(".tmp") } == [], "nor anything half-written")
  }

  @Test("days that were killed over and over are completed once each, with exactly the expected counts")
  func killedDays() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(
        in: folder, days: Self.isLong ? 6 : 4, users: 40, itemsPerDay: Self.isLong ? 2_000 : 1_500, seed: 8)
      try await feed.serve { site in
        let test = try await TestArchive.make(in: folder, feed: feed, site: site)
        var killer = Killer()
        for _ in 0..<Self.kills {
          let begun = try Self.isBegun(test)
          try await killer.kill(test) { ["--to", feed.last] + (begun ? [] : ["--from", feed.first]) }
        }
        let begun = try Self.isBegun(test)
        let last = try await test.runConnector(from: begun ? nil : feed.first, to: feed.last)
        #expect([Exit.done, Exit.attention].contains(last.status), "\(last.errors)")
        #expect(try await test.completeThrough() == .text(feed.last))
        let completed = try await test.run(["audit", "list", "--action", "DayCompleted"]).json["entries"].list
          .map { $0["details"] }.filter { $0["complete"].flag == true }
        #expect(completed.map { $0["day"].text } == feed.days.map(\.date), "each once, in order")
        for day in completed { #expect(Counts.of(day) == feed.expectedByDay[day["day"].text ?? ""]) }
        #expect(try await test.searchCounts().items == feed.expectedTotal["imported"])
        #expect(try test.copies().count == Set(test.copies()).count)
      }
    }
  }

  private static func isBegun(_ test: TestArchive) throws -> Bool {
    try test.archive.read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM import_day)") } ?? false
  }
}

/// Kills runs at random moments of their life, which it learns from those it comes too late for.
private struct Killer {
  private var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
  private var life = Duration.seconds(1)
  private let clock = ContinuousClock()

  /// Starts a run and kills it.
  ///
  /// One that ends before is no kill, and is not tried again: a run that finds nothing left
  /// to do is too short to be met.
  mutating func kill(_ test: TestArchive, _ options: () -> [String]) async throws {
    let started = clock.now
    let run = try Command.start(["connector", "run", "o2"] + options(), archive: test.archive.folder)
    try await Task.sleep(for: life * Double.random(in: 0.05...1, using: &random))
    run.kill()
    if try await run.wait().status == 137 { killed += 1 } else { life = min(life, started.duration(to: clock.now)) / 2 }
  }

  /// How many were met alive.
  private(set) var killed = 0
}
