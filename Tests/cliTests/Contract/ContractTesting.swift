import Archive
import ArchiveTesting
import Foundation
import GRDB
import PartnerSite
import Testing

/// What the contract's exit codes are called here.
enum Exit {
  static let done: Int32 = 0
  static let blocked: Int32 = 3
  static let attention: Int32 = 4
  static let usage: Int32 = 64
  static let badInput: Int32 = 65
  static let unavailable: Int32 = 69
  static let noRole: Int32 = 77
}

/// The counts the contract has for a day and for a run.
enum Counts {
  static let names = ["offered", "available", "imported", "partial", "duplicate", "quarantined", "failed", "missing"]

  /// Those of a day or total of the command's report.
  static func of(_ report: JSONValue) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: names.compactMap { name in report[name].int.map { (name, $0) } })
  }

  /// All of them, 0 where not said.
  static func exactly(_ some: [String: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, some[$0] ?? 0) })
  }

  static func expected(_ counts: FeedExpectation.Counts) -> [String: Int] {
    [
      "offered": counts.offered, "available": counts.available, "imported": counts.imported,
      "partial": counts.partial, "duplicate": counts.duplicate, "quarantined": counts.quarantined,
      "failed": counts.failed, "missing": counts.missing,
    ]
  }
}

extension Feed {
  /// What a report on a first import of the whole feed must have, by day.
  var expectedByDay: [String: [String: Int]] {
    Dictionary(uniqueKeysWithValues: days.map { ($0.date, Counts.expected($0.counts)) })
  }

  var expectedTotal: [String: Int] {
    expectedByDay.values.reduce(into: Counts.exactly([:])) { sum, day in sum.merge(day) { $0 + $1 } }
  }

  /// Whether an import of it ends with exit code 4.
  var needsAttention: Bool { expectedTotal["quarantined", default: 0] > 0 }
}

extension Command.Result {
  /// A run's days, by date.
  var byDay: [String: [String: Int]] {
    Dictionary(uniqueKeysWithValues: json["days"].list.map { ($0["date"].text ?? "", Counts.of($0)) })
  }

  var total: [String: Int] { Counts.of(json["total"]) }

  /// What a person is told, on standard error.
  var lines: [String] { errors.split(separator: "\n").map(String.init) }
}

extension HandmadeFeed {
  /// Runs something with a feed of two people, an archive beside it and a connector to the feed's folder.
  static func with<R>(
    usesMapping: Bool = true, automaticMapping: Bool = true, sizeLimit: Int64? = nil,
    _ body: (HandmadeFeed, TestArchive) async throws -> R
  ) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(
        in: folder, feed: feed.feed, usesMapping: usesMapping, automaticMapping: automaticMapping,
        sizeLimit: sizeLimit ?? 10 << 20)
      return try await body(feed, test)
    }
  }

  /// The same, with a connector that speaks to a site which serves the feed.
  static func withSite<R: Sendable>(
    faults: [Fault] = [], _ body: @escaping @Sendable (HandmadeFeed, TestArchive) async throws -> R
  ) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      return try await feed.feed.serve(faults: faults) { site in
        try await body(feed, TestArchive.make(in: folder, feed: feed.feed, site: site))
      }
    }
  }
}

extension Feed {
  /// Serves the feed for as long as `body` runs, which is given the site's address.
  func serve<R: Sendable>(
    faults: [Fault] = [], _ body: @escaping @Sendable (_ site: String) async throws -> R
  ) async throws -> R {
    let site = try PartnerSite(
      folder: folder.path, username: TestArchive.userName, password: TestArchive.password, faults: Faults(faults))
    return try await site.withServer { port in try await body("http://127.0.0.1:\(port)") }
  }
}

extension TestArchive {
  /// Every copy in the archive as `partner id · revision · mailbox`, sorted, doubles included.
  func copies() throws -> [String] {
    try archive.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT m.partner_id || ' · ' || m.revision || ' · ' || b.email
          FROM item i JOIN message m ON m.id = i.message JOIN mailbox b ON b.id = i.mailbox ORDER BY 1
          """)
    }
  }

  /// How many copies and messages a search for everything counts.
  func searchCounts() async throws -> (items: Int?, messages: Int?) {
    let found = try await run(["search", "", "--limit", "0"])
    return (found.json["items"].int, found.json["messages"].int)
  }

  /// The connector's last complete day.
  func completeThrough() async throws -> JSONValue {
    try await run(["connector", "show", TestArchive.connector]).json["completeThrough"]
  }

  /// The item of the custodian's whose text is found, as the search has it.
  func found(_ query: String) async throws -> [JSONValue] { try await run(["search", query]).json["results"].list }

  /// Files under a folder of the archive.
  func files(in folder: String) -> [String] {
    let place = archive.folder.appendingPathComponent(folder)
    let all = (try? FileManager.default.subpathsOfDirectory(atPath: place.path)) ?? []
    return all.filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: place.appendingPathComponent(path).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }
}
