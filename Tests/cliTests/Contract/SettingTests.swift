internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("the settings")
struct SettingTests {
  @Test("a sandbox may have no delay after a release, and the ledger keeps what the setting was")
  func sandbox() async throws {
    try await TestFolders.withTemporary { folder in
      let archive = folder.appending(path: "archive")
      #expect(try await Command.run(["init", "--sandbox"], archive: archive).status == 0)
      let changed = try await Command.run(["setting", "set", "delay-hold-days", "0"], archive: archive, asJSON: false)
      #expect(changed.status == 0)
      #expect(
        changed.output
          == "alarm-mail  off\ndelay-hold-days  0\ndisk-alarm  10\nimport-time  06:00\npurge-approval  one-person\nrecoverable-days  14\nregulatory-records  off\nretention-approval  off\nsingle-item-recovery  off\nsweep-time  02:00\ntime-zone  UTC\n"
      )
      let zone = try await Command.run(
        ["setting", "set", "time-zone", "Mars/Olympus"], archive: archive, asJSON: false)
      #expect(zone.status == 65)
      #expect(zone.errors == "error: 'Mars/Olympus' is not a time zone; write it as Europe/London\n")
    }
  }

  @Test("a real archive always has a delay after a release")
  func realArchive() async throws {
    try await TestFolders.withTemporary { folder in
      let archive = folder.appending(path: "archive")
      #expect(try await Command.run(["init"], archive: archive).status == 0)
      let refused = try await Command.run(["setting", "set", "delay-hold-days", "0"], archive: archive, asJSON: false)
      #expect(refused.status == 65)
      #expect(refused.errors == "error: a delay hold of 0 days is for sandboxes; give 1 or more\n")
      let kept = try await Command.run(["setting", "list"], archive: archive, asJSON: false)
      #expect(
        kept.output
          == "alarm-mail  off\ndelay-hold-days  30\ndisk-alarm  10\nimport-time  06:00\npurge-approval  one-person\nrecoverable-days  14\nregulatory-records  off\nretention-approval  off\nsingle-item-recovery  off\nsweep-time  02:00\ntime-zone  UTC\n"
      )
    }
  }
}
