public import Archive
public import GRDB

/// A new retention policy.
public struct PolicyCreation: ApprovableChange, Hashable {
  public static let kind = "policy-creation"

  public enum Scope: Codable, Hashable, Sendable {
    case all(excluding: [String])
    case mailboxes([String])
    /// Those an expression finds (``AdaptiveScope``).
    case adaptive(String)
  }

  private let name: String
  private let does: Retention.Action
  private let period: Period?
  private let start: PolicyRecord.Start
  private let scope: Scope

  /// `period`: nil: forever, which only `retain` can be.
  public init(
    _ name: String, action: Retention.Action, period: Period?, start: PolicyRecord.Start = .created, scope: Scope
  ) {
    (self.name, does, self.period) = (name, action, period)
    (self.start, self.scope) = (start, scope)
  }

  public var object: String { name }
  public var action: Action { .retentionPolicyCreated }

  /// The most mailboxes that one policy may name: the product we match has the same ceiling.
  static let mostNamed = 1_000

  public func assess(_ db: Database) throws -> ChangeAssessment {
    try RuleName.check(name, what: "policy", longest: PolicyRecord.longestName)
    let retention = try Retention(does, period)
    guard try PolicyRecord.find(name: name, db) == nil else {
      throw InputError("there is a retention policy '\(name)' already", code: "policy.exists")
    }
    _ = try named(db)
    if case .adaptive(let expression) = scope { _ = try AdaptiveScope(expression) }
    let whom =
      switch scope {
      case .all(let excluded): excluded.isEmpty ? "everyone" : "everyone but \(excluded.joined(separator: ", "))"
      case .mailboxes(let chosen): chosen.joined(separator: ", ")
      case .adaptive(let expression): "mailboxes with \(expression.quoted)"
      }
    // What keeps and deletes nothing takes no second person; what deletes, ends the keeping of what nothing kept.
    return ChangeAssessment(
      "new policy '\(name)': \(does.rawValue) \(retention.period.text), for \(whom)",
      loosens: retention.deletedAfter != nil)
  }

  public func basis(_ db: Database) throws -> String {
    try PolicyRecord.find(name: name, db).map { "\($0.id)" } ?? "none"
  }

  public func apply(_ act: Act) throws {
    let retention = try Retention(does, period)
    let named = try named(act.db)
    let coversAll: Bool
    if case .all = scope { coversAll = true } else { coversAll = false }
    try act.db.execute(
      sql: """
        INSERT INTO retention_policy (name, action, days, unit, start, scope, created, changed_entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, does.rawValue, retention.period?.count, (retention.period?.unit ?? .days).rawValue, start.rawValue,
        coversAll ? "all" : "mailboxes", act.now.microseconds, act.entry,
      ])
    let id = act.db.lastInsertedRowID
    for mailbox in named {
      try act.db.execute(
        sql: "INSERT INTO retention_location (policy, mailbox, included) VALUES (?, ?, ?)",
        arguments: [id, mailbox.id.rawValue, !coversAll])
    }
    act.note("action", .text(does.rawValue))
    act.note(period: retention.period)
    act.note("scope", coversAll ? "all" : "mailboxes")
    act.note("named", .list(named.map { .text($0.email) }))
    if case .adaptive(let expression) = scope {
      try PolicyExpression.insert(expression, of: Identifier(id), formerUntil: act.now, act)
      act.note("scope", "adaptive")
      act.note("expression", .text(expression))
    }
  }

  /// The mailboxes it names, each once.
  private func named(_ db: Database) throws -> [Mailbox] {
    let emails: [String]
    switch scope {
    case .all(let excluded): emails = excluded
    case .mailboxes(let chosen):
      guard !chosen.isEmpty else {
        throw InputError(
          "a policy for no mailbox does nothing; give --all, --mailbox or --adaptive", code: "policy.scope")
      }
      emails = chosen
    case .adaptive: emails = []
    }
    return try PolicyRecord.named(emails, db)
  }
}

extension PolicyRecord {
  /// The mailboxes of some addresses, each once.
  static func named(_ emails: [String], _ db: Database) throws -> [Mailbox] {
    guard emails.count <= PolicyCreation.mostNamed else {
      throw InputError(
        "a policy names at most \(PolicyCreation.mostNamed) mailboxes; say whom with --adaptive", code: "policy.scope")
    }
    var seen: Set<Mailbox.ID> = []
    return try emails.map { try Mailbox.require($0, db) }.filter { seen.insert($0.id).inserted }
  }
}

extension Act {
  /// What the ledger says of a period: `days` too where it is counted in them.
  func note(period: Period?, _ name: String = "period") {
    note(name, .text(period.text))
    let days = name == "period" ? "days" : "daysBefore"
    switch period?.unit {
    case .days: note(days, .number(period?.count ?? 0))
    case nil: note(days, "forever")
    case .months, .years: break
    }
  }
}
