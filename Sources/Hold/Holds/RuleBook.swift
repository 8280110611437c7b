public import Archive
public import GRDB
internal import Search

/// Reads the rules that decide about items out of the archive, as they are in one transaction.
public struct RuleBook {
  private let db: Database
  private let calendar: RetentionCalendar
  private let policies: [RetentionPolicy]
  private let caseNames: [LegalCase.ID: String]

  public init(_ db: Database) throws {
    self.db = db
    calendar = try RetentionCalendar(zone: try Setting.timeZone.read(db) ?? "UTC")
    policies = try PolicyRecord.all(db).map { try $0.rule(db) }
    caseNames = Dictionary(
      try Row.fetchAll(db, sql: "SELECT id, name FROM legal_case").map {
        (LegalCase.ID($0["id"] as Int64), $0["name"] as String)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The rules that bear on one mailbox: its holds, released ones too, and every policy.
  public func rules(for mailbox: Mailbox.ID) throws -> Rules {
    var rules = Rules(calendar: calendar)
    let removal = try MailboxRemoval.find(mailbox, db)
    rules.policies = policies.map { $0.closed(to: removal) }
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
      if let released = location.releasedAt, let until = location.heldUntil, until > released {
        rules.delayHolds.append(
          DelayHold(
            id: Identifier(record.id.rawValue), mailbox: mailbox, name: record.name, placedAt: released,
            until: until))
      }
    }
    // A policy that was removed goes on holding what it held, for the delay.
    for (policy, removed, until) in try delayingPolicies(on: mailbox) {
      rules.delayHolds.append(
        DelayHold(
          id: Identifier(policy.id.rawValue), mailbox: mailbox, name: policy.name, placedAt: removed, until: until))
    }
    if let removal {
      rules.inactive = InactiveMailbox(
        mailbox: mailbox, since: removal.at,
        lastPolicyRemoved: try PolicyRecord.removedRetaining(db).filter {
          try $0.rule(db).closed(to: removal).covers(mailbox)
        }.compactMap(\.removed).max())
    }
    return rules
  }

  /// The removed policies that go on holding what is in a mailbox, or did, with when each was removed and until when.
  func delayingPolicies(on mailbox: Mailbox.ID) throws -> [(policy: PolicyRecord, since: Moment, until: Moment)] {
    let removal = try MailboxRemoval.find(mailbox, db)
    return try PolicyRecord.inGrace(db).compactMap { policy in
      guard let removed = policy.removed, let until = policy.graceUntil,
        try policy.rule(db).closed(to: removal).covers(mailbox)
      else { return nil }
      return (policy, removed, until)
    }
  }
}

extension RetentionPolicy {
  /// The policy as it bears on a leaver's mailbox: only if it was made while that was active.
  fileprivate func closed(to removal: MailboxRemoval?) -> RetentionPolicy {
    guard let removal, removal.newestPolicy < id.rawValue else { return self }
    var policy = self
    policy.closedTo = [removal.mailbox]
    return policy
  }
}

/// Which messages the queries of holds match, each query run once for a transaction.
final class HoldQueries {
  private let db: Database
  private var matches: [Identifier<CaseHold>: MatchingMessages?] = [:]

  /// Queries of holds that are not on record.
  private let proposed: [Identifier<CaseHold>: Query]

  init(_ db: Database, proposed: [Identifier<CaseHold>: Query] = [:]) { (self.db, self.proposed) = (db, proposed) }

  /// Fails closed: where the query can't be run now, nobody can tell, and the item is held.
  func match(_ message: Message.ID, _ hold: Identifier<CaseHold>) -> QueryMatch {
    if matches[hold] == nil { matches[hold] = .some(try? run(hold)) }
    guard case .some(.some(let matching)) = matches[hold] else { return .cannotTell }
    return matching.contains(message) ? .matches : .doesNotMatch
  }

  private func run(_ hold: Identifier<CaseHold>) throws -> MatchingMessages? {
    if let query = proposed[hold] { return try SearchEngine.matches(query, db) }
    let canonical = try String.fetchOne(
      db, sql: "SELECT canonical FROM hold WHERE id = ?", arguments: [hold.rawValue])
    guard let canonical else { return nil }
    return try SearchEngine.matches(KQL.canonicalReading(canonical), db)
  }
}
