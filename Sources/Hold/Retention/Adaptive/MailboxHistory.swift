internal import Archive
internal import GRDB

/// One of the expressions a policy has had.
struct PolicyExpression {
  var policy: Identifier<RetentionPolicy>
  var scope: AdaptiveScope
  /// Since when.
  var at: Moment
  /// When another took its place, and until when it goes on holding; nil of the one that counts.
  var replaced: (at: Moment, until: Moment)?

  /// All of all policies, in order.
  static func fetchAll(_ db: Database) throws -> [PolicyExpression] {
    var all: [PolicyExpression] = []
    let rows = try Row.fetchCursor(
      db, sql: "SELECT policy, expression, at, former_until FROM retention_expression ORDER BY policy, entry")
    while let row = try rows.next() {
      let policy = Identifier<RetentionPolicy>(row["policy"] as Int64)
      let at = Moment(microseconds: row["at"])
      if let last = all.indices.last, all[last].policy == policy {
        all[last].replaced = (at, Moment(microseconds: row["former_until"]))
      }
      guard let scope = try? AdaptiveScope(row["expression"] as String) else {
        throw StorageError(
          "the scope of retention policy \(policy) can't be read, so that nothing can be decided",
          code: "policy.damaged")
      }
      all.append(PolicyExpression(policy: policy, scope: scope, at: at))
    }
    return all
  }
}

/// What the directory says of a mailbox, and what it said before.
struct MailboxHistory {
  private let now: MailboxAttributes
  /// What it said until each change, oldest first; nil: a change whose act is not on the ledger yet.
  private let past: [(attributes: MailboxAttributes, until: Moment?)]

  init(_ id: Mailbox.ID, _ db: Database) throws {
    guard let mailbox = try Mailbox.find(id, db) else {
      throw StorageError(
        "mailbox \(id) is not in the directory, so that nothing can be decided", code: "mailbox.missing")
    }
    now = MailboxAttributes(mailbox)
    past = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT p.*, l.at AS at FROM mailbox_past p LEFT JOIN ledger_entry l ON l.seq = p.entry
          WHERE p.mailbox = ? ORDER BY p.id
          """), arguments: [id.rawValue]
    ).map { row in
      var then = mailbox
      (then.displayName, then.mobileNumber) = (row["display_name"], row["mobile_number"])
      (then.department, then.status) = (row["department"], Mailbox.Status(rawValue: row["status"]) ?? .inactive)
      return (MailboxAttributes(then), (row["at"] as Int64?).map(Moment.init(microseconds:)))
    }
  }

  func matches(_ scope: AdaptiveScope) -> Bool { scope.matches(now) }

  /// Whether a scope covers it or has covered it at some time since a moment.
  func matched(since moment: Moment, _ scope: AdaptiveScope?) -> Bool {
    guard let scope else { return false }
    return scope.matches(now) || past.contains { $0.until.map { $0 >= moment } ?? true && scope.matches($0.attributes) }
  }

  /// When it left what a policy covers, and until when it stays held for that.
  func left(_ expressions: [PolicyExpression], _ policy: PolicyRecord, _ delayDays: Int) -> [(Moment, Moment)] {
    expressions.flatMap { expression in
      var departures = past.compactMap { then -> (Moment, Moment)? in
        guard expression.scope.matches(then.attributes) else { return nil }
        // A change without an entry was made behind the ledger's back, or in this very act: held until it is known.
        guard let until = then.until else { return (policy.created, .distantFuture) }
        return until >= expression.at ? (until, until.adding(days: delayDays)) : nil
      }
      if let replaced = expression.replaced, matched(since: replaced.at, expression.scope) {
        departures.append((replaced.at, replaced.until))
      }
      return departures
    }
  }
}
