import Archive
import ArchiveTesting
import Foundation
import Testing

/// `kill -9` while a backup is made, expires or is restored.
///
/// Four kills of each ordinarily; thirty with `HOLDFAST_LONG_TESTS=1`.
@Suite("BackupCrashTests", .serialized)
struct BackupCrashTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let kills = isLong ? 30 : 4

  @Test("a backup that is killed over and over leaves the former one whole, and the next goes on to a whole one")
  func killedBackups() async throws {
    try await BackupWorld.with(texts: 1_500, recordings: 25) { world in
      #expect(try await world.backup().status == Exit.done)
      // New pieces, new recordings, and an old backup to expire.
      let recorded = (100..<130).map(BackupWorld.recording)
      try world.feed.write(
        "2024-01-02",
        (0..<1_500).map { HandmadeFeed.line("n\($0)", "letter \($0) arrives", on: "2024-01-02") }
          + recorded.enumerated().map { HandmadeFeed.call("d\($0.offset)", recording: $0.element, on: "2024-01-02") },
        attachments: recorded)
      #expect(try await world.test.runConnector(from: "2024-01-02", to: "2024-01-02").status == Exit.done)
      var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
      var (killed, life) = (0, Duration.milliseconds(600))
      let options = ["backup", world.backups.path, "--without-keys", "--keep", "1"]
      for _ in 0..<Self.kills {
        let run = try Command.start(options, archive: world.test.archive.folder)
        try await Task.sleep(for: life * Double.random(in: 0.1...1, using: &random))
        run.kill()
        if try await run.wait().status == 137 { killed += 1 } else { life = life * 2 / 3 }
        let verified = try await world.verify()
        #expect(verified.status == Exit.done, "\(verified.errors)")
      }
      #expect(killed > 0, "some were met alive")
      let last = try await world.test.run(options)
      #expect(last.status == Exit.done, "\(last.errors)")
      #expect(last.json["backups"].int == 1 && last.json["backup"]["messages"].int == 3_055)
      #expect(try await world.verify().status == Exit.done)
      let top = try FileManager.default.contentsOfDirectory(atPath: world.backups.path).sorted()
      #expect(top == ["backups", "blobs", "lock", "repository.json"], "nothing is left lying")
      let blobs = try BackupWorld.files(world.backups.appendingPathComponent("blobs"))
      #expect(blobs.count <= (last.json["backup"]["files"].int ?? 0), "nor what no backup refers to")
    }
  }

  @Test("a restore that is killed leaves no archive, and the next makes a whole one")
  func killedRestores() async throws {
    try await BackupWorld.with(texts: 1_500, recordings: 20) { world in
      #expect(try await world.backup().status == Exit.done)
      var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
      var (killed, life) = (0, Duration.milliseconds(600))
      for _ in 0..<Self.kills {
        let run = try Command.start(
          ["restore", world.backups.path, world.restored.path, "--keys", world.test.archive.folder.path + "/keys"])
        try await Task.sleep(for: life * Double.random(in: 0.05...1, using: &random))
        run.kill()
        if try await run.wait().status == 137 {
          killed += 1
        } else {
          life = life / 2
        }
        guard FileManager.default.fileExists(atPath: world.restored.path) else { continue }
        #expect(try await Command.run(["audit", "verify", "--deep"], archive: world.restored).status == Exit.done)
        try FileManager.default.removeItem(at: world.restored)
      }
      #expect(killed > 0, "some were met alive")
      let last = try await world.restore()
      #expect(last.status == Exit.done, "\(last.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: world.folder.path).allSatisfy {
          !$0.hasSuffix(".restoring")
        })
    }
  }
}
