public import Foundation
public import GRDB
internal import Glibc

/// One archive: a folder with the database, the content store, the keys and the ledger's head.
///
/// ```
/// archive.sqlite   messages, items, index, holds, rules, ledger (WAL, synchronous=FULL)
/// content/         large parts by digest
/// keys/            0600
/// staging/         what a connector has fetched and not yet imported, encrypted
/// ledger.head      the newest signed checkpoint
/// ```
public final class Archive: Sendable {
  public let folder: URL
  public let content: ContentStore
  public let keys: KeyRing
  public let isSandbox: Bool
  let pool: DatabasePool
  let ledger: Ledger

  static let databaseName = "archive.sqlite"

  /// What to run on every connection before it is used: the search module registers its tokenizer so.
  public typealias Prepare = @Sendable (Database) throws -> Void

  private init(folder: URL, keys: KeyRing, prepare: @escaping Prepare) throws {
    self.folder = folder
    self.keys = keys
    content = ContentStore(folder: folder.appendingPathComponent("content", isDirectory: true))
    ledger = Ledger(
      signer: keys.signer, head: LedgerHead(file: folder.appendingPathComponent("ledger.head")))
    pool = try Self.openPool(folder.appendingPathComponent(Self.databaseName), prepare)
    try Schema.migrator.migrate(pool)
    isSandbox = try pool.read { try Setting.sandbox.read($0) == "true" }
  }

  /// Pages the log may hold before they are copied into the database: 32 MB rather than the usual 4, since an import
  /// writes the same index pages again and again, and each copying waits for the disk twice.
  private static let walPages = 8_000

  /// How long a transaction waits for another process's before it gives up, in seconds.
  private static let busyTimeout = 60.0

  private static func openPool(_ file: URL, _ prepare: @escaping Prepare) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeout)
    configuration.foreignKeysEnabled = false
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      // Deleted rows are overwritten with zeros: purged means gone.
      try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000")
      try prepare(db)
    }
    let pool = try DatabasePool(path: file.path, configuration: configuration)
    // GRDB sets NORMAL for WAL, which may lose the last commits to a power cut; an import's watermark and an
    // officer's hold may not be lost.
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = \(walPages)")
    }
    for name in [file.lastPathComponent, file.lastPathComponent + "-wal", file.lastPathComponent + "-shm"] {
      _ = chmod(file.deletingLastPathComponent().appendingPathComponent(name).path, 0o600)
    }
    return pool
  }

  // MARK: - Making and opening

  /// Makes a new archive in a folder that is empty or not there, with the calling user a member of all role groups.
  ///
  /// - Throws: ``InputError`` where something is there already, ``StorageError`` where it can't be written.
  public static func create(
    at folder: URL, organization: String, sandbox: Bool, user: String, at time: Moment? = nil,
    prepare: @escaping Prepare = { _ in }
  ) throws -> Archive {
    let files = FileManager.default
    if let found = try? files.contentsOfDirectory(atPath: folder.path), !found.isEmpty {
      throw InputError(
        "\(folder.path) is not empty; give --archive a folder that is empty or does not exist", code: "archive.exists")
    }
    guard sandbox || time == nil else { throw AccessError.timeIsNotYours }
    do { try DurableFile.makeFolder(folder) } catch {
      throw StorageError("could not make the folder \(folder.path): \(error.localizedDescription)")
    }
    let keys = try KeyRing.create(in: folder.appendingPathComponent("keys", isDirectory: true))
    let archive = try Archive(folder: folder, keys: keys, prepare: prepare)
    let account = user.lowercased()
    let session = Session(account: account, pinnedTime: time)
    try archive.write(.archiveCreated, on: organization, by: session) { act in
      let db = act.db
      try Setting.organization.write(organization, db)
      try Setting.sandbox.write(String(sandbox), db)
      try Setting.created.write(RFC3339.format(session.now), db)
      try db.execute(
        sql: "INSERT INTO account_binding (os_user, account) VALUES (?, ?)", arguments: [user, account])
      for group in RoleGroup.allCases {
        try db.execute(
          sql: "INSERT INTO account_group (account, role_group) VALUES (?, ?)",
          arguments: [account, group.rawValue])
      }
      act.note("administrator", .text(account))
      act.note("sandbox", .flag(sandbox))
      act.note("ledgerKey", .text(keys.signer.publicKey.hex))
    }
    return try open(at: folder, prepare: prepare)
  }

  /// Opens an archive made before.
  public static func open(at folder: URL, prepare: @escaping Prepare = { _ in }) throws -> Archive {
    guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(databaseName).path) else {
      throw InputError(
        "there is no archive in \(folder.path); make one with 'holdfast init', or name another with --archive",
        code: "archive.missing")
    }
    let keys = try KeyRing.open(folder.appendingPathComponent("keys", isDirectory: true))
    return try Archive(folder: folder, keys: keys, prepare: prepare)
  }

  /// The session of a user of this machine.
  ///
  /// `account`: the account to act as; nil: the one the user is bound to.
  /// `time`: a sandbox's made-up time.
  public func session(user: String, account: String? = nil, at time: Moment? = nil) throws -> Session {
    if time != nil, !isSandbox { throw AccessError.timeIsNotYours }
    let bound = try pool.read { db in
      try String.fetchAll(
        db, sql: "SELECT account FROM account_binding WHERE os_user = ? ORDER BY account",
        arguments: [user])
    }
    let wanted = account?.lowercased()
    if let wanted, !isSandbox, !bound.contains(wanted) {
      throw AccessError.notBound(user: user, account: wanted)
    }
    return Session(account: wanted ?? bound.first ?? user.lowercased(), pinnedTime: time)
  }

  public var stagingFolder: URL { folder.appendingPathComponent("staging", isDirectory: true) }
  public var ledgerKey: LedgerPublicKey { keys.signer.publicKey }
}
