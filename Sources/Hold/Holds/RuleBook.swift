public import Archive
public import GRDB

/// Reads the rules that decide about items out of the archive, as they are in one transaction.
public struct RuleBook {
  private let db: Database
  let calendar: RetentionCalendar
  private let policies: PolicyBook
  private let recoverableFor: Period?
  private let isSingleItemRecovery: Bool
  private let caseNames: [LegalCase.ID: String]
  /// Which labels the items carry.
  let labels: LabelBook
  private let labelRules: [RetentionLabel]
  private let leaversLabels: LeaversLabels

  public init(_ db: Database) throws { try self.init(db, reach: .everything) }

  /// `reach`: how much of the archive will be asked about.
  init(_ db: Database, reach: QueryReach) throws {
    self.db = db
    calendar = try RetentionCalendar.ofOrganization(db)
    policies = try PolicyBook(db)
    labels = try LabelBook(db, reach: reach)
    labelRules = try labels.rules()
    // Whatever else is asked about, leavers' mailboxes are looked over whole.
    let book = try reach == .everything ? labels : LabelBook(db, reach: .everything)
    leaversLabels = LeaversLabels(db, book, calendar)
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
    try policies.add(to: &rules, for: mailbox)
    if rules.inactive != nil { rules.inactive?.labels = try leaversLabels.items(in: mailbox) }
    return rules
  }

  /// The policies that cover a mailbox no more and go on holding what is in it, or did, with since when and until when.
  func delayingPolicies(on mailbox: Mailbox.ID) throws -> [(policy: PolicyRecord, since: Moment, until: Moment)] {
    try policies.delaying(mailbox)
  }
}
