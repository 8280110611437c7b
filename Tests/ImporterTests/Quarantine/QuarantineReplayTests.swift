internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Importer

@Suite("replaying what waits")
struct QuarantineReplayTests {
  @Test("what waits can't be changed or deleted with any SQLite")
  func guarded() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      try feed.write("2024-01-01", ["not an item"])
      let date = CivilDate(daysSince1970: 19_723)
      let report = try await ConnectorRun(archive: test.archive, session: test.session)
        .run(TestArchive.connector, from: date, to: date)
      #expect(report.total.quarantined == 1)
      for sql in [
        "DELETE FROM quarantine", "UPDATE quarantine SET record = NULL", "UPDATE quarantine SET record = x'00'",
        "UPDATE quarantine SET digest = x'00'",
        "UPDATE quarantine SET state = 'replayed', record = NULL, message = 1",
      ] {
        #expect(throws: DatabaseError.self, "\(sql)") { try test.attack { try $0.execute(sql: sql) } }
      }
      let bytes = try test.archive.read { db in
        try QuarantinedRecord.require(1, db).bytes(upTo: 100, test.archive, db)
      }
      #expect(bytes == Array("not an item".utf8))
    }
  }

  @Test("a record replayed with its recording gets the recording, which is fetched then")
  func withRecording() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      let sound = [UInt8](repeating: 7, count: 100_000)
      let line = HandmadeFeed.call(
        "call", recording: sound, from: HandmadeFeed.stranger, to: HandmadeFeed.secondStranger)
      try feed.write("2024-01-01", [line], attachments: [sound])
      let date = CivilDate(daysSince1970: 19_723)
      _ = try await ConnectorRun(archive: test.archive, session: test.session)
        .run(TestArchive.connector, from: date, to: date)
      let mapping = Array("MobileNumber,Email\r\n07700900502,ada.ames@corp.example\r\n".utf8)
      try test.archive.perform(.mappingChanged, by: test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      let replay = QuarantineReplay(archive: test.archive, session: test.session)
      let report = try await replay.run()
      #expect(report.replayed == 1)
      #expect(report.counts.imported == 1)
      #expect(report.counts.partial == 0)
      #expect(try test.archive.read { try test.archive.content.size(of: Digest(of: sound), $0) } == 100_000)
      #expect(try await replay.run() == QuarantineReplay.Report())
    }
  }
}
