internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Importer

@Suite("files of an item that is delivered again")
struct RedeliveredFilesTests {
  private static let day = "2024-01-01"

  @Test("a file that comes when another is missing is kept too: no delivery takes anything away")
  func oneThenTheOther() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      let files = [UInt8(1), 2].map { [UInt8](repeating: $0, count: 400) }
      let attachments = files.map {
        #"{"name":"part","mediaType":"image/png","bytes":400,"sha256":"\#(Digest(of: $0))"}"#
      }
      let line = HandmadeFeed.line("mms", "two pictures").replacingOccurrences(
        of: #""attachments":[]"#, with: #""attachments":[\#(attachments.joined(separator: ","))]"#)
      let run = ConnectorRun(archive: test.archive, session: test.session)
      let date = CivilDate(daysSince1970: 19_723)
      func deliver(_ there: [[UInt8]]) async throws -> DeliveryCounts {
        try feed.write(Self.day, [line], attachments: there)
        return try await run.run(TestArchive.connector, from: date, to: date).total
      }
      #expect(try await deliver([files[0]]).partial == 1)
      #expect(try await deliver([files[0]]).duplicate == 1, "the same again")
      #expect(try await deliver([files[1]]).partial == 1, "the other file is kept beside it")
      #expect(try await deliver(files).imported == 1)
      #expect(try await deliver([]).duplicate == 1)
      #expect(try await deliver(files).duplicate == 1)
      let parts = try test.archive.read { db in
        try Int.fetchAll(
          db,
          sql: """
            SELECT COUNT(c.content) FROM message m LEFT JOIN message_content c ON c.message = m.id
            GROUP BY m.id ORDER BY m.revision
            """)
      }
      #expect(parts == [1, 1, 2])
    }
  }
}
