public import Archive
public import GRDB
internal import Search

/// Reads the rules that decide about items out of the archive, as they are in one transaction.
public struct RuleBook {
  private let db: Database
  let calendar: RetentionCalendar
  private let policies: PolicyBook
  private let caseNames: [LegalCase.ID: String]

  public init(_ db: Database) throws {
    self.db = db
    calendar = try RetentionCalendar(zone: try Setting.timeZone.read(db) ?? "UTC")
    policies = try PolicyBook(db)
    caseNames = Dictionary(
      try Row.fetchAll(db, sql: "SELECT id, name FROM legal_case").map {
        (LegalCase.ID($0["id"] as Int64), $0["name"] as String)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The rules that bear on one mailbox: its holds, released ones too, and every policy.
  public func rules(for mailbox: Mailbox.ID) throws -> Rules {
    var rules = Rules(calendar: calendar)
    for (record, location) in try HoldRecord.onMailbox(mailbox, db) {
      switch record.terms.kind {
      case .litigation:
        rules.litigationHolds.append(
          LitigationHold(
            id: Identifier(record.id.rawValue), mailbox: mailbox, placedAt: location.placedAt,
            releasedAt: location.releasedAt, duration: try record.terms.duration.map { try Period($0, .days) }))
      case .legalCase(let legalCase):
        rules.caseHolds.append(
          CaseHold(
            id: Identifier(record.id.rawValue), caseName: caseNames[legalCase] ?? "", name: record.name,
            mailboxes: [mailbox], placedAt: location.placedAt, releasedAt: location.releasedAt,
            days: record.terms.days, query: record.terms.query))
      }
      if let released = location.releasedAt, let until = location.delayUntil, until > released {
        rules.delayHolds.append(
          DelayHold(
            id: Identifier(record.id.rawValue), mailbox: mailbox, name: record.name, placedAt: released,
            until: until))
      }
    }
    try policies.add(to: &rules, for: mailbox)
    return rules
  }
}

/// Which messages the queries of holds match, each query run once for a transaction.
final class HoldQueries {
  private let db: Database
  private var matches: [Identifier<CaseHold>: MatchingMessages?] = [:]

  init(_ db: Database) { self.db = db }

  /// Fails closed: where the query can't be run now, nobody can tell, and the item is held.
  func match(_ message: Message.ID, _ hold: Identifier<CaseHold>) -> QueryMatch {
    if matches[hold] == nil { matches[hold] = .some(try? run(hold)) }
    guard case .some(.some(let matching)) = matches[hold] else { return .cannotTell }
    return matching.contains(message) ? .matches : .doesNotMatch
  }

  private func run(_ hold: Identifier<CaseHold>) throws -> MatchingMessages? {
    let canonical = try String.fetchOne(
      db, sql: "SELECT canonical FROM hold WHERE id = ?", arguments: [hold.rawValue])
    guard let canonical else { return nil }
    let query = try KQL.parse(canonical, context: KQLContext(now: Moment(microseconds: 0))).query
    return try SearchEngine.matches(query, db)
  }
}
