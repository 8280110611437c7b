public import Archive
internal import Foundation
public import GRDB

/// Mirrors holds and retention to the Object Lock of the bucket that content lies in, so that the bucket too refuses to
/// remove what may not go.
///
/// The bucket follows the archive and never decides: an object is under legal hold there while a hold, or a rule without
/// an end, keeps any copy of a message that has it; it is locked until the last date that rules retain such a copy for.
/// That date is lengthened and never shortened, so that a rule made laxer leaves the lock that was.
public enum ObjectLocks {
  /// What one mirroring did.
  public struct Report: Sendable, Encodable {
    public var objects = 0
    public var changed = 0
    public var failed = 0
  }

  /// How the locks stand, as the store last confirmed them.
  public struct Status: Sendable, Encodable {
    public var held: Int
    public var retained: Int
    /// Objects that lie in a store with locks and were never looked at.
    public var waiting: Int
    public var failures: [Failure]
  }

  /// Locks the store did not set.
  public struct Failure: Sendable, Encodable {
    public var objects: Int
    public var reason: String
  }

  /// Objects looked at in one state of the database, and locked in one act.
  private static let atOnce = 200

  public static func status(_ db: Database) throws -> Status {
    func count(_ condition: String) throws -> Int {
      try Int.fetchOne(
        db,
        sql: """
          SELECT COUNT(*) FROM content_object o JOIN object_store s ON s.id = o.store
          WHERE s.lock <> 'off' AND \(condition)
          """) ?? 0
    }
    return Status(
      held: try count("o.held"), retained: try count("o.retain_until IS NOT NULL"),
      waiting: try count("o.mirrored = 0"),
      failures: try Row.fetchAll(
        db,
        sql: """
          SELECT COUNT(*) AS objects, lock_error FROM content_object WHERE lock_error IS NOT NULL GROUP BY lock_error
          """
      ).map { Failure(objects: $0["objects"], reason: $0["lock_error"]) })
  }

  /// Brings the locks of all objects up to date.
  ///
  /// `newOnly`: of those alone that were never looked at, as after an import.
  public static func mirror(
    _ archive: Archive, by session: Session, newOnly: Bool = false, progress: (Int) -> Void = { _ in }
  ) throws -> Report {
    try archive.authorize(.objectsLocked, by: session)
    var report = Report()
    for settings in try archive.read({ try StoreSettings.all($0) }) where settings.lock != .off {
      let store = try archive.content.objects.open(settings)
      var last = Data()
      while true {
        let wanted = try archive.read { try Wanted.next(after: last, newOnly, in: settings, at: session.now, $0) }
        guard let end = wanted.last else { break }
        last = Data(end.digest.bytes)
        report.objects += wanted.count
        try apply(wanted, to: store, settings, archive, session, &report)
        progress(report.objects)
      }
    }
    return report
  }

  private static func apply(
    _ wanted: [Wanted], to store: any ObjectStore, _ settings: StoreSettings, _ archive: Archive, _ session: Session,
    _ report: inout Report
  ) throws {
    var changes: [(Wanted, (any Error)?)] = []
    var lost: (any Error)?
    for object in wanted where object.isChanged {
      do {
        if let lost { throw lost }
        try object.apply(to: store, settings)
        changes.append((object, nil))
      } catch {
        // One try is enough to know that a store can't be reached.
        if StoreProblem.unreachable.is(error) { lost = error }
        changes.append((object, error))
      }
    }
    let looked = wanted.filter { $0.isNew && !$0.isChanged }
    guard !changes.isEmpty || !looked.isEmpty else { return }
    try archive.perform(.objectsLocked, on: settings.address, by: session) { act in
      for object in looked {
        try act.db.execute(
          sql: "UPDATE content_object SET mirrored = 1, lock_error = NULL WHERE digest = ? AND store = ?",
          arguments: [Data(object.digest.bytes), settings.id])
      }
      for (object, error) in changes { try object.note(error, settings, act.db) }
      act.note("held", .number(changes.count { $0.1 == nil && $0.0.isHeld && !$0.0.wasHeld }))
      act.note("released", .number(changes.count { $0.1 == nil && !$0.0.isHeld && $0.0.wasHeld }))
      act.note("retained", .number(changes.count { $0.1 == nil && $0.0.isLonger }))
      act.note("failed", .number(changes.count { $0.1 != nil }))
    }
    report.changed += changes.count { $0.1 == nil }
    report.failed += changes.count { $0.1 != nil }
  }
}

/// How an object should be locked, beside how it is.
private struct Wanted {
  var digest: Digest
  var isHeld = false
  var until: Moment?
  var wasHeld: Bool
  var wasUntil: Moment?
  /// Whether it was never looked at, or failed to be locked the last time.
  var isNew: Bool

  var isLonger: Bool { until.map { $0 > wasUntil ?? .distantPast } ?? false }
  var isChanged: Bool { isHeld != wasHeld || isLonger }

  func apply(to store: any ObjectStore, _ settings: StoreSettings) throws {
    let key = ContentStore.key(of: digest, under: settings.prefix)
    if isLonger, let until { try store.retain(key, until: until, mode: settings.lock) }
    if isHeld != wasHeld { try store.setHold(isHeld, on: key) }
  }

  func note(_ error: (any Error)?, _ settings: StoreSettings, _ db: Database) throws {
    let place: StatementArguments = [Data(digest.bytes), settings.id]
    if let error {
      try db.execute(
        sql: "UPDATE content_object SET lock_error = ? WHERE digest = ? AND store = ?", arguments: ["\(error)"] + place)
    } else {
      try db.execute(
        sql: """
          UPDATE content_object SET held = ?, retain_until = COALESCE(?, retain_until), lock_error = NULL, mirrored = 1
          WHERE digest = ? AND store = ?
          """, arguments: [isHeld, isLonger ? until?.microseconds : nil] + place)
    }
  }

  /// The next objects of a store, with what the rules ask for them now.
  static func next(
    after last: Data, _ newOnly: Bool, in settings: StoreSettings, at now: Moment, _ db: Database
  ) throws -> [Wanted] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT digest, held, retain_until, mirrored = 0 OR lock_error IS NOT NULL AS is_new FROM content_object
        WHERE store = ? AND digest > ? \(newOnly ? "AND mirrored = 0" : "") ORDER BY digest LIMIT \(atOnce)
        """, arguments: [settings.id, last])
    guard !rows.isEmpty else { return [] }
    let keeping = try Keeping(db, at: now)
    return try rows.compactMap { row in
      guard let digest = Digest(bytes: row["digest"] as Data) else { return nil }
      var wanted = Wanted(
        digest: digest, wasHeld: row["held"],
        wasUntil: (row["retain_until"] as Int64?).map { Moment(microseconds: $0) }, isNew: row["is_new"])
      (wanted.isHeld, wanted.until) = try keeping.of(digest)
      return wanted
    }
  }

  private static let atOnce = 200
}

/// What keeps the copies of messages that have some content.
private final class Keeping {
  private let db: Database
  private let now: Moment
  private let book: RuleBook
  private let queries: HoldQueries
  private let codec: MessageCodec
  private var mailboxes: [Mailbox.ID: MailboxRules] = [:]

  init(_ db: Database, at now: Moment) throws {
    (self.db, self.now, queries) = (db, now, HoldQueries(db))
    (book, codec) = (try RuleBook(db), try MessageCodec())
  }

  /// Whether it is held without an end, and until when rules retain it.
  func of(_ digest: Digest) throws -> (isHeld: Bool, until: Moment?) {
    let data = Data(digest.bytes)
    // What waits in quarantine nobody may discard.
    var isHeld = try Bool.fetchOne(db, sql: "SELECT 1 FROM quarantine WHERE content = ?", arguments: [data]) ?? false
    var until: Moment?
    let items = try Int64.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT i.id FROM content c JOIN message_content m ON m.content = c.id JOIN item i ON i.message = m.message
          WHERE c.digest = ?
          """), arguments: [data])
    for id in items {
      for reason in try reasons(Item.ID(id)) {
        if reason.isHold || reason.until == nil {
          isHeld = true
        } else if [.label, .record, .policy].contains(reason.kind), let end = reason.until, end > now {
          until = max(until ?? end, end)
        }
      }
    }
    return (isHeld, until)
  }

  private func reasons(_ id: Item.ID) throws -> [BlockingReason] {
    guard let item = try Item.find(id, db) else { return [] }
    let message = try Message.require(item.message, db)
    var facts = ItemFacts(item, message, try message.attachments(codec))
    try book.labels.enter(into: &facts, of: message.id)
    let rules =
      try mailboxes[item.mailbox]
      ?? MailboxRules(try book.rules(for: item.mailbox), mailbox: item.mailbox, at: now)
    mailboxes[item.mailbox] = rules
    return rules.explain(facts) { queries.match(message.id, $0) }.blocking
  }
}
