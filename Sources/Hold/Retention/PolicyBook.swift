internal import Archive
internal import GRDB

/// All policies, as they bear on one mailbox after another, in one transaction.
///
/// Whether a policy covers a mailbox is read from the rows that name the mailbox, or found by asking the policy's
/// expression about the directory's row of this moment: nothing is worked out ahead, and nothing can be out of date.
struct PolicyBook {
  private let db: Database
  private let policies: [PolicyRecord]
  private let removed: [PolicyRecord]
  /// The expressions each policy has had, oldest first.
  private let expressions: [Identifier<RetentionPolicy>: [PolicyExpression]]
  private let delayDays: Int

  init(_ db: Database) throws {
    self.db = db
    policies = try PolicyRecord.all(db)
    removed = try PolicyRecord.allRemoved(db)
    expressions = Dictionary(grouping: try PolicyExpression.fetchAll(db), by: \.policy)
    delayDays = try DelayHoldDays.read(db)
  }

  /// Adds the policies and what former ones left behind to a mailbox's rules, and that its person left.
  func add(to rules: inout Rules, for id: Mailbox.ID) throws {
    let standing = try Standing(id, self)
    for policy in policies {
      let covers = self.covers(policy, standing)
      let scope: RetentionPolicy.Scope =
        policy.coversAll ? .everyone(excluding: covers ? [] : [id]) : .mailboxes(covers ? [id] : [])
      var rule = RetentionPolicy(
        id: policy.id, name: policy.name, retention: try policy.retention, scope: scope,
        isEnabled: policy.isEnabled, expression: policy.expression)
      if standing.isClosed(to: policy) { rule.closedTo = [id] }
      rules.policies.append(rule)
    }
    for (policy, since, until) in delaying(standing) {
      rules.delayHolds.append(
        DelayHold(id: Identifier(policy.id.rawValue), mailbox: id, name: policy.name, placedAt: since, until: until))
    }
    if let leaver = standing.leaver {
      rules.inactive = InactiveMailbox(
        mailbox: id, since: leaver.at,
        lastPolicyRemoved: (policies + removed).flatMap { endings($0, standing).map(\.0) }.max())
    }
  }

  /// Whether a policy may hold anything that it covers no more.
  static func mayDelay(at moment: Moment, _ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM retention_policy WHERE grace_until > :at OR disabled_until > :at)
          OR EXISTS (SELECT 1 FROM retention_place WHERE until > :at) OR EXISTS (SELECT 1 FROM retention_expression)
        """, arguments: ["at": moment.microseconds]) ?? true
  }

  /// The policies that left something behind on a mailbox, since when and until when.
  func delaying(_ mailbox: Mailbox.ID) throws -> [(policy: PolicyRecord, since: Moment, until: Moment)] {
    delaying(try Standing(mailbox, self))
  }

  private func delaying(_ standing: Standing) -> [(policy: PolicyRecord, since: Moment, until: Moment)] {
    (policies.filter { !(covers($0, standing) && $0.isEnabled) } + removed).compactMap { policy in
      // Of several delays, the one that ends last.
      let last = endings(policy, standing).compactMap { since, until in until.map { (since, $0) } }
        .filter { $0.0 < $0.1 }.max { $0.1 < $1.1 }
      return last.map { (policy, $0.0, $0.1) }
    }
  }

  /// When a policy that keeps ceased to keep the mailbox, each time, and until when it stayed held for that.
  private func endings(_ policy: PolicyRecord, _ standing: Standing) -> [(Moment, Moment?)] {
    guard policy.action != .delete, !standing.isClosed(to: policy) else { return [] }
    let expressions = expressions[policy.id] ?? []
    var ends: [(Moment, Moment?)] = standing.places.left(policy.id).map { ($0.0, $0.1) }
    ends += (standing.person?.left(expressions, policy, delayDays) ?? []).map { ($0.0, $0.1) }
    for (ended, until) in [(policy.disabled, policy.disabledUntil), (policy.removed, policy.graceUntil)] {
      guard let ended else { continue }
      if covers(policy, standing) || standing.person?.matched(since: ended, expressions.last?.scope) ?? false {
        ends.append((ended, until))
      }
    }
    return ends
  }

  private func covers(_ policy: PolicyRecord, _ standing: Standing) -> Bool {
    guard !standing.isClosed(to: policy) else { return false }
    if let scope = expressions[policy.id]?.last?.scope { return standing.person?.matches(scope) ?? false }
    return standing.places.covered(policy.id) ?? policy.coversAll
  }

  /// What bears on whether policies cover one mailbox.
  private struct Standing {
    let places: PolicyPlaces
    /// Nil where no policy asks the directory.
    let person: MailboxHistory?
    let leaver: MailboxRemoval?

    init(_ mailbox: Mailbox.ID, _ book: PolicyBook) throws {
      places = try PolicyPlaces(mailbox, book.db)
      person = book.expressions.isEmpty ? nil : try MailboxHistory(mailbox, book.db)
      leaver = try MailboxRemoval.find(mailbox, book.db)
    }

    /// No policy that was made after its person left reaches a mailbox.
    func isClosed(to policy: PolicyRecord) -> Bool { leaver.map { $0.newestPolicy < policy.id.rawValue } ?? false }
  }
}

/// What the policies' own rows say of one mailbox.
private struct PolicyPlaces {
  private var newest: [Identifier<RetentionPolicy>: Bool] = [:]
  private var departures: [Identifier<RetentionPolicy>: [(Moment, Moment)]] = [:]

  init(_ mailbox: Mailbox.ID, _ db: Database) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT policy, included AS covered, 0 AS entry, NULL AS at, NULL AS until FROM retention_location
            WHERE mailbox = :mailbox
          UNION ALL SELECT policy, covered, entry, at, until FROM retention_place WHERE mailbox = :mailbox
          ORDER BY entry
          """), arguments: ["mailbox": mailbox.rawValue])
    while let row = try rows.next() {
      let policy = Identifier<RetentionPolicy>(row["policy"] as Int64)
      newest[policy] = row["covered"]
      if let at: Int64 = row["at"], let until: Int64 = row["until"] {
        departures[policy, default: []].append((Moment(microseconds: at), Moment(microseconds: until)))
      }
    }
  }

  /// Whether the policy covers the mailbox, where it says anything of it.
  func covered(_ policy: Identifier<RetentionPolicy>) -> Bool? { newest[policy] }

  /// When the mailbox left the policy's scope, and until when it stays held for that.
  func left(_ policy: Identifier<RetentionPolicy>) -> [(Moment, Moment)] { departures[policy] ?? [] }
}
