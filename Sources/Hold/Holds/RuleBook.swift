public import Archive
public import GRDB

/// Reads the rules that decide about items out of the archive, as they are in one transaction.
public struct RuleBook {
  private let db: Database
  private let calendar: RetentionCalendar
  private let policies: [RetentionPolicy]
  private let recoverableFor: Period?
  private let isSingleItemRecovery: Bool
  private let caseNames: [LegalCase.ID: String]
  /// Which labels the items carry.
  let labels: LabelBook
  private let labelRules: [RetentionLabel]
  private let removals: [Mailbox.ID: MailboxRemoval]

  public init(_ db: Database) throws {
    self.db = db
    calendar = try RetentionCalendar.ofOrganization(db)
    let removals = try MailboxRemoval.all(db)
    self.removals = removals
    policies = try PolicyRecord.all(db).map { try $0.rule(db).closed(to: removals) }
    labels = try LabelBook(db)
    labelRules = try labels.rules()
    if case .days(let days) = try RecoverableDays.read(db) {
      recoverableFor = try Period(days, .days)
    } else {
      recoverableFor = nil
    }
    isSingleItemRecovery = try SingleItemRecovery.read(db) == .on
    caseNames = Dictionary(
      try Row.fetchAll(db, sql: "SELECT id, name FROM legal_case").map {
        (LegalCase.ID($0["id"] as Int64), $0["name"] as String)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The rules that bear on one mailbox: its holds, released ones too, and every policy.
  public func rules(for mailbox: Mailbox.ID) throws -> Rules {
    var rules = Rules(calendar: calendar)
    rules.policies = policies
    rules.labels = labelRules
    (rules.recoverableFor, rules.isSingleItemRecovery) = (recoverableFor, isSingleItemRecovery)
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
    if let removal = removals[mailbox] {
      rules.inactive = InactiveMailbox(
        mailbox: mailbox, since: removal.at,
        lastPolicyRemoved: try PolicyRecord.removedRetaining(db).filter {
          try $0.rule(db).closed(to: removals).covers(mailbox)
        }.compactMap(\.removed).max())
    }
    return rules
  }

  /// The removed policies that go on holding what is in a mailbox, or did, with when each was removed and until when.
  func delayingPolicies(on mailbox: Mailbox.ID) throws -> [(policy: PolicyRecord, since: Moment, until: Moment)] {
    try PolicyRecord.inGrace(db).compactMap { policy in
      guard let removed = policy.removed, let until = policy.graceUntil,
        try policy.rule(db).closed(to: removals).covers(mailbox)
      else { return nil }
      return (policy, removed, until)
    }
  }
}

extension RetentionPolicy {
  /// The policy as it bears on leavers' mailboxes: only if it was made while they were active.
  fileprivate func closed(to removals: [Mailbox.ID: MailboxRemoval]) -> RetentionPolicy {
    var policy = self
    policy.closedTo = Set(removals.values.filter { $0.newestPolicy < id.rawValue }.map(\.mailbox))
    return policy
  }
}
