public import Archive
public import Foundation
public import GRDB

/// An archive of its own for a test, and the raw database behind its back.
public struct TestArchive {
  public let archive: Archive
  /// The one who made it: a member of all role groups.
  public let session: Session

  public static let user = "tester"

  /// Makes one in a folder that is removed when `body` is done.
  public static func with<R>(sandbox: Bool = true, _ body: (TestArchive) throws -> R) throws -> R {
    try TestFolders.withTemporary { folder in
      let archive = try Archive.create(
        at: folder.appendingPathComponent("archive"), organization: "Corp", sandbox: sandbox, user: user)
      return try body(TestArchive(archive: archive, session: archive.session(user: user)))
    }
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
