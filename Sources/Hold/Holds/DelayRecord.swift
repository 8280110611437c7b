public import Archive
public import GRDB

/// A mailbox under delay: something was taken away, and what it held stays held a while.
public struct DelayRecord: Sendable, Hashable {
  public var mailbox: Mailbox
  /// What was taken away: a hold, or a retention policy.
  public var source: Source
  public var since: Moment
  public var until: Moment

  public enum Source: Sendable, Hashable {
    case hold(HoldRecord)
    case policy(PolicyRecord)

    public var name: String {
      switch self {
      case .hold(let record): record.name
      case .policy(let record): record.name
      }
    }
  }

  /// Longest reason for ending a delay: a sentence or two for whoever asks why.
  static let longestReason = HoldTerms.longestNote

  /// The delays that run, by mailbox.
  ///
  /// `mailbox`: only this one's.
  public static func running(at moment: Moment, on mailbox: Mailbox? = nil, _ db: Database) throws -> [DelayRecord] {
    let book = try RuleBook(db)
    let mailboxes = try mailbox.map { [$0] } ?? candidates(at: moment, db)
    return try mailboxes.flatMap { mailbox in
      let holds = try HoldRecord.onMailbox(mailbox.id, db).compactMap { record, location -> DelayRecord? in
        guard let since = location.releasedAt, let until = location.heldUntil else { return nil }
        return DelayRecord(mailbox: mailbox, source: .hold(record), since: since, until: until)
      }
      let policies = try book.delayingPolicies(on: mailbox.id).map { policy, since, until in
        DelayRecord(mailbox: mailbox, source: .policy(policy), since: since, until: until)
      }
      return (holds + policies).filter { $0.since <= moment && moment < $0.until }
    }
  }

  /// The mailboxes on which a delay may run: those of holds that left one, and all while a policy has left one.
  private static func candidates(at moment: Moment, _ db: Database) throws -> [Mailbox] {
    if try PolicyBook.mayDelay(at: moment, db) {
      return try Mailbox.all(db)
    }
    return try Mailbox.fetchAll(
      db,
      sql: """
        SELECT * FROM mailbox WHERE id IN (SELECT mailbox FROM hold_location WHERE delay_until > ?) ORDER BY email
        """, arguments: [moment.microseconds])
  }

  /// Ends the delays that holds have left on a mailbox, before their time.
  ///
  /// What a retention policy has left runs its time: who may release holds does not undo what records management keeps.
  /// - Throws: ``InputError`` where no hold's delay runs, or no reason is given.
  public static func end(on email: String, because reason: String, _ act: Act) throws -> [DelayRecord] {
    let mailbox = try Mailbox.require(email, act.db)
    guard !reason.allSatisfy(\.isWhitespace), reason.unicodeScalars.count <= longestReason,
      !reason.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\n" })
    else {
      throw InputError(
        "say why the delay ends early, in 1 to \(longestReason) characters and no control characters",
        code: "delay.reason")
    }
    let ended = try running(at: act.now, on: mailbox, act.db).filter {
      if case .hold = $0.source { true } else { false }
    }
    guard !ended.isEmpty else {
      throw InputError(
        "no hold has left a delay on '\(mailbox.email)'; see 'holdfast hold delay list'", code: "delay.none")
    }
    try act.db.execute(
      sql: "INSERT INTO delay_hold_end (mailbox, entry, at, reason) VALUES (?, ?, ?, ?)",
      arguments: [mailbox.id.rawValue, act.entry, act.now.microseconds, reason])
    act.note("reason", .text(reason))
    act.note(
      "ended",
      .list(ended.map { .record(["hold": .text($0.source.name), "until": .text($0.until.description)]) }))
    return ended
  }
}
