public import Archive
internal import Foundation
internal import GRDB

extension DeletionGate {
  /// What the gate did with a record of the quarantine.
  public struct Discard: Sendable {
    /// Its number.
    public var record: Int64
    /// Why it stays; empty where it was destroyed.
    public var reasons: [Keeper]
    public var certificate: QuarantineCertificate?
    public var isDiscarded: Bool { certificate != nil }
  }

  /// A rule that keeps a record, on behalf of somebody whom it may concern.
  public struct Keeper: Sendable, Hashable {
    public var mailbox: String
    public var reason: BlockingReason
  }

  /// Destroys a waiting record, if nothing keeps it.
  ///
  /// A record has no mailbox and no date that anyone could rely on. So it is decided like an item in the mailbox of each
  /// person it may concern (``UnreadRecord``): a hold there holds it, whatever the hold's query, days or duration, for
  /// nobody has read it; a retention period counts from when it was set aside, which is the latest that it can have been
  /// sent.
  ///
  /// `why`: what the certificate says.
  /// Throws ``InputError`` where nothing of that number waits.
  public func discard(_ record: Int64, why: String, keys: KeyRing, content: ContentStore) throws -> Discard {
    let db = act.db
    let row = try Row.fetchOne(
      db, sql: "SELECT * FROM quarantine WHERE id = ? AND state = 'waiting'", arguments: [record])
    guard let row else {
      throw InputError(
        "nothing of the number \(record) waits in quarantine; see 'holdfast quarantine list'",
        code: "quarantine.unknown")
    }
    // What a format noted beside the bytes names people as well.
    let unread = UnreadRecord((row["record"] as Data?).map { Array($0) + Array(row["note"] as Data? ?? Data()) })
    let keepers = try keepers(of: unread, setAside: Moment(microseconds: row["created"]))
    guard keepers.isEmpty else { return Discard(record: record, reasons: keepers) }

    let certificate = try QuarantineCertificate.write(record, reason: why, keys, act)
    try QuarantineCorrection.write(record, "discarded", act)
    // What the log says of the record may quote it, and names whom it was from.
    try db.execute(
      sql: """
        UPDATE import_log SET participant = NULL, reason = 'it waited in quarantine, and was discarded'
        WHERE connector = ? AND date = ? AND file = ? AND line = ? AND outcome = 'quarantined'
        """,
      arguments: [row["connector"] as Int64, row["date"] as String, row["file"] as String, row["line"] as Int64])
    let contents = try Int64.fetchAll(
      db,
      sql: """
        SELECT id FROM content
        WHERE digest = ? OR digest IN (SELECT digest FROM quarantine_content WHERE quarantine = ?)
        """, arguments: [row["content"] as Data?, record])
    try db.execute(sql: "DELETE FROM quarantine WHERE id = ?", arguments: [record])
    try content.dropUnreferenced(contents, db)
    return Discard(record: record, reasons: [], certificate: certificate)
  }

  /// Notes that the bytes of discarded records are to leave the write-ahead log once this act is durable; no index ever
  /// had their words.
  public func finishDiscarding(_ count: Int) throws {
    guard count > 0 else { return }
    try act.db.execute(
      sql: "INSERT INTO erasure (entry, messages, stage) VALUES (?, ?, 2)", arguments: [act.entry, count])
  }

  /// People named in a refusal: enough to see why, and one is enough to refuse.
  private static let mostKept = 10

  private func keepers(of record: UnreadRecord, setAside: Moment) throws -> [Keeper] {
    let book = try RuleBook(act.db)
    let mapped = Dictionary(
      grouping: try Row.fetchAll(act.db, sql: "SELECT lower(email) AS email, number FROM mapping"),
      by: { $0["email"] as String }
    ).mapValues { $0.map { $0["number"] as String } }
    let further = try MailboxNumbers.all(act.db)
    var keepers: [Keeper] = []
    var people = 0
    for mailbox in try Mailbox.all(act.db) where people < Self.mostKept {
      let numbers = (mapped[mailbox.email.lowercased()] ?? []) + (further[mailbox.id] ?? [])
      guard record.mayConcern(mailbox, numbers: numbers) else { continue }
      let facts = ItemFacts(
        item: 0, mailbox: mailbox.id, isOutgoing: true, sent: setAside, received: setAside, isPartlyIndexed: true,
        isQuarantined: true)
      var rules = try book.rules(for: mailbox.id)
      for index in rules.litigationHolds.indices { rules.litigationHolds[index].duration = nil }
      let decision = Decision.decide(facts, rules: rules, at: act.now) { _ in .cannotTell }
      keepers += decision.blocking.map { Keeper(mailbox: mailbox.email, reason: $0) }
      if !decision.blocking.isEmpty { people += 1 }
    }
    return keepers
  }
}

/// Discarding records of the quarantine: what a person asks for.
public enum QuarantineDiscard {
  /// Discards those that nothing keeps, and says of the others what does.
  ///
  /// - Throws: ``InputError`` where a number is none of what waits, or no reason is given; then nothing is discarded.
  public static func run(_ records: [Int64], why: String, in archive: Archive, _ act: Act) throws
    -> [DeletionGate.Discard]
  {
    guard !why.isEmpty, why.utf8.count <= HoldTerms.longestNote,
      !why.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw InputError(
        "say why in one line of at most \(HoldTerms.longestNote) bytes: the certificate keeps it",
        code: "quarantine.reason")
    }
    let gate = try DeletionGate(act, content: archive.content)
    var seen: Set<Int64> = []
    let outcomes = try records.filter { seen.insert($0).inserted }.map {
      try gate.discard($0, why: why, keys: archive.keys, content: archive.content)
    }
    let discarded = outcomes.compactMap(\.certificate)
    try gate.finishDiscarding(discarded.count)
    act.note("reason", .text(why))
    act.note(
      "discarded",
      .list(
        discarded.map {
          .record(["quarantine": .number($0.quarantine), "commitment": .text($0.commitment.hex)])
        }))
    act.note("blocked", .list(outcomes.filter { !$0.isDiscarded }.map { .number($0.record) }))
    if discarded.count < outcomes.count { act.result = discarded.isEmpty ? .refused : .partial }
    return outcomes
  }
}
