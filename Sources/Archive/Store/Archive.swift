public import Foundation
public import GRDB

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
  let store: any DatabaseWriter
  let ledger: Ledger

  static let databaseName = "archive.sqlite"

  /// What to run on every connection before it is used: the search module registers its tokenizer so.
  public typealias Prepare = @Sendable (Database) throws -> Void

  private init(
    folder: URL, keys: KeyRing, connections: Connections, stores: @escaping ObjectStores.Opener,
    prepare: @escaping Prepare
  ) throws {
    self.folder = folder
    self.keys = keys
    ledger = Ledger(
      signer: keys.signer, head: LedgerHead(file: folder.appendingPathComponent("ledger.head")))
    store = try connections.open(folder.appendingPathComponent(Self.databaseName), prepare)
    content = ContentStore(
      folder: folder.appendingPathComponent("content", isDirectory: true),
      objects: ObjectStores(store, keys: keys, opener: stores))
    try Schema.migrator.migrate(store)
    isSandbox = try store.read { try Setting.sandbox.read($0) == "true" }
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
    let archive = try Archive(
      folder: folder, keys: keys, connections: .several, stores: ObjectStores.none, prepare: prepare)
    let account = user.lowercased()
    let session = Session(account: account, pinnedTime: time)
    try archive.write(.archiveCreated, on: organization, by: session) { act in
      let db = act.db
      try Setting.organization.write(organization, act)
      try Setting.sandbox.write(String(sandbox), act)
      try Setting.created.write(RFC3339.format(session.now), act)
      try db.execute(
        sql: "INSERT INTO account_binding (os_user, account, entry) VALUES (?, ?, ?)",
        arguments: [user, account, act.entry])
      for group in RoleGroup.allCases { try Accounts.grant(account, group, act) }
      act.note("administrator", .text(account))
      act.note("sandbox", .flag(sandbox))
      act.note("ledgerKey", .text(keys.signer.publicKey.hex))
    }
    return try open(at: folder, prepare: prepare)
  }

  /// Opens an archive made before.
  ///
  /// `stores`: makes the clients of object stores, where the archive has any.
  public static func open(
    at folder: URL, connections: Connections = .several, stores: @escaping ObjectStores.Opener = ObjectStores.none,
    prepare: @escaping Prepare = { _ in }
  ) throws -> Archive {
    guard FileManager.default.fileExists(atPath: folder.appendingPathComponent(databaseName).path) else {
      throw InputError(
        "there is no archive in \(folder.path); make one with 'holdfast init', or name another with --archive",
        code: "archive.missing")
    }
    let keys = try KeyRing.open(folder.appendingPathComponent("keys", isDirectory: true))
    return try Archive(folder: folder, keys: keys, connections: connections, stores: stores, prepare: prepare)
  }

  /// The session of a user of this machine.
  ///
  /// `account`: the account to act as; nil: the one the user is bound to.
  /// `time`: a sandbox's made-up time.
  public func session(user: String, account: String? = nil, at time: Moment? = nil) throws -> Session {
    if time != nil, !isSandbox { throw AccessError.timeIsNotYours }
    let bound = try store.read { db in
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
