public import Foundation
internal import GRDB
internal import Glibc

/// Content that lies in an object store.
///
/// An object is put, and confirmed by the store, before the transaction that refers to it begins; one nobody came to
/// refer to is a leftover that ``ObjectCleaning`` finds. Removing is three steps, since no transaction waits for a
/// network: claim, remove, forget. Between putting and entering another process may have removed the same content, so
/// entering compares the store's count of removals with what it was before, and asks the store where it has grown.
extension ContentStore {
  /// The key of content in a store.
  public static func key(of digest: Digest, under prefix: String) -> String {
    let hex = digest.hex
    return "\(prefix)content/\(hex.prefix(2))/\(hex)"
  }

  static let keyFolder = "content/"

  /// The digest a key of ours is of, or nil where it is none.
  static func digest(ofKey key: String, under prefix: String) -> Digest? {
    guard let name = key.split(separator: "/").last, let digest = Digest(hex: name),
      key == Self.key(of: digest, under: prefix)
    else { return nil }
    return digest
  }

  /// Makes a written temporary file the content of that digest, in the place where new content goes.
  ///
  /// The caller has checked the digest. When this returns the content is durable there.
  public func keep(_ temporary: URL, as digest: Digest, size: Int64) async throws {
    guard let (settings, store) = try objects.current(.content) else { return try adopt(temporary, as: digest) }
    try await Waiting.run { try put(temporary, digest, size, settings, store) }
  }

  /// The same for what need not go to a store before it is entered: true where it went to one.
  public func keepObject(_ temporary: URL, as digest: Digest, size: Int64) async throws -> Bool {
    guard try objects.current(.content) != nil else { return false }
    try await keep(temporary, as: digest, size: size)
    return true
  }

  private func put(
    _ temporary: URL, _ digest: Digest, _ size: Int64, _ settings: StoreSettings, _ store: any ObjectStore
  ) throws {
    let removals = try objects.removals(settings.id)
    if try !objects.isStored(digest, in: settings.id) {
      try store.put(
        LocalObject(path: temporary.path, size: size, digest: digest),
        as: Self.key(of: digest, under: settings.prefix))
      objects.note(digest, ObjectStores.Kept(store: settings.id, size: size, removals: removals))
    }
    try cache.take(temporary, as: digest)
  }

  /// Reads content again that was kept and may not yet be entered.
  public func keptPieces(of digest: Digest, size: Int64) throws -> ContentPieces {
    for file in [location(of: digest), cache.location(of: digest)] {
      if let pieces = try? Self.pieces(of: file) { return pieces }
    }
    guard let (settings, store) = try objects.current(.content) else {
      throw StorageError("content \(digest) was fetched, and isn't there")
    }
    return store.pieces(of: Self.key(of: digest, under: settings.prefix), size: size)
  }

  /// Enters, in an act, that content which was put lies in its store; false where this process has put none.
  func enterObject(_ digest: Digest, _ db: Database) throws -> Bool {
    guard let kept = objects.noted(digest) else { return false }
    objects.forget(digest)
    try Self.place(digest, in: kept, objects, db)
    return true
  }

  /// Notes that content lies in a store, if it still does, in the act that put it there.
  static func place(_ digest: Digest, in kept: ObjectStores.Kept, _ objects: ObjectStores, _ db: Database) throws {
    let data = Data(digest.bytes)
    let waiting = try Int.fetchOne(
      db, sql: "SELECT claimed FROM object_removal WHERE store = ? AND digest = ?", arguments: [kept.store, data])
    if try waiting == 1 || ObjectStores.removals(kept.store, db) != kept.removals {
      // Something was removed there since this was put: it may have been this.
      guard waiting != 1, let settings = try StoreSettings.find(kept.store, db),
        try objects.store(kept.store, db).size(of: key(of: digest, under: settings.prefix)) == kept.size
      else {
        throw StorageError(
          "content \(digest) is being removed after an earlier purge, and has come again; run the command again",
          code: "store.removing")
      }
    }
    try setPlace(digest, kept.store, db)
    try db.execute(sql: "DELETE FROM object_removal WHERE store = ? AND digest = ?", arguments: [kept.store, data])
  }

  /// Notes where content lies: nil in the archive's own folder.
  static func setPlace(_ digest: Digest, _ store: StoreSettings.ID?, _ db: Database) throws {
    let data = Data(digest.bytes)
    let known = try Bool.fetchOne(db, sql: "SELECT 1 FROM content_object WHERE digest = ?", arguments: [data]) ?? false
    // The entry is that of the act being written, which a trigger holds it to.
    let entry = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)"
    try db.cachedStatement(
      sql: known
        ? """
        UPDATE content_object SET store = ?, entry = \(entry), held = 0, retain_until = NULL, mirrored = 0,
          lock_error = NULL WHERE digest = ?
        """
        : "INSERT INTO content_object (store, digest, entry) VALUES (?, ?, \(entry))"
    ).execute(arguments: [store, data])
  }

  /// Where that content lies: nil in the archive's own folder.
  static func store(of digest: Data, _ db: Database) throws -> StoreSettings.ID? {
    try db.cachedStatement(sql: "SELECT store FROM content_object WHERE digest = ?").fetchStore(digest)
  }

  /// The bytes of a file, piece by piece.
  public static func pieces(of file: URL) throws -> ContentPieces {
    let handle = try FileHandle(forReadingFrom: file)
    return {
      guard let piece = try handle.read(upToCount: chunk), !piece.isEmpty else {
        try handle.close()
        return nil
      }
      return Array(piece)
    }
  }

  /// The bytes of content that lies in a store.
  ///
  /// Of a restored archive it lies in its folder as well, and is read there until the act that restores it says so.
  func objectPieces(of digest: Digest, size: Int64, in store: StoreSettings.ID, _ db: Database) throws -> ContentPieces
  {
    let file = location(of: digest)
    if FileManager.default.fileExists(atPath: file.path) { return try Self.pieces(of: file) }
    guard let settings = try StoreSettings.find(store, db) else {
      throw StorageError("store \(store) is not on record; restore the archive's database from a backup")
    }
    return try objects.store(store, db).pieces(of: Self.key(of: digest, under: settings.prefix), size: size)
  }
}

extension Statement {
  fileprivate func fetchStore(_ digest: Data) throws -> StoreSettings.ID? {
    try Int64?.fetchOne(self, arguments: [digest]) ?? nil
  }
}
