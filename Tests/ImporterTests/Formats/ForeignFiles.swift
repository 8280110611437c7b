internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Importer

/// An archive with a connector to import foreign files into, and what came of them.
struct ForeignFiles {
  let test: TestArchive
  let folder: URL

  /// Whose phone the tests' exports are from, unless said otherwise: an active mailbox.
  static let owner = "ada.ames@corp.example"

  static func with<R>(
    sizeLimit: Int64 = Connector.standardSizeLimit, _ body: (ForeignFiles) async throws -> R
  ) async throws -> R {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed, sizeLimit: sizeLimit)
      return try await body(ForeignFiles(test: test, folder: folder))
    }
  }

  func write(_ text: String, as name: String) throws -> String { try write(Array(text.utf8), as: name) }

  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  func run(
    _ files: [String], format: String? = nil, options: FormatOptions = FormatOptions(owner: owner)
  ) async throws -> ForeignFileReport {
    try await ForeignFileRun(archive: test.archive, session: test.session)
      .run(TestArchive.connector, files: files, format: format, options: options)
  }

  /// Everything stored, oldest first.
  func stored() throws -> [StoredMessage] {
    let codec = try MessageCodec()
    return try test.archive.read { db in
      try Int64.fetchAll(db, sql: "SELECT id FROM message ORDER BY id").map {
        try Message.require(Message.ID($0), db).unpack(codec)
      }
    }
  }

  /// Reasons and details of what waits in quarantine.
  func waiting() throws -> [String] {
    try test.archive.read { try QuarantinedRecord.waiting($0).map { "\($0.reason): \($0.detail)" } }
  }

  func verify() async throws -> Bool {
    try await test.run(["audit", "verify", "--deep"]).status == 0
  }
}

extension DeliveryCounts {
  /// Offered, imported, partial, duplicate and quarantined, to be told at a glance.
  var five: [Int64] { [offered, imported, partial, duplicate, quarantined] }
}
