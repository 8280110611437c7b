import Archive
import ArchiveTesting
import Foundation
import Testing

/// An export that was cut off goes on, and ends as if nothing had happened.
@Suite("Exports cut off", .serialized)
struct ExportResumeTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"

  /// Every file but the manifest, which names its times, with its digest.
  private static func files(_ folder: URL) throws -> [String: Digest] {
    var files: [String: Digest] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path != "manifest.json" {
      var isFolder: ObjCBool = false
      let url = folder.appendingPathComponent(path)
      _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      if isFolder.boolValue { continue }
      var bytes = [UInt8](try Data(contentsOf: url))
      if path.hasSuffix(".vcon") {
        // Its first field is when the export began.
        bytes = Array(String(decoding: bytes, as: UTF8.self).replacing(/^{"created_at":"[^"]*"/, with: "").utf8)
      }
      files[path] = Digest(of: bytes)
    }
    return files
  }

  @Test(
    "kill -9 at any moment costs nothing but time, and what arrived meanwhile is not in it",
    arguments: isLong ? ExportFormatsTests.formats : ["eml", "mbox"])
  func killed(format: String) async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 2, users: 20, itemsPerDay: Self.isLong ? 4_000 : 700, seed: 11)
      let test = try await TestArchive.make(in: folder, feed: feed)
      _ = try await test.runConnector(from: feed.first, to: feed.first)
      let straight = folder.appendingPathComponent("straight")
      let options = ["--query", "", "--format", format, "--deduplicate"]
      let clock = ContinuousClock()
      let began = clock.now
      let whole = try await test.run(["export", "run", straight.path] + options)
      var life = began.duration(to: clock.now)
      #expect(whole.status == Exit.done, "\(whole.errors)")
      let out = folder.appendingPathComponent("out")
      var random = SplitMix(seed: 3)
      var killed = 0
      for _ in 0..<(Self.isLong ? 30 : 4) {
        let run = try Command.start(["export", "run", out.path, "--resume"] + options, archive: test.archive.folder)
        try await Task.sleep(for: life * Double.random(in: 0.2...0.95, using: &random))
        run.kill()
        guard try await run.wait().status == 137 else {
          // Too late: it is done, and another is begun.
          try FileManager.default.removeItem(at: out)
          life = life * 0.6
          continue
        }
        killed += 1
        if FileManager.default.fileExists(atPath: out.appendingPathComponent(".incomplete").path) {
          let unfinished = try await Command.run(["export", "verify", out.path])
          #expect(unfinished.status == Exit.badInput)
          #expect(unfinished.error["code"].text == "export.unfinished")
        }
      }
      #expect(killed > 0, "some were met while they worked")
      // What it covers is fixed once there is something to go on with.
      let resumed = try await test.run(["audit", "list", "--action", "SearchExportResumed"]).json["entries"].list
      if !resumed.isEmpty { _ = try await test.runConnector(to: feed.last) }
      let last = try await test.run(["export", "run", out.path, "--resume"] + options)
      #expect(last.status == Exit.done, "\(last.errors)")
      #expect(last.json["hits"] == whole.json["hits"])
      #expect(try Self.files(out) == Self.files(straight), "the same files, byte for byte")
      #expect(try await Command.run(["export", "verify", out.path]).status == Exit.done)
      #expect(!FileManager.default.fileExists(atPath: out.appendingPathComponent(".incomplete").path))
      #expect(try await test.run(["audit", "verify"]).status == Exit.done)
    }
  }

  @Test("an unwritable folder stops the export with 74, and says what to do")
  func unwritable() async throws {
    try await ExportCommandTests.with { test, out in
      // Below a file no folder can be made, not even by root.
      try Data().write(to: out)
      let stopped = try await test.run(
        ["export", "run", out.appendingPathComponent("case").path, "--query", "", "--format", "eml"])
      #expect(stopped.status == 74, "\(stopped.errors)")
      #expect(stopped.error["code"].text == "export.storage")
      #expect(stopped.error["message"].text?.contains("run the same command again with --resume") == true)
    }
  }

  @Test(
    "a full disk stops the export with 74 and half an export is not shown; with more room it goes on",
    .enabled(if: SmallDisk.isPossible, "mounting a small file system takes root"))
  func fullDisk() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 1, users: 20, itemsPerDay: 900, seed: 13)
      let test = try await TestArchive.make(in: folder, feed: feed)
      _ = try await test.runConnector(from: feed.first, to: feed.last)
      let disk = try SmallDisk(folder.appendingPathComponent("disk"), kilobytes: 1_000)
      defer { disk.unmount() }
      let out = disk.folder.appendingPathComponent("case")
      let full = try await test.run(["export", "run", out.path, "--query", "", "--format", "eml"])
      #expect(full.status == 74, "\(full.errors)")
      #expect(full.error["code"].text == "export.storage")
      #expect(
        full.error["message"].text?.hasSuffix(
          "No space left on device; free some space there, then run the same command again with --resume") == true,
        "\(full.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == [".incomplete"])
      let still = try await test.run(["export", "run", out.path, "--resume", "--query", "", "--format", "eml"])
      #expect(still.status == 74)
      let stopped = try await test.run(["audit", "list", "--action", "SearchExportStopped"]).json["entries"].list
      #expect(!stopped.isEmpty)
      try disk.grow(kilobytes: 60_000)
      let done = try await test.run(["export", "run", out.path, "--resume", "--query", "", "--format", "eml"])
      #expect(done.status == Exit.done, "\(done.errors)")
      #expect(done.json["exported"].int == feed.expectedTotal["imported"])
      #expect(try await Command.run(["export", "verify", out.path]).status == Exit.done)
    }
  }
}
