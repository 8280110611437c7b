internal import Archive
internal import Foundation
internal import Hold
internal import Importer
internal import PartnerSite
internal import Search

/// An archive in a program of your own: imports, searches, holds, and asks for a deletion, through the libraries alone.
///
/// `swift run embed-example FOLDER` works in a folder that is not there yet.
@main
enum Embed {
  static func main() async throws {
    guard CommandLine.arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: embed-example FOLDER (one that is not there yet)\n".utf8))
      exit(64)
    }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)

    // A feed as the archiving partner delivers it: here a made-up one.
    let feed = folder.appendingPathComponent("feed")
    let expected = try FeedGenerator(days: 2, users: 12, itemsPerDay: 200).generate(into: feed.path)

    // Every connection needs the search module's tokenizer. A sandbox lets anyone act as anyone.
    let archive = try Archive.create(
      at: folder.appendingPathComponent("archive"), organization: "Example Ltd", sandbox: true, user: "example",
      prepare: SearchIndex.prepare)
    try SearchIndex.attach(to: archive)
    let session = try archive.session(user: "example")

    let report = try await importFeed(feed, into: archive, by: session, from: expected.days[0].date)
    print(
      "imported \(report.total.imported) copies of \(report.items) items, \(report.total.quarantined) in quarantine")

    let hit = try search("invoice sent<2024-01-03", in: archive, by: session)

    // Whoever acts, it is checked and put on the ledger in the transaction of the act.
    try archive.perform(.litigationHoldPlaced, on: hit.mailbox.email, by: session) { act in
      let terms = HoldTerms(
        kind: .litigation, name: LitigationHold.name, duration: nil, owner: "Legal", note: "Project Heron", url: nil)
      _ = try HoldPlacement.placeLitigationHold(on: hit.mailbox.email, terms, act)
    }

    let outcomes = try archive.perform(.itemsPurged, by: session) { act in
      try ItemDeletion.purge([hit.item.id], act, content: archive.content)
    }
    for outcome in outcomes {
      let reasons = outcome.reasons.map { "\($0.kind.rawValue) '\($0.name)'" }.joined(separator: ", ")
      print(outcome.isPurged ? "purged item \(outcome.item)" : "item \(outcome.item) is kept by \(reasons)")
    }

    let ledger = try archive.verifyLedger(deep: true, key: archive.ledgerKey, by: session)
    print("the ledger is intact: \(ledger.entries) entries, \(ledger.messages) messages")
  }

  /// Imports a delivered folder as a connector does every night.
  private static func importFeed(
    _ feed: URL, into archive: Archive, by session: Session, from first: String
  ) async throws -> RunReport {
    let people = try [UInt8](Data(contentsOf: feed.appendingPathComponent("directory.csv")))
    try archive.perform(.directoryImported, on: "directory", by: session) { act in
      _ = try DirectoryImport.run(people, act)
    }
    try archive.perform(.partnerProvisioned, on: "telemessage", by: session) { act in
      _ = try PartnerApplication.provision("telemessage", name: "TeleMessage", act)
    }
    _ = try await ConnectorCreation(
      name: "o2", type: "o2-network", site: "file:\(feed.path)", username: "example", password: Secret("not asked for"),
      acceptsTerms: true, mapping: [UInt8](Data(contentsOf: feed.appendingPathComponent("mapping.csv"))),
      automaticMapping: true, region: "GB", sizeLimit: Connector.standardSizeLimit
    ).run(in: archive, by: session)
    let from = CivilDate(first)
    return try await ConnectorRun(archive: archive, session: session).run("o2", from: from, to: from?.adding(days: 1))
  }

  /// The newest item that a query finds, of which there must be one.
  private static func search(_ text: String, in archive: Archive, by session: Session) throws -> SearchHit {
    let query = try KQL.parse(text, context: KQLContext(now: session.now, zone: .utc)).query
    let answer = try archive.consult(
      .searchStarted, by: session, details: { ["query": .text(text), "items": .number($0.items)] }
    ) { db in
      try SearchEngine(db, for: Viewer(session)).answer(SearchRequest(query: query, text: text, limit: 1))
    }
    print("'\(text)' is in \(answer.items) items, \(answer.coverage.messages) messages searched")
    guard let hit = answer.results.first else { throw InputError("nothing found for '\(text)'", code: "example") }
    return hit
  }
}
