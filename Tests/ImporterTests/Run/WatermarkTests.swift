internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("a connector's watermark")
struct WatermarkTests {
  @Test("it is the last day before the first gap, in whatever order days are completed, and never goes back")
  func anyOrder() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      for seed in 0..<6 {
        let place = folder.appendingPathComponent("\(seed)")
        let test = try await TestArchive.make(in: place, feed: feed.feed)
        let connector = try test.archive.read { try Connector.require(TestArchive.connector, $0) }
        var random = SplitMix(seed: UInt64(seed))
        let first = CivilDate(daysSince1970: 19_723)
        let days = (0..<12).map { first.adding(days: $0) }
        // All are begun, as a run over them does.
        try test.archive.perform(.connectorRun, by: test.session) { act in
          for day in days { try ImportDay(connector: connector.id, date: day).open(act) }
        }
        var complete: Set<CivilDate> = []
        for day in days.shuffled(using: &random) {
          let mark = try test.archive.perform(.dayCompleted, by: test.session) { act in
            try ImportDay(connector: connector.id, date: day).complete(act)
            return try connector.advanceWatermark(act)
          }
          complete.insert(day)
          #expect(mark == days.prefix { complete.contains($0) }.last, "seed \(seed), after \(day)")
        }
      }
    }
  }
}
