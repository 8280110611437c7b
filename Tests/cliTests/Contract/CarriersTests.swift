internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Importer
internal import PartnerSite
internal import Testing

@Suite("Carriers") struct CarriersTests {
  /// The folders of reference/purview.md, section 1.
  private static let folders = [
    "o2-network": "O2 SMS and Voice Network Archiver", "verizon-network": "Verizon SMS/MMS Network Archiver",
    "telus-network": "TELUS SMS Network Archiver", "att-network": "AT&T SMS/MMS Network Archiver",
    "bell-network": "Bell SMS/MMS Network Archiver", "rogers-network": "Rogers SMS/MMS Network Archiver",
    "android": "Android Archiver", "enterprise-number": "Enterprise Number Archiver",
    "whatsapp": "WhatsApp Archiver", "signal": "Signal Archiver", "telegram": "Telegram Archiver",
    "wechat": "WeChat Archiver",
  ]

  private static func feed(_ type: ConnectorType, in folder: URL) throws -> URL {
    let feed = folder.appendingPathComponent("feed-\(type.id)")
    _ = try FeedGenerator(days: 1, users: 4, itemsPerDay: 6, clean: true, network: type.network)
      .generate(into: feed.path)
    return feed
  }

  /// Makes a connector for the site and runs it over the feed's day.
  private static func fetch(_ type: ConnectorType, _ site: String, _ feed: URL, _ test: TestArchive) async throws
    -> Command.Result
  {
    let password = feed.appendingPathComponent("password.txt")
    try Data(TestArchive.password.utf8).write(to: password)
    _ = try await test.run(["directory", "import", feed.appendingPathComponent("directory.csv").path])
    let made = try await test.run([
      "connector", "create", type.id, "--type", type.id, "--site", site, "--username", TestArchive.userName,
      "--password-file", password.path, "--accept-terms",
    ])
    guard made.status == Exit.done else { return made }
    return try await test.run(["connector", "run", type.id, "--from", "2024-01-01", "--to", "2024-01-01"])
  }

  @Test("each carrier of the catalog files under the name of its archiver, beside the others")
  func folders() async throws {
    #expect(Set(ConnectorType.catalog.map(\.id)) == Set(Self.folders.keys))
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      _ = try await test.run(["partner", "provision", "app-1", "--name", "Partner"])
      for type in ConnectorType.catalog {
        let feed = try Self.feed(type, in: folder)
        let run = try await Self.fetch(type, "file:\(feed.path)", feed, test)
        #expect(run.status == Exit.done, "\(type.id): \(run.errors)")
        #expect(run.json["items"].int == 6, "\(type.id)")
      }
      let found = try await test.run(["search", "", "--limit", "1000"]).json["results"].list
      #expect(Set(found.compactMap { $0["folder"].text }) == Set(Self.folders.values))
      let ids = Set(found.compactMap { $0["messageID"].text })
      #expect(ids.count == 6 * ConnectorType.catalog.count, "one partner's ids are another message on another network")
    }
  }

  @Test("a carrier is asked for under its own name at the site")
  func site() async throws {
    let type = try #require(ConnectorType.find("whatsapp"))
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      _ = try await test.run(["partner", "provision", "app-1", "--name", "Partner"])
      let feed = try Self.feed(type, in: folder)
      let site = try PartnerSite(
        folder: feed.path, network: type.network, username: TestArchive.userName, password: TestArchive.password)
      let (right, wrong) = try await site.withServer { port in
        (
          try await Self.fetch(type, "http://127.0.0.1:\(port)", feed, test),
          try await Self.fetch(try #require(ConnectorType.find("signal")), "http://127.0.0.1:\(port)", feed, test)
        )
      }
      #expect(right.status == Exit.done, "\(right.errors)")
      #expect(right.json["items"].int == 6)
      #expect(wrong.status == Exit.badInput)
      #expect(wrong.error["code"].text == "connector.network")
      #expect(wrong.errors.contains("no network 'signal'"))
    }
  }

  @Test("a day of another carrier is not taken for this one's")
  func otherCarrier() async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      _ = try await test.run(["partner", "provision", "app-1", "--name", "Partner"])
      let feed = try Self.feed(try #require(ConnectorType.find("wechat")), in: folder)
      let run = try await Self.fetch(try #require(ConnectorType.find("telegram")), "file:\(feed.path)", feed, test)
      #expect(run.status != Exit.done)
      #expect(run.errors.contains("it is for another network, not telegram") || run.output.contains("another network"))
      #expect(try await test.run(["search", ""]).json["items"].int == 0)
    }
  }
}
