internal import Archive
internal import Foundation
internal import GRDB
internal import Hold
internal import Search

/// Two hundred policies and fifty query holds over all mailboxes, such that the oldest tenth of the items has expired.
///
/// One policy deletes; the others keep for times that have passed, for everyone or for some, so that each has to be looked
/// at and none decides. Each query hold covers its share of the mailboxes and keeps what matches.
struct ManyRules {
  static let policies = 200
  static let holds = 50
  private static let expired = 0.1
  private static let legalCase = "the matter"
  /// Common and rare words of texts, joined as lawyers join them.
  private static let queries = [
    "ringing", "meeting tomorrow", "\"call me\"", "money OR cash", "price AND NOT special", "urgent*", "contract",
    "subject:call OR winner", "congratulations", "lunch NEAR(3) today",
  ]

  let mailboxes: [Mailbox]
  let items: Int
  /// The deleting policy's period, and whom it leaves out: days are too coarse for a tenth.
  private let days: Int
  private let excluded: [String]

  init(_ bench: BenchArchive) throws {
    let now = bench.session.now
    (mailboxes, items, days, excluded) = try bench.archive.read { db in
      let mailboxes = try Mailbox.all(db)
      let items = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM item") ?? 0
      let sent = try Int64.fetchOne(
        db,
        sql: """
          SELECT sent FROM message ORDER BY sent LIMIT 1 OFFSET (SELECT CAST(COUNT(*) * ? AS INTEGER) FROM message)
          """,
        arguments: [Self.expired])
      guard let sent else { throw BenchmarkError("the archive is empty") }
      let days = Int((now.microseconds - sent) / Moment.perDay)
      let counts = try Row.fetchAll(
        db,
        sql: """
          SELECT i.mailbox, COUNT(*) AS n FROM item i JOIN message m ON m.id = i.message WHERE m.sent <= ? GROUP BY 1
          """, arguments: [now.adding(days: -days).microseconds])
      var (left, covered) = (Int(Double(items) * Self.expired), Set<Mailbox.ID>())
      for row in counts where left > 0 {
        covered.insert(Mailbox.ID(row["mailbox"] as Int64))
        left -= row["n"] as Int
      }
      return (mailboxes, items, days, mailboxes.filter { !covered.contains($0.id) }.map(\.email))
    }
  }

  func make(in bench: BenchArchive) throws {
    try bench.archive.perform(.retentionPolicyCreated, by: bench.session) { act in
      _ = try PolicyChange.create(
        "removes the oldest", action: .delete, days: days, start: .created, scope: .all(excluding: excluded), act)
      for number in 1..<Self.policies {
        let some = mailboxes.enumerated().filter { $0.offset % 20 == number % 20 }.map(\.element.email)
        _ = try PolicyChange.create(
          "keeps \(number)", action: .retain, days: min(number, max(1, days / 2)), start: .created,
          scope: number % 2 == 0 ? .mailboxes(some) : .all(excluding: some), act)
      }
    }
    let legalCase = try bench.archive.perform(.caseAdded, by: bench.session) {
      try LegalCase.create(Self.legalCase, $0)
    }
    try bench.archive.perform(.holdCreated, by: bench.session) { act in
      for number in 0..<Self.holds {
        let some = mailboxes.enumerated().filter { $0.offset % Self.holds == number }.map(\.element.email)
        let text = Self.queries[number % Self.queries.count]
        let query = try KQL.parse(text, context: KQLContext(now: bench.session.now)).query
        _ = try HoldPlacement.place(
          "hold \(number)", on: some, in: legalCase, query: (text, query), days: nil, act)
      }
    }
  }

  /// Items filed last, which no rule asks to delete.
  func youngest(_ count: Int, _ bench: BenchArchive) throws -> [Item.ID] {
    try bench.archive.read { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT i.id FROM item i JOIN message m ON m.id = i.message WHERE m.sent >= ? ORDER BY i.id DESC LIMIT ?
          """, arguments: [bench.session.now.adding(days: -days).adding(days: 1).microseconds, count]
      ).reversed().map { Item.ID($0) }
    }
  }
}
