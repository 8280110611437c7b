internal import Foundation
public import GRDB

/// Removes from object stores what purges and moves have left to remove there.
///
/// No transaction waits for the network: one claims some objects and checks that nothing wants them, the store removes
/// them, another forgets them or keeps the reason why not. One process removes at a time, so that no claim is anyone
/// else's.
public enum ObjectRemoval {
  /// Objects claimed together: a second's work at a store that is near.
  private static let atOnce = 20

  /// What could not be removed, by store and reason.
  public struct Failure: Sendable, Hashable, Encodable {
    public var store: String
    public var objects: Int
    public var reason: String
  }

  static func note(_ digest: Data, in store: StoreSettings.ID, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO object_removal (store, digest) VALUES (?, ?)", arguments: [store, digest])
  }

  /// How many objects are to be removed.
  public static func pending(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM object_removal") ?? 0
  }

  /// Why objects that should be gone are still there.
  public static func failures(_ db: Database) throws -> [Failure] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT store, COUNT(*) AS objects, error FROM object_removal WHERE error IS NOT NULL GROUP BY store, error
        ORDER BY store, error
        """
    ).map {
      Failure(
        store: try StoreSettings.find($0["store"], db)?.address ?? "", objects: $0["objects"], reason: $0["error"])
    }
  }

  /// Tries each of them once.
  ///
  /// A store that can't be reached costs one try: what else lies there is left for the next run.
  /// `until`: when to stop; nil: at the end.
  public static func run(_ archive: Archive, until: ContinuousClock.Instant? = nil) throws {
    guard try archive.read(pending) > 0 else { return }
    try DurableFile.makeFolder(archive.content.folder)
    let file = archive.content.folder.appendingPathComponent("removal.lock")
    guard let lock = try FileLock.tryLock(file) else { return }
    defer { lock.release() }
    for settings in try archive.read({ try StoreSettings.all($0) }) {
      var last = Data()
      while until.map({ ContinuousClock.now < $0 }) ?? true {
        let claimed = try claim(after: last, in: settings, archive)
        guard let end = claimed.last else { break }
        last = Data(end.bytes)
        guard try remove(claimed, in: settings, archive) else { break }
      }
    }
  }

  /// The objects that may go now; content that was wanted again is taken off the list.
  private static func claim(after last: Data, in settings: StoreSettings, _ archive: Archive) throws -> [Digest] {
    try archive.maintain { db in
      var claimed: [Digest] = []
      try db.inTransaction(.immediate) {
        let next = try Data.fetchAll(
          db, sql: "SELECT digest FROM object_removal WHERE store = ? AND digest > ? ORDER BY digest LIMIT ?",
          arguments: [settings.id, last, atOnce])
        guard !next.isEmpty else { return .rollback }
        try db.execute(sql: "UPDATE object_store SET removals = removals + 1 WHERE id = ?", arguments: [settings.id])
        for data in next {
          let wanted = try Int.fetchOne(
            db, sql: "SELECT 1 FROM content_object WHERE digest = ? AND store = ?", arguments: [data, settings.id])
          if wanted != nil {
            try db.execute(
              sql: "DELETE FROM object_removal WHERE store = ? AND digest = ?", arguments: [settings.id, data])
          } else if let digest = Digest(bytes: data) {
            try db.execute(
              sql: "UPDATE object_removal SET claimed = 1, tries = tries + 1 WHERE store = ? AND digest = ?",
              arguments: [settings.id, data])
            archive.content.cache.remove(digest)
            claimed.append(digest)
          }
        }
        return .commit
      }
      return claimed
    }
  }

  /// Removes what was claimed, and says whether it pays to go on.
  private static func remove(_ claimed: [Digest], in settings: StoreSettings, _ archive: Archive) throws -> Bool {
    var results: [(Digest, (any Error)?)] = []
    var isReachable = true
    for digest in claimed {
      let result = Result {
        guard isReachable else { throw StoreProblem.unreachable.error("it can't be reached") }
        let store = try archive.content.objects.open(settings)
        let key = ContentStore.key(of: digest, under: settings.prefix)
        // The gate has decided: a hold of ours that the store still mirrors is over.
        if settings.lock != .off { try takeOffHold(key, store) }
        try store.remove(key)
      }
      if case .failure(let error) = result, StoreProblem.unreachable.is(error) { isReachable = false }
      results.append((digest, result.failure))
    }
    try archive.maintain { db in
      try db.inTransaction(.immediate) {
        for (digest, error) in results {
          let place: StatementArguments = [settings.id, Data(digest.bytes)]
          if let error {
            try db.execute(
              sql: "UPDATE object_removal SET claimed = 0, error = ? WHERE store = ? AND digest = ?",
              arguments: ["\(error)"] + place)
          } else {
            try db.execute(sql: "DELETE FROM object_removal WHERE store = ? AND digest = ?", arguments: place)
          }
        }
        return .commit
      }
    }
    return isReachable
  }

  private static func takeOffHold(_ key: String, _ store: any ObjectStore) throws {
    do { try store.setHold(false, on: key) } catch  where StoreProblem.missing.is(error) {
      // It went in a run that was cut off before it could be noted.
    }
  }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
