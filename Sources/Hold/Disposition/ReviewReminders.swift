public import Archive
public import GRDB

/// Tells reviewers by e-mail that items wait for them, once a week while any do: what a timer calls, as often as it likes.
///
/// A letter says how many items wait and since when, and nothing of what they are. It goes out with what else waits in the
/// outbox.
public enum ReviewReminders {
  /// The market leader's: weekly.
  public static let days = 7

  /// What waits for one reviewer.
  public struct Due: Sendable, Hashable {
    public var reviewer: String
    public var items: Int
    /// When the oldest of their periods ended.
    public var since: Moment
  }

  /// What a run did.
  public struct Report: Sendable, Hashable {
    /// Whom a letter was written to.
    public var reminded: [Due] = []
    /// For whom items wait, and whose account is no e-mail address.
    public var unreachable: [String] = []
  }

  /// The reviewers for whom items wait and who were not reminded in the last week, by account.
  public static func due(at now: Moment, _ db: Database) throws -> [Due] {
    var waiting: [String: Due] = [:]
    let pending = try PendingDisposals(db, at: now)
    try pending.each { item in
      for reviewer in pending.reviewers(of: item) {
        var due = waiting[reviewer] ?? Due(reviewer: reviewer, items: 0, since: item.since)
        (due.items, due.since) = (due.items + 1, min(due.since, item.since))
        waiting[reviewer] = due
      }
    }
    return try waiting.values.sorted { $0.reviewer < $1.reviewer }.filter { due in
      let last = try Int64.fetchOne(
        db, sql: "SELECT MAX(at) FROM review_reminder WHERE reviewer = ?", arguments: [due.reviewer])
      return last.map { Moment(microseconds: $0).adding(days: days) <= now } ?? true
    }
  }

  /// Queues a letter to everybody who is due, or nothing and without a ledger entry where nobody is.
  public static func run(_ archive: Archive, by session: Session) throws -> Report {
    try archive.authorize(.reviewersReminded, by: session)
    let found = try archive.read { try due(at: session.now, $0) }
    guard found.contains(where: { address(of: $0.reviewer) != nil }) else {
      return Report(unreachable: found.map(\.reviewer))
    }
    return try archive.perform(.reviewersReminded, by: session) { act in
      let mail = try MailService.require(act.db)
      let organization = try Setting.organization.read(act.db) ?? ""
      var report = Report()
      // Looked up again in this transaction: another process may have been faster.
      for one in try due(at: act.now, act.db) {
        guard let address = address(of: one.reviewer) else {
          report.unreachable.append(one.reviewer)
          continue
        }
        try queue(one, to: address, mail, organization, act)
        report.reminded.append(one)
      }
      act.note(
        "reviewers",
        .list(
          report.reminded.map { .record(["reviewer": .text($0.reviewer), "items": .number($0.items)]) }))
      if !report.unreachable.isEmpty { act.note("unreachable", .list(report.unreachable.map { .text($0) })) }
      return report
    }
  }

  /// An account is an e-mail address or a user's name.
  private static func address(of reviewer: String) -> String? { EmailAddress.isWritable(reviewer) ? reviewer : nil }

  private static func queue(
    _ due: Due, to address: String, _ mail: MailService, _ organization: String, _ act: Act
  ) throws {
    let items = due.items == 1 ? "1 item waits" : "\(due.items) items wait"
    let name = try Mailbox.find(email: address, act.db)?.displayName ?? ""
    let letter = OutboxLetter(
      from: MailboxForm(name: HeaderText.clean(organization), address: mail.sender), sender: mail.sender, to: name,
      at: address, subject: "\(items) for your disposition review",
      body: """
        \(items) for your review before it may be destroyed, the oldest since \(due.since).
        Nothing is destroyed before you, and every stage after yours, have approved.

        See them with:       holdfast disposition list --mine
        Approve them with:   holdfast disposition approve ITEM --comment WHY

        You get this once a week while anything waits.

        """.replacing("\n", with: "\r\n"), date: act.now)
    let messageID = OutboxLetter.messageID(domain: mail.domain)
    try NoticeDelivery.insert(
      .reminder, for: 0, version: 0, to: .officer, at: address, messageID: messageID, message: letter.bytes(messageID),
      act)
    try act.db.execute(
      sql: "INSERT INTO review_reminder (reviewer, entry, at, items) VALUES (?, ?, ?, ?)",
      arguments: [due.reviewer, act.entry, act.now.microseconds, due.items])
  }
}
