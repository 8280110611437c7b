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

  @Test("each carrier has a name, a network and a folder of its own")
  func catalog() {
    let catalog = ConnectorType.catalog
    for name in [\ConnectorType.id, \.title, \.network, \.folder] as [KeyPath<ConnectorType, String> & Sendable] {
      #expect(Set(catalog.map { $0[keyPath: name] }).count == catalog.count)
    }
    #expect(ConnectorType.find("o2-network")?.network == "o2")
    #expect(ConnectorType.find("O2-NETWORK") == nil)
  }
}
