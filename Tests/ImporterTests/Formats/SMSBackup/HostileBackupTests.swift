internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("backups made to do harm")
struct HostileBackupTests {
  private static let laughs = """
    <?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
    <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><smses><sms body="&c;"/></smses>
    """
  private static let file = """
    <?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a SYSTEM "file:///etc/passwd">]><smses><sms body="&a;"/></smses>
    """

  @Test(
    "is refused with what is wrong, and nothing of it is filed",
    arguments: [
      (laughs, "it declares a document type, which is not read"),
      (file, "it declares a document type, which is not read"),
      ("<smses><sms body=\"&unknown;\"/></smses>", "line 1: Entity 'unknown' not defined"),
      ("<html><body/></html>", "it is no backup of SMS Backup & Restore: it begins with <html>"),
      ("<smses>" + String(repeating: "<a>", count: 100), "its elements lie too deep in each other"),
      ("<smses>\0</smses>", "it is not UTF-8 text: it holds NUL bytes"),
      ("<smses><sms/><x", "line 1: Couldn't find end of Start Tag x line 1"),
      ("", "line 1: Document is empty"),
    ])
  func refused(text: String, reason: String) async throws {
    try await ForeignFiles.with { files in
      let report = try await files.run([files.write(text, as: "bad.xml")], format: "sms-backup")
      #expect(report.files.map(\.damage) == [reason])
      #expect(report.files.map(\.isComplete) == [false])
      #expect(report.items == 0)
      #expect(try files.stored().isEmpty)
    }
  }

  @Test("a link, a pipe and a folder are not read as a file")
  func irregular() async throws {
    try await ForeignFiles.with { files in
      let backup = try files.write(SMSBackupTests.backup([]), as: "a.xml")
      let link = files.folder.appendingPathComponent("link.xml").path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: backup)
      let pipe = files.folder.appendingPathComponent("pipe.xml").path
      #expect(mkfifo(pipe, 0o600) == 0)
      for path in [link, pipe, "/dev/zero"] {
        await #expect(throws: InputError.self, "\(path)") { try await files.run([path], format: "sms-backup") }
      }
      #expect(try await files.run([backup]).failure == nil)
    }
  }

  @Test("an MMS with more parts than a phone could send waits in quarantine, and the next is read")
  func manyParts() async throws {
    try await ForeignFiles.with { files in
      let parts = String(repeating: "<part ct=\"text/plain\" text=\"x\"/>", count: SMSBackupParts.mostParts + 1)
      let many = "<mms date=\"1700000000000\" msg_box=\"1\" address=\"+447700900501\"><parts>\(parts)</parts></mms>"
      let backup = SMSBackupTests.backup([many, SMSBackupTests.sms(date: 1_700_000_000_000, body: "fine")])
      #expect(try await files.run([files.write(backup, as: "a.xml")]).total.five == [2, 1, 0, 0, 1])
      #expect(try files.waiting() == ["item.attachment: it has 1001 parts; the most is 1000"])
    }
  }

  @Test("a record larger than the connector takes waits in quarantine with its bytes")
  func oversized() async throws {
    try await ForeignFiles.with(sizeLimit: 50_000) { files in
      let picture = [UInt8](repeating: 7, count: 100_000)
      let backup = try files.write(SMSBackupTests.backup([SMSBackupTests.mms(picture)]), as: "a.xml")
      #expect(try await files.run([backup]).total.five == [1, 0, 0, 0, 1])
      #expect(try files.waiting().first?.hasPrefix("item.size") == true)
      // Nothing was put into the store that nothing refers to.
      let store = files.test.archive.folder.appendingPathComponent("content").path
      let left = (try? FileManager.default.subpathsOfDirectory(atPath: store)) ?? []
      #expect(left.filter { $0.hasSuffix(".tmp") || $0.count > 60 } == [])
    }
  }
}
