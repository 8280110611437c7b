internal import Foundation
public import GRDB
internal import Synchronization

/// The archive's object stores, opened when they are first needed; and what this process has put there and not yet
/// entered.
public final class ObjectStores: Sendable {
  /// Makes the client of a store; nothing is asked of it yet.
  public typealias Opener = @Sendable (StoreSettings, StoreCredentials) throws -> any ObjectStore

  /// For programs that were built without object storage.
  public static let none: Opener = { settings, _ in
    throw StorageError("\(settings.address) can't be used: this program speaks to no object store")
  }

  /// What the stores keep for the archive.
  public enum Purpose: String, Sendable, CaseIterable, Codable {
    /// Recordings, attachments and outsized records.
    case content
    /// The partner's files, encrypted, between its site and the archive.
    case staging
  }

  /// An object this process has put, or found to be there.
  struct Kept: Sendable {
    var store: StoreSettings.ID
    var size: Int64
    /// ``StoreSettings``' count of removals before it was looked for.
    var removals: Int64
  }

  /// Nil where an archive is only examined: then no store can be reached.
  private let keys: KeyRing?
  private let database: (any DatabaseReader)?
  private let opener: Opener
  private let opened = Mutex<[StoreSettings.ID: (settings: StoreSettings, store: any ObjectStore)]>([:])
  private let kept = Mutex<[Digest: Kept]>([:])

  init(_ database: any DatabaseReader, keys: KeyRing, opener: @escaping Opener) {
    (self.database, self.keys, self.opener) = (database, keys, opener)
  }

  /// Of an archive that is examined, perhaps without its keys: what lies in stores can't be reached.
  init() { (database, keys, opener) = (nil, nil, Self.none) }

  private func read<T>(_ body: (Database) throws -> T) throws -> T {
    guard let database else { throw Self.unreachable }
    return try database.read(body)
  }

  private static var unreachable: StorageError { StorageError("an archive that is only examined reaches no store") }

  deinit { opened.withLock { $0.values.forEach { $0.store.close() } } }

  /// Where that goes now; nil: to the archive's own folder.
  public static func place(of purpose: Purpose, _ db: Database) throws -> StoreSettings? {
    try StoreSettings.fetchOne(
      db,
      sql: "SELECT s.* FROM storage_use u JOIN object_store s ON s.id = u.store WHERE u.purpose = ?",
      arguments: [purpose.rawValue])
  }

  /// Takes a restored archive out of the stores: all content was restored to its own folder, but for what the backup lacked.
  ///
  /// The archive that the backup was made of may live on; two that remove objects of the same place would take each other's.
  static func leave(besides missing: [Digest], _ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE storage_use SET store = NULL, changed_entry = ? WHERE store IS NOT NULL", arguments: [act.entry])
    let left = Set(missing.map { Data($0.bytes) })
    let away = try Data.fetchAll(act.db, sql: "SELECT digest FROM content_object WHERE store IS NOT NULL")
    for digest in away where !left.contains(digest) {
      guard let digest = Digest(bytes: digest) else { continue }
      try ContentStore.setPlace(digest, nil, act.db)
    }
  }

  /// Sends that to another place from now on; what there is stays where it is.
  public static func use(_ store: StoreSettings.ID?, for purpose: Purpose, _ act: Act) throws {
    try act.db.execute(
      sql: """
        INSERT INTO storage_use (purpose, store, changed_entry) VALUES (?, ?, ?)
        ON CONFLICT (purpose) DO UPDATE SET store = excluded.store, changed_entry = excluded.changed_entry
        """, arguments: [purpose.rawValue, store, act.entry])
    act.note("purpose", .text(purpose.rawValue))
  }

  /// The store where that goes now, read outside any transaction; nil: to the archive's own folder.
  public func current(_ purpose: Purpose) throws -> (settings: StoreSettings, store: any ObjectStore)? {
    guard let settings = try read({ try Self.place(of: purpose, $0) }) else { return nil }
    return (settings, try open(settings))
  }

  /// The store of that number.
  public func store(_ id: StoreSettings.ID, _ db: Database) throws -> any ObjectStore {
    if let known = opened.withLock({ $0[id]?.store }) { return known }
    guard let settings = try StoreSettings.find(id, db) else {
      throw StorageError("store \(id) is not on record; restore the archive's database from a backup")
    }
    return try open(settings)
  }

  /// A client of the store, the one that is there already where its settings are the same.
  public func open(_ settings: StoreSettings) throws -> any ObjectStore {
    if let known = opened.withLock({ $0[settings.id] }), known.settings == settings { return known.store }
    guard let keys else { throw Self.unreachable }
    let made = try opener(settings, settings.credentials(keys))
    guard settings.id != 0 else { return made }
    let replaced = opened.withLock { stores in
      defer { stores[settings.id] = (settings, made) }
      return stores[settings.id]?.store
    }
    replaced?.close()
    return made
  }

  // MARK: - Between putting and entering

  /// How many transactions have begun to remove objects there.
  static func removals(_ store: StoreSettings.ID, _ db: Database) throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT removals FROM object_store WHERE id = ?", arguments: [store]) ?? 0
  }

  func removals(_ store: StoreSettings.ID) throws -> Int64 { try read { try Self.removals(store, $0) } }

  func isStored(_ digest: Digest, in store: StoreSettings.ID) throws -> Bool {
    try read { db in
      try Bool.fetchOne(
        db, sql: "SELECT 1 FROM content_object WHERE digest = ? AND store = ?",
        arguments: [Data(digest.bytes), store]) ?? false
    }
  }

  func note(_ digest: Digest, _ object: Kept) { kept.withLock { $0[digest] = object } }
  func noted(_ digest: Digest) -> Kept? { kept.withLock { $0[digest] } }
  func forget(_ digest: Digest) { _ = kept.withLock { $0.removeValue(forKey: digest) } }
}
