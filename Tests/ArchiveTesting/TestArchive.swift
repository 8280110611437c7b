public import Archive
public import Foundation
public import GRDB
internal import Glibc
public import Importer
internal import Search

/// An archive of its own for a test, and the raw database behind its back.
public struct TestArchive: Sendable {
  public let archive: Archive
  /// The one who made it: a member of all role groups.
  public let session: Session

  public init(archive: Archive, session: Session) { (self.archive, self.session) = (archive, session) }

  public static let user = "tester"

  /// Makes one in a folder that is removed when `body` is done.
  public static func with<R>(sandbox: Bool = true, _ body: (TestArchive) throws -> R) throws -> R {
    try TestFolders.withTemporary { folder in
      let archive = try Archive.create(
        at: folder.appendingPathComponent("archive"), organization: "Corp", sandbox: sandbox, user: user)
      return try body(TestArchive(archive: archive, session: archive.session(user: user)))
    }
  }

  /// The user of this machine, whom the command acts for.
  public static let machineUser: String = {
    if let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name { return String(cString: name) }
    return "uid\(geteuid())"
  }()

  public static let connector = "o2"
  public static let userName = "acme"
  public static let password = "correct horse battery staple"

  /// Makes a sandbox archive in `folder/archive`, ready to import a feed: with its directory, a partner application and
  /// the connector `o2`.
  ///
  /// The connector fetches from `site`, nil being the feed's folder, and has the feed's mapping file if `usesMapping`.
  /// Both the libraries and ``Command`` may work on the archive.
  public static func make(
    in folder: URL, feed: Feed, site: String? = nil, usesMapping: Bool = true, sandbox: Bool = true,
    automaticMapping: Bool = true, sizeLimit: Int64 = Connector.standardSizeLimit
  ) async throws -> TestArchive {
    let made = try makeEmpty(in: folder, sandbox: sandbox)
    let directory = try [UInt8](Data(contentsOf: feed.directory))
    try made.archive.perform(.directoryImported, on: "directory", by: made.session) {
      _ = try DirectoryImport.run(directory, $0)
    }
    try made.archive.perform(.partnerProvisioned, on: "app-1", by: made.session) {
      _ = try PartnerApplication.provision("app-1", name: "Partner", $0)
    }
    _ = try await ConnectorCreation(
      name: connector, type: "o2-network", site: site ?? feed.site, username: userName, password: Secret(password),
      acceptsTerms: true, mapping: usesMapping ? try [UInt8](Data(contentsOf: feed.mapping)) : nil,
      automaticMapping: automaticMapping, sizeLimit: sizeLimit
    ).run(in: made.archive, by: made.session)
    return made
  }

  /// Makes an archive in `folder/archive` with a search index and nothing else.
  public static func makeEmpty(in folder: URL, sandbox: Bool = true) throws -> TestArchive {
    let place = folder.appendingPathComponent("archive")
    let archive = try Archive.create(
      at: place, organization: "Corp", sandbox: sandbox, user: machineUser, prepare: SearchIndex.prepare)
    try SearchIndex.attach(to: archive)
    return TestArchive(archive: archive, session: try archive.session(user: machineUser))
  }

  /// Opens one that something else made, for the user of this machine.
  public static func open(_ folder: URL) throws -> TestArchive {
    let archive = try Archive.open(at: folder, prepare: SearchIndex.prepare)
    return TestArchive(archive: archive, session: try archive.session(user: machineUser))
  }

  /// Runs the command on this archive.
  public func run(_ arguments: [String], asJSON: Bool = true) async throws -> Command.Result {
    try await Command.run(arguments, archive: archive.folder, asJSON: asJSON)
  }

  /// Runs the connector over some days through the command.
  public func runConnector(from: String? = nil, to: String? = nil, asJSON: Bool = true) async throws -> Command.Result {
    try await run(
      ["connector", "run", Self.connector] + (from.map { ["--from", $0] } ?? []) + (to.map { ["--to", $0] } ?? []),
      asJSON: asJSON)
  }

  public var database: URL { archive.folder.appendingPathComponent("archive.sqlite") }
  public var head: URL { archive.folder.appendingPathComponent("ledger.head") }

  /// Adds so many acts to the ledger.
  public func act(_ count: Int) throws {
    for number in 0..<count {
      try archive.perform(.searchStarted, by: session, details: ["query": .text("invoice \(number)")]) { _ in }
    }
  }

  /// What someone with the file and any SQLite can do: a connection that knows nothing of the program.
  public func attack(_ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: database.path)
    try queue.write(body)
    try queue.close()
  }

  /// The same, after dropping every trigger that would have refused.
  public func attackWithoutGuards(_ body: (Database) throws -> Void) throws {
    try attack { db in
      for name in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \"\(name)\"")
      }
      try body(db)
    }
  }
}
