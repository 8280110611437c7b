internal import Foundation
internal import GRDB

/// Finds objects that nothing refers to: what a run that was cut off had put and not yet entered.
public enum ObjectCleaning {
  /// What was found in a store.
  public struct Report: Sendable, Encodable {
    public var objects = 0
    /// Which nothing refers to, and which are older than a day: they are to be removed.
    public var leftovers = 0
    /// Of keys that aren't ours; they are left alone.
    public var foreign = 0
  }

  /// How old a leftover must be: nobody puts an object and enters it a day later.
  static let leastAge = Int64(86_400) * 1_000_000

  /// Looks over the store that content goes to, and puts leftovers on the list of what is to be removed there.
  ///
  /// `at`: what the age is counted to, the store's own clock being out of our hands.
  public static func run(_ archive: Archive, by session: Session, at now: Moment? = nil) throws -> Report {
    try archive.authorize(.storageCleaned, by: session)
    guard let (settings, store) = try archive.content.objects.current(.content) else {
      throw InputError("content goes to the archive's own folder; there is no store to clean", code: "storage.local")
    }
    try StoreTrial.claim(store, settings, for: archive)
    let oldest = (now ?? session.now).microseconds - leastAge
    var report = Report()
    var page: String?
    repeat {
      let found = try store.list(settings.prefix + ContentStore.keyFolder, page: page)
      var digests: [Digest] = []
      for object in found.objects {
        report.objects += 1
        guard let digest = ContentStore.digest(ofKey: object.key, under: settings.prefix) else {
          report.foreign += 1
          continue
        }
        if let stored = object.stored, stored.microseconds < oldest { digests.append(digest) }
      }
      report.leftovers += try note(digests, in: settings, archive, session)
      page = found.next
    } while page != nil
    return report
  }

  private static func note(
    _ digests: [Digest], in settings: StoreSettings, _ archive: Archive, _ session: Session
  ) throws -> Int {
    func isLeftover(_ digest: Digest, _ db: Database) throws -> Bool {
      try Int.fetchOne(
        db,
        sql: """
          SELECT 1 FROM content WHERE digest = ?1
          UNION ALL SELECT 1 FROM object_removal WHERE digest = ?1 AND store = ?2 LIMIT 1
          """, arguments: [Data(digest.bytes), settings.id]) == nil
    }
    guard try archive.read({ db in try digests.contains { try isLeftover($0, db) } }) else { return 0 }
    return try archive.perform(.storageCleaned, on: settings.address, by: session) { act in
      let leftovers = try digests.filter { try isLeftover($0, act.db) }
      for digest in leftovers { try ObjectRemoval.note(Data(digest.bytes), in: settings.id, act.db) }
      act.note("leftovers", .number(leftovers.count))
      return leftovers.count
    }
  }
}
