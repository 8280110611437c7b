internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Importer

@Suite("SMS Backup & Restore")
struct SMSBackupTests {
  /// Offered, imported, partial, duplicate and quarantined of each of the real files.
  private static let real: [(String, [Int64])] = [
    ("devadvance/packages/lib/test-assets/sms_and_mms.xml", [50, 50, 0, 0, 0]),
    ("devadvance/packages/lib/test-assets/sms_small.xml", [12, 12, 0, 0, 0]),
    // Two pictures whose data is no base64: the texts are filed, and the pictures said to be missing.
    ("devadvance/tests/e2e/fixtures/corrupt_attachments.xml", [2, 0, 2, 0, 0]),
    ("devadvance/tests/e2e/fixtures/empty.xml", [0, 0, 0, 0, 0]),
    ("devadvance/tests/e2e/fixtures/sample_mms.xml", [4, 4, 0, 0, 0]),
    ("devadvance/tests/e2e/fixtures/sample_small.xml", [7, 7, 0, 0, 0]),
    ("frodeto/test-smses.xml", [4, 4, 0, 0, 0]),
    ("shruggietech/edge_cases.xml", [4, 4, 0, 0, 0]),
    ("shruggietech/minimal_calls.xml", [1, 1, 0, 0, 0]),
    ("shruggietech/minimal_mms.xml", [1, 1, 0, 0, 0]),
    ("shruggietech/minimal_sms.xml", [1, 1, 0, 0, 0]),
    // One of the four is a draft, which was never sent.
    ("shruggietech/mixed.xml", [4, 3, 0, 0, 1]),
  ]

  @Test("every real backup is imported item by item, and a second time is all duplicates", arguments: real)
  func realBackups(file: String, five: [Int64]) async throws {
    let path = "sms-backup-restore-xml/\(file)"
    guard SharedData.exists(path) else { return print(SharedData.absent) }
    try await ForeignFiles.with { files in
      let backup = SharedData.folder.appending(path: path).path
      let report = try await files.run([backup])
      #expect(report.failure == nil)
      #expect(report.files.map(\.isComplete) == [true])
      #expect(report.total.five == five)
      #expect(report.items == five[1] + five[2])
      let again = try await files.run([backup])
      #expect(again.total.five == [five[0], 0, 0, five[1] + five[2] + five[4], 0])
      #expect(again.items == 0)
      // What is stored is what stands in the file, byte for byte.
      let bytes = try SharedData.bytes(path)
      for message in try files.stored() { #expect(bytes.firstRange(of: message.original) != nil) }
      #expect(try await files.verify())
    }
  }

  @Test("a backup that stops in a tag is read up to there, says where, and is not complete")
  func truncated() async throws {
    try await ForeignFiles.with { files in
      let whole = Self.backup((0..<10).map { Self.sms(date: 1_700_000_000_000 + Int64($0), body: "text \($0)") })
      let cut = try files.write(String(whole.prefix(whole.count / 2)), as: "cut.xml")
      let report = try await files.run([cut])
      #expect(report.files.map(\.isComplete) == [false])
      #expect(report.failure?.code == "file.damaged")
      #expect(report.total.imported == report.total.offered)
      #expect(report.total.offered >= 3)
      // Whole again, only the rest is new.
      let mended = try files.write(whole, as: "whole.xml")
      let again = try await files.run([mended])
      #expect(again.total.five == [10, 10 - report.total.offered, 0, report.total.offered, 0])
    }
  }

  @Test("who sent what to whom follows the message's kind, and the owner's copy is filed")
  func directions() async throws {
    try await ForeignFiles.with { files in
      let backup = try files.write(
        Self.backup([
          Self.sms(date: 1_700_000_000_000, body: "in", type: 1),
          Self.sms(date: 1_700_000_001_000, body: "out", type: 2),
        ]), as: "a.xml")
      _ = try await files.run([backup])
      let stored = try files.stored().map(\.envelope)
      #expect(stored.map(\.direction) == [.inbound, .outbound])
      #expect(stored[0].from.number == "+447700900501")
      #expect(stored[0].from.name == "Bob")
      #expect(stored[0].to.map(\.email) == [ForeignFiles.owner])
      #expect(stored[1].from.email == ForeignFiles.owner)
      #expect(stored[1].to.map(\.number) == ["+447700900501"])
      #expect(stored.map(\.body) == ["in", "out"])
      #expect(stored[0].sent == ZonedMoment(Moment(seconds: 1_700_000_000)))
    }
  }

  @Test("emoji in two halves and characters XML can't hold are read, and the original stays as it was")
  func halves() async throws {
    try await ForeignFiles.with { files in
      let record = Self.sms(date: 1_700_000_000_000, body: "a&#55357;&#56832;b&#11;c&#55357;d &#xD83D;&#xDE00;")
      let backup = try files.write(Self.backup([record]), as: "a.xml")
      #expect(try await files.run([backup]).total.imported == 1)
      let stored = try files.stored()
      #expect(stored[0].envelope.body == "a😀b\u{FFFD}c\u{FFFD}d 😀")
      #expect(stored[0].original == Array(record.utf8))
    }
  }

  @Test("equal texts of one moment are as many items as there are, however often the backup is imported")
  func occurrences() async throws {
    try await ForeignFiles.with { files in
      let text = Self.sms(date: 1_700_000_000_000, body: "ok")
      let backup = try files.write(Self.backup([text, text, text]), as: "a.xml")
      #expect(try await files.run([backup]).total.five == [3, 3, 0, 0, 0])
      // A later backup, in which the contact has another name and the text was read meanwhile.
      let later = Self.backup(
        [text, text, text].map { $0.replacing("Bob", with: "Robert").replacing("read=\"0\"", with: "read=\"1\"") })
      #expect(try await files.run([files.write(later, as: "b.xml")]).total.five == [3, 0, 0, 3, 0])
    }
  }

  @Test("a picture in an MMS is its attachment, stored once under its digest")
  func pictures() async throws {
    try await ForeignFiles.with { files in
      let picture = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let backup = try files.write(
        Self.backup([Self.mms(picture), Self.mms(picture, date: 1_700_000_009_000)]), as: "a.xml")
      #expect(try await files.run([backup]).total.five == [2, 2, 0, 0, 0])
      let stored = try files.stored()
      #expect(stored[0].envelope.attachments.map(\.name) == ["photo.jpg"])
      #expect(stored[0].envelope.attachments.map(\.digest) == [Digest(of: picture)])
      #expect(stored[0].envelope.body == "See this")
      #expect(try files.test.archive.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM content") } == 1)
      let next = try files.test.archive.read { try files.test.archive.content.pieces(of: Digest(of: picture), $0) }
      var bytes: [UInt8] = []
      while let piece = try next() { bytes += piece }
      #expect(bytes == picture)
      #expect(try await files.verify())
    }
  }

  @Test("what waits for a mailbox is archived by a replay, with its pictures")
  func replay() async throws {
    try await ForeignFiles.with { files in
      let picture = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let backup = try files.write(Self.backup([Self.mms(picture), Self.sms(date: 1, body: "old")]), as: "a.xml")
      let report = try await files.run([backup], options: FormatOptions())
      #expect(report.total.five == [2, 0, 0, 0, 2])
      #expect(try files.waiting().map { String($0.prefix(20)) } == ["participant.unmapped", "item.date: it is dat"])
      let mapping = Array("MobileNumber,Email\r\n07700900501,\(ForeignFiles.owner)\r\n".utf8)
      try files.test.archive.perform(.mappingChanged, by: files.test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      let replay = try await QuarantineReplay(archive: files.test.archive, session: files.test.session).run()
      #expect(replay.replayed == 1)
      #expect(replay.waiting == 1)
      #expect(try files.stored().map { $0.envelope.attachments.map(\.digest) } == [[Digest(of: picture)]])
      // The backup again: what was replayed is a duplicate, and what waits waits once.
      #expect(try await files.run([backup], options: FormatOptions()).total.five == [2, 0, 0, 2, 0])
      #expect(try await files.verify())
    }
  }

  @Test("only the days asked for are filed, and the others are counted")
  func days() async throws {
    try await ForeignFiles.with { files in
      let day: Int64 = 86_400_000
      let backup = try files.write(
        Self.backup((0..<6).map { Self.sms(date: 19_723 * day + Int64($0) * day, body: "day \($0)") }), as: "a.xml")
      let report = try await files.run(
        [backup],
        options: FormatOptions(
          owner: ForeignFiles.owner, from: CivilDate(daysSince1970: 19_724), to: CivilDate(daysSince1970: 19_726)))
      #expect(report.total.five == [3, 3, 0, 0, 0])
      #expect(report.files.map(\.skipped) == [3])
      #expect(try files.stored().map(\.envelope.body) == ["day 1", "day 2", "day 3"])
    }
  }

  // MARK: - Backups by hand

  static func backup(_ records: [String]) -> String {
    """
    <?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
    <!--File Created By SMS Backup & Restore-->
    <smses count="\(records.count)">
      \(records.joined(separator: "\n  "))
    </smses>

    """
  }

  static func sms(date: Int64, body: String, type: Int = 1) -> String {
    """
    <sms protocol="0" address="+447700900501" date="\(date)" type="\(type)" subject="null" body="\(body)" toa="null" \
    read="0" status="-1" locked="0" contact_name="Bob" />
    """
  }

  static func mms(_ picture: [UInt8], date: Int64 = 1_700_000_000_000) -> String {
    """
    <mms date="\(date)" msg_box="1" address="+447700900501" m_id="m\(date)" sub="null" contact_name="Bob">
        <parts>
          <part seq="-1" ct="application/smil" text="&lt;smil/&gt;" />
          <part seq="0" ct="text/plain" text="See this" />
          <part seq="0" ct="image/jpeg" cl="photo.jpg" text="null" data="\(Data(picture).base64EncodedString())" />
        </parts>
        <addrs><addr address="+447700900501" type="137" /><addr address="insert-address-token" type="151" /></addrs>
      </mms>
    """
  }
}
