@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("What doctor knows of the machine")
struct MachineChecksTests {
  /// Makes a device of sysfs, standing on others.
  private static func device(_ name: String, in folder: URL, uuid: String? = nil, on slaves: [String] = []) throws
    -> URL
  {
    let device = folder.appendingPathComponent(name, isDirectory: true)
    try FileManager.default.createDirectory(
      at: device.appendingPathComponent("slaves"), withIntermediateDirectories: true)
    if let uuid {
      try FileManager.default.createDirectory(
        at: device.appendingPathComponent("dm"), withIntermediateDirectories: true)
      try Data((uuid + "\n").utf8).write(to: device.appendingPathComponent("dm/uuid"))
    }
    for slave in slaves {
      try FileManager.default.createSymbolicLink(
        at: device.appendingPathComponent("slaves/\(slave)"), withDestinationURL: folder.appendingPathComponent(slave))
    }
    return device
  }

  @Test("a volume is encrypted where it, or all that it stands on, is dm-crypt's")
  func volumes() throws {
    try TestFolders.withTemporary { folder in
      let disk = try Self.device("sda", in: folder)
      let luks = try Self.device("dm-0", in: folder, uuid: "CRYPT-LUKS2-00ff-x", on: ["sda"])
      let logical = try Self.device("dm-1", in: folder, uuid: "LVM-abc", on: ["dm-0"])
      let mixed = try Self.device("dm-2", in: folder, uuid: "LVM-abd", on: ["dm-0", "sda"])
      let lost = try Self.device("dm-3", in: folder, uuid: "LVM-abe", on: ["nowhere"])
      #expect(EncryptedVolume.state(of: disk, depth: 0) == .plain)
      #expect(EncryptedVolume.state(of: luks, depth: 0) == .encrypted)
      #expect(EncryptedVolume.state(of: logical, depth: 0) == .encrypted)
      #expect(EncryptedVolume.state(of: mixed, depth: 0) == .plain)
      #expect(EncryptedVolume.state(of: lost, depth: 0) == .unknown)
      #expect(EncryptedVolume.state(of: URL(fileURLWithPath: "/proc/self")) == .unknown, "proc is on no disk")
    }
  }

  @Test("a clock before the ledger's last entry is an error in a real archive")
  func clock() throws {
    for (sandbox, wanted) in [(false, true), (true, false)] {
      try TestArchive.with(sandbox: sandbox) { test in
        try test.act(1)
        let past = Moment.now.adding(days: -1)
        let found = Check.run([.clock], Examination(of: test.archive.folder, now: past))
        let behind = found.contains { $0.severity == .error && $0.text.contains("before the ledger's last entry") }
        #expect(behind == wanted)
      }
    }
  }

  @Test("an old backup of a real archive is a warning")
  func backups() throws {
    try TestArchive.with(sandbox: false) { test in
      func found(in days: Int) -> Finding? {
        Check.run([.backup], Examination(of: test.archive.folder, now: Moment.now.adding(days: days))).first
      }
      #expect(found(in: 0)?.text == "no backup was ever made")
      try test.archive.perform(.backupMade, by: test.session) { _ in }
      #expect(found(in: 6)?.severity == .ok)
      #expect(found(in: 8)?.severity == .warning)
    }
  }
}
