import Archive
import ArchiveTesting
import Foundation
import GRDB

/// An archive with texts and recordings, a folder for its backups and a passphrase.
struct BackupWorld {
  let feed: HandmadeFeed
  let test: TestArchive
  let folder: URL

  var backups: URL { folder.appendingPathComponent("backups-of-it") }
  var passphrase: URL { folder.appendingPathComponent("passphrase") }
  var restored: URL { folder.appendingPathComponent("restored") }

  /// A word that is in the text `m1` and nowhere else; longer than what the index shortens words by.
  static let word = "quixotryzephyrblanchflower"

  /// A recording that is kept in a file.
  static func recording(_ number: Int) -> [UInt8] {
    var random = SplitMix(seed: UInt64(number))
    return (0..<ContentStore.largestInline + 40_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  static func with<R>(texts: Int = 40, recordings: Int = 3, _ body: (BackupWorld) async throws -> R) async throws -> R {
    try await HandmadeFeed.with { feed, test in
      let recorded = (0..<recordings).map(recording)
      let lines =
        (0..<texts).map { HandmadeFeed.line("m\($0)", "parcel \($0) on its way\($0 == 1 ? " " + word : "")") }
        + recorded.enumerated().map { HandmadeFeed.call("c\($0.offset)", recording: $0.element) }
      try feed.write("2024-01-01", lines, attachments: recorded)
      let run = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      guard run.status == Exit.done else { throw Failed(run.errors) }
      let world = BackupWorld(feed: feed, test: test, folder: test.archive.folder.deletingLastPathComponent())
      try Data("correct horse battery staple\n".utf8).write(to: world.passphrase)
      return try await body(world)
    }
  }

  struct Failed: Error {
    var errors: String
    init(_ errors: String) { self.errors = errors }
  }

  func backup(_ options: [String] = [], encrypted: Bool = false) async throws -> Command.Result {
    try await test.run(
      ["backup", backups.path] + (encrypted ? ["--passphrase-file", passphrase.path] : ["--without-keys"]) + options)
  }

  func verify(_ options: [String] = [], encrypted: Bool = false) async throws -> Command.Result {
    try await Command.run(
      ["backup", "verify", backups.path] + (encrypted ? ["--passphrase-file", passphrase.path] : []) + options)
  }

  func restore(_ options: [String] = [], encrypted: Bool = false) async throws -> Command.Result {
    try await Command.run(
      ["restore", backups.path, restored.path]
        + (encrypted ? ["--passphrase-file", passphrase.path] : ["--keys", test.archive.folder.path + "/keys"])
        + options)
  }

  /// Every file below a folder, by its path.
  static func files(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  /// Whether any file below a folder has these bytes.
  static func has(_ bytes: some Sequence<UInt8>, in folder: URL) throws -> Bool {
    let wanted = Data(bytes)
    return try files(folder).contains {
      try Data(contentsOf: folder.appendingPathComponent($0)).range(of: wanted) != nil
    }
  }

  /// The item of the copy of that partner's id.
  func item(_ partnerID: String) throws -> Int64? {
    try test.archive.read { db in
      try Int64.fetchOne(
        db, sql: "SELECT i.id FROM item i JOIN message m ON m.id = i.message WHERE m.partner_id = ?",
        arguments: [partnerID])
    }
  }
}
