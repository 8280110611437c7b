import Archive
import ArchiveTesting
import Foundation
import GRDB
import Testing

/// A disk that is full at any moment costs nothing but time, as a `kill -9` does.
///
/// Three fillings of each act ordinarily; twenty with `HOLDFAST_LONG_TESTS=1`.
@Suite("FullDiskTests", .serialized, .enabled(if: SmallDisk.isPossible, "mounting a small file system takes root"))
struct FullDiskTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let fillings = isLong ? 20 : 3

  /// Runs a command while the disk has less room than it takes, at ever other points; what it says must be that the disk is
  /// full, and after it everything must be as it was or as it should be.
  ///
  /// `most`: bytes that the act may take.
  /// `again`: what it ends with when it was done before.
  /// Gives how many runs met the full disk.
  private static func fillUp(
    _ disk: SmallDisk, most: Int, _ test: TestArchive, _ arguments: [String], times: Int = fillings,
    again: Int32 = Exit.done, after check: (Command.Result) async throws -> Void = { _ in }
  ) async throws -> Int {
    var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
    var met = 0
    for number in 0..<times {
      // The first runs into it at once.
      try disk.fill(leaving: number == 0 ? 0 : Int.random(in: 0..<most, using: &random))
      let run = try await test.run(arguments)
      try disk.empty()
      if ![Exit.done, Exit.attention, again].contains(run.status) {
        met += 1
        #expect(run.status == 74, "\(arguments): \(run.errors)")
        #expect(run.error["message"].text?.isEmpty == false, "it says what happened")
      }
      let verified = try await test.run(["audit", "verify"])
      #expect(verified.status == Exit.done, "\(arguments): \(verified.errors)")
      try await check(run)
    }
    return met
  }

  @Test("an import, over and over out of space, ends with every copy once")
  func imports() async throws {
    try await SmallDisk.with(megabytes: 160) { disk in
      try await TestFolders.withTemporary { folder in
        let feed = try Feeds.generated(in: folder, days: 2, users: 20, itemsPerDay: 500, seed: 11)
        let straight = try await TestArchive.make(in: folder, feed: feed)
        _ = try await straight.runConnector(from: feed.first, to: feed.last)
        let test = try await TestArchive.make(in: disk.folder, feed: feed)
        let before = disk.free
        let met = try await Self.fillUp(
          disk, most: 6 << 20, test, ["connector", "run", "o2", "--from", feed.first, "--to", feed.last])
        #expect(met > 0, "some met the full disk; \(before) bytes were free")
        let last = try await test.runConnector(from: feed.first, to: feed.last)
        #expect([Exit.done, Exit.attention].contains(last.status), "\(last.errors)")
        #expect(try test.copies() == straight.copies(), "every copy once")
        let (found, expected) = (try await test.searchCounts(), try await straight.searchCounts())
        #expect(found == expected)
        let verified = try await test.run(["audit", "verify", "--deep"])
        #expect(verified.status == Exit.done, "\(verified.errors)")
        #expect(test.files(in: "").filter { $0.hasSuffix(".tmp") } == [], "nothing half-written is left")
        #expect(test.files(in: "staging") == ["o2/run.lock"])
      }
    }
  }

  @Test("a hold, a purge, a rebuild and a question out of space are done or not done, and the ledger says which")
  func acts() async throws {
    try await SmallDisk.with(megabytes: 160) { disk in
      try await TestFolders.withTemporary { folder in
        let feed = try Feeds.byHand(in: folder)
        try feed.write("2024-01-01", (0..<300).map { HandmadeFeed.line("m\($0)", "parcel \($0) on its way") })
        let test = try await TestArchive.make(in: disk.folder, feed: feed.feed)
        #expect(try await test.runConnector(from: "2024-01-01", to: "2024-01-01").status == Exit.done)

        // A question's answer is given only once it is on the ledger.
        let asked = try await Self.fillUp(disk, most: 300 << 10, test, ["search", "parcel", "--limit", "1"]) { run in
          if run.status != 0 { #expect(run.stdout.isEmpty) }
        }
        #expect(asked > 0)

        let purge = try await test.run(["search", "parcel", "--limit", "3"]).json["results"].list.compactMap(
          \.["item"].int)
        try #require(purge.count == 3)
        let purged = try await Self.fillUp(
          disk, most: 300 << 10, test, ["item", "purge"] + purge.map(String.init),
          again: Exit.badInput
        ) { run in
          let left = try await test.run(["search", "parcel", "--limit", "0"]).json["items"].int ?? -1
          let certified = try test.archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM certificate") ?? -1 }
          #expect(left == 300 - certified, "\(run.errors)")
          #expect(certified == 0 || certified == purge.count, "all or none")
        }
        #expect(purged > 0)
        _ = try await test.run(["item", "purge"] + purge.map(String.init))
        #expect(try await test.run(["search", "parcel", "--limit", "0"]).json["items"].int == 297)
        #expect(try await test.run(["erasure", "run"]).json["erasure"].text == "done")

        #expect(try await test.run(["case", "create", "C"]).status == Exit.done)
        var placed = 0
        let held = try await Self.fillUp(
          disk, most: 300 << 10, test, ["hold", "litigation", "place", HandmadeFeed.ada.email],
          again: Exit.badInput
        ) { run in
          let count = try test.archive.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM hold_location WHERE released_at IS NULL") ?? -1
          }
          let onLedger = try await test.run(["audit", "list", "--action", "LitigationHoldPlaced"]).json["entries"].list
            .count
          #expect(count == onLedger, "a hold and its entry, or neither: \(run.errors)")
          placed = count
        }
        #expect(held > 0)
        if placed == 0 {
          #expect(try await test.run(["hold", "litigation", "place", HandmadeFeed.ada.email]).status == Exit.done)
        }

        let rebuilt = try await Self.fillUp(disk, most: 1 << 20, test, ["index", "rebuild"])
        #expect(rebuilt > 0)
        #expect(try await test.run(["index", "rebuild"]).json["messages"].int == 297)
        #expect(try await test.run(["search", "parcel", "--limit", "0"]).json["items"].int == 297)

        let target = disk.folder.appendingPathComponent("ledger.jsonl")
        let exported = try await Self.fillUp(disk, most: 300 << 10, test, ["audit", "export", target.path], times: 3) {
          run in
          #expect(FileManager.default.fileExists(atPath: target.path) == (run.status == 0), "whole or absent")
          try? FileManager.default.removeItem(at: target)
        }
        #expect(exported > 0)
        #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
      }
    }
  }

  @Test("a backup that runs out of space leaves the former one whole, and goes on when there is space again")
  func backups() async throws {
    try await SmallDisk.with(megabytes: 64) { disk in
      try await BackupWorld.with(texts: 600, recordings: 12) { world in
        let target = disk.folder.appendingPathComponent("backups")
        let backup = ["backup", target.path, "--without-keys"]
        #expect(try await world.test.run(backup).status == Exit.done)
        let recorded = (50..<62).map(BackupWorld.recording)
        try world.feed.write(
          "2024-01-02",
          recorded.enumerated().map { HandmadeFeed.call("d\($0.offset)", recording: $0.element, on: "2024-01-02") },
          attachments: recorded)
        #expect(try await world.test.runConnector(from: "2024-01-02", to: "2024-01-02").status == Exit.done)
        let met = try await Self.fillUp(disk, most: 3 << 20, world.test, backup) { _ in
          let verified = try await Command.run(["backup", "verify", target.path])
          #expect(verified.status == Exit.done, "\(verified.errors)")
        }
        #expect(met > 0)
        let last = try await world.test.run(backup)
        #expect((last.status, last.json["backup"]["messages"].int) == (Exit.done, 624), "\(last.errors)")
        #expect(try await Command.run(["backup", "verify", target.path]).status == Exit.done)

        let place = disk.folder.appendingPathComponent("restored")
        let restore = ["restore", target.path, place.path, "--keys", world.test.archive.folder.path + "/keys"]
        try disk.fill(leaving: 1 << 20)
        let full = try await Command.run(restore)
        #expect((full.status, full.error["code"].text) == (74, "storage.full"), "\(full.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.path))
        try disk.empty()
        #expect(try await Command.run(restore).status == Exit.done)
      }
    }
  }
}
