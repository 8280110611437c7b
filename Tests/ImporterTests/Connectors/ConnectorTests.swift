internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Importer

@Suite("connectors")
struct ConnectorTests {
  @Test("a connector's password opens for it alone, and only with the archive's key")
  func password() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      var connector = try test.archive.read { try Connector.require(TestArchive.connector, $0) }
      #expect(try connector.password(test.archive.keys).reveal() == TestArchive.password)
      #expect(!"\(connector)".contains(TestArchive.password))
      connector.name = "another"
      #expect(throws: StorageError.self) { try connector.password(test.archive.keys) }
    }
  }

  @Test("the O2 connector files under the name of its archiver, in every mailbox")
  func catalog() {
    let type = ConnectorType.find("o2-network")
    #expect(type?.folder == "O2 SMS and Voice Network Archiver")
    #expect(type?.network == "o2")
    #expect(ConnectorType.find("O2-NETWORK") == nil)
    #expect(Set(ConnectorType.catalog.map(\.id)).count == ConnectorType.catalog.count)
  }
}
