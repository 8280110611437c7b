internal import Archive
internal import Foundation
internal import Glibc
internal import Importer
internal import Search

/// An archive made for measuring, with a connector to the site.
struct BenchArchive {
  static let connector = "bench"

  let folder: URL
  let archive: Archive
  let session: Session

  /// Opens an archive that was filled before.
  init(_ folder: URL) throws {
    self.folder = folder
    archive = try Archive.open(at: folder, prepare: SearchIndex.prepare)
    try SearchIndex.attach(to: archive)
    session = try archive.session(user: Self.user)
  }

  /// Answers a query as a person asks it, from its text to the first page with its snippets and complete counts.
  func firstPage(of text: String) throws -> SearchAnswer {
    let query = try KQL.parse(text, context: KQLContext(now: session.now)).query
    return try archive.read { try SearchEngine($0, for: .program).answer(SearchRequest(query: query, text: text)) }
  }

  /// Makes an archive as an administrator would: directory, partner, connector with its mapping file.
  static func create(in folder: URL, for feed: Feed, sitePort: Int) async throws -> BenchArchive {
    let archive = try Archive.create(
      at: folder, organization: "Bench Ltd", sandbox: false, user: user, prepare: SearchIndex.prepare)
    try SearchIndex.attach(to: archive)
    let session = try archive.session(user: user)
    let people = [UInt8](try Data(contentsOf: feed.folder.appendingPathComponent("directory.csv")))
    try archive.perform(.directoryImported, on: "directory", by: session) { act in
      let report = try DirectoryImport.run(people, act)
      guard report.rejected.isEmpty else { throw BenchmarkError("the feed's directory has bad lines") }
    }
    try archive.perform(.partnerProvisioned, on: "bench-app", by: session) { act in
      _ = try PartnerApplication.provision("bench-app", name: "Bench Partner", act)
    }
    let mapping = [UInt8](try Data(contentsOf: feed.folder.appendingPathComponent("mapping.csv")))
    let type = ConnectorType.catalog.first?.id ?? ""
    _ = try await ConnectorCreation(
      name: connector, type: type, site: "http://127.0.0.1:\(sitePort)", username: SiteProcess.username,
      password: Secret(SiteProcess.password), acceptsTerms: true, mapping: mapping
    ).run(in: archive, by: session)
    return try BenchArchive(folder)
  }

  /// The user whom the command would take, so that it may open what was made here.
  private static var user: String {
    if let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name { return String(cString: name) }
    return "uid\(geteuid())"
  }
}
