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

  /// Adds the policies and what former ones left behind to a mailbox's rules.
  func add(to rules: inout Rules, for id: Mailbox.ID) throws {
    let places = try PolicyPlaces(id, db)
    let person = expressions.isEmpty ? nil : try MailboxHistory(id, db)
    for policy in policies {
      let covers = self.covers(policy, places, person)
      let scope: RetentionPolicy.Scope =
        policy.coversAll ? .everyone(excluding: covers ? [] : [id]) : .mailboxes(covers ? [id] : [])
      rules.policies.append(
        RetentionPolicy(
          id: policy.id, name: policy.name, retention: try policy.retention, scope: scope,
          isEnabled: policy.isEnabled, expression: policy.expression))
      if !(covers && policy.isEnabled) { rules.delayHolds += delays(policy, on: id, covers, places, person) }
    }
    for policy in removed {
      rules.delayHolds += delays(policy, on: id, covers(policy, places, person), places, person)
    }
  }

  /// What a policy that no longer keeps the mailbox left behind: of several delays, the one that ends last.
  private func delays(
    _ policy: PolicyRecord, on mailbox: Mailbox.ID, _ covers: Bool, _ places: PolicyPlaces, _ person: MailboxHistory?
  ) -> [DelayHold] {
    guard policy.action != .delete else { return [] }
    let expressions = expressions[policy.id] ?? []
    var ends = places.left(policy.id) + (person?.left(expressions, policy, delayDays) ?? [])
    for (ended, until) in [(policy.disabled, policy.disabledUntil), (policy.removed, policy.graceUntil)] {
      guard let ended, let until, until > ended else { continue }
      if covers || person?.matched(since: ended, expressions.last?.scope) ?? false { ends.append((ended, until)) }
    }
    guard let last = ends.max(by: { $0.1 < $1.1 }) else { return [] }
    return [
      DelayHold(
        id: Identifier(policy.id.rawValue), mailbox: mailbox, name: policy.name, placedAt: last.0, until: last.1)
    ]
  }

  private func covers(_ policy: PolicyRecord, _ places: PolicyPlaces, _ person: MailboxHistory?) -> Bool {
    if let scope = expressions[policy.id]?.last?.scope { return person?.matches(scope) ?? false }
    return places.covered(policy.id) ?? policy.coversAll
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
