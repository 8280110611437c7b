internal import Archive
internal import Foundation
internal import GRDB

/// What an export covers and how far it is, in a small database beside what it writes.
///
/// A database rather than a list of our own: a `kill -9` or a power cut in the middle of a note must leave the note before
/// it, and sorting a million hits must not take a million hits' memory. It is removed when the export is whole, and holds
/// numbers, digests and file names, no content.
///
/// One transaction is open all the time and is committed at each checkpoint, after what it speaks of was synced.
struct ExportJournal: Sendable {
  let file: URL
  private let queue: DatabaseQueue

  static let name = "journal.sqlite"

  init(_ file: URL) throws {
    self.file = file
    var configuration = Configuration()
    // The transaction stays open from one page of items to the next.
    configuration.allowsUnsafeTransactions = true
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      // Nobody else reads it; a rollback journal, since not every file system an export may go to can share memory.
      try db.execute(
        sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; "
          + "PRAGMA cache_size = -8000; PRAGMA secure_delete = OFF")
    }
    do {
      queue = try DatabaseQueue(path: file.path, configuration: configuration)
      try queue.inDatabase { db in
        if try !db.tableExists("export_state") { try db.execute(sql: "BEGIN IMMEDIATE; \(Self.tables) COMMIT") }
      }
    } catch let error as DatabaseError {
      throw ExportStorage.failure(error, file.path)
    }
  }

  /// Works with the journal's database; what goes wrong there is said as a failure of the export's place.
  func access<T>(_ body: (Database) throws -> T) throws -> T {
    do { return try queue.inDatabase(body) } catch let error as DatabaseError {
      throw ExportStorage.failure(error, file.path)
    }
  }

  /// Opens the transaction that the next ``commit()`` ends.
  func begin() throws { try access { try $0.execute(sql: "BEGIN IMMEDIATE") } }

  /// Makes all that was noted durable.
  func commit() throws { try access { try $0.execute(sql: "COMMIT") } }

  func close() throws { try queue.close() }

  private static let tables = """
    CREATE TABLE export_state (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE export_hit (
      item INTEGER PRIMARY KEY, message INTEGER NOT NULL, mailbox INTEGER NOT NULL, sent INTEGER NOT NULL,
      conversation BLOB, day INTEGER
    ) STRICT;
    CREATE TABLE export_plan (
      n INTEGER PRIMARY KEY, item INTEGER NOT NULL, message INTEGER NOT NULL, mailbox INTEGER NOT NULL,
      conversation BLOB, day INTEGER, duplicate_of INTEGER
    ) STRICT;
    CREATE TABLE export_custodian (
      mailbox INTEGER PRIMARY KEY, email TEXT NOT NULL, name TEXT NOT NULL, number TEXT, folder TEXT NOT NULL,
      first INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE export_file (
      path TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE export_appended (path TEXT PRIMARY KEY NOT NULL, size INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE TABLE export_exception (item INTEGER PRIMARY KEY, reason TEXT NOT NULL) STRICT;
    """
}

// MARK: - State

extension ExportJournal {
  /// Single facts, each written when it is known.
  enum Fact: String {
    /// The request, as JSON; there once the plan is whole.
    case request
    /// When it began, microseconds since 1970.
    case started
    /// The entry on the archive's ledger that says it began.
    case startEntry
    /// Who began it, and alone may go on: the plan holds what that account may see.
    case account
    /// Hits in the plan.
    case hits
    case exported, duplicates
    /// The last of the plan that is done.
    case position
    /// When everything was written; there once it was.
    case finished
    /// The entry that says so.
    case finishEntry
    case coverage, filters
  }

  func text(_ fact: Fact) throws -> String? {
    try access {
      try String.fetchOne($0, sql: "SELECT value FROM export_state WHERE name = ?", arguments: [fact.rawValue])
    }
  }

  func number(_ fact: Fact) throws -> Int64? { try text(fact).flatMap { Int64($0) } }

  func set(_ fact: Fact, _ value: String) throws {
    try access {
      try $0.execute(
        sql: "INSERT OR REPLACE INTO export_state (name, value) VALUES (?, ?)", arguments: [fact.rawValue, value])
    }
  }

  func set(_ fact: Fact, _ value: Int64) throws { try set(fact, String(value)) }
}
