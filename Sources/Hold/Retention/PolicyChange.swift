public import Archive
internal import GRDB

/// Creating, changing and removing retention policies.
public enum PolicyChange {
  public enum Scope: Sendable, Hashable {
    case all(excluding: [String])
    case mailboxes([String])
  }

  /// Creates a policy.
  ///
  /// `days`: nil: forever, which only `retain` can be.
  /// Throws ``InputError`` where the terms don't make a policy.
  public static func create(
    _ name: String, action: Retention.Action, days: Int?, start: PolicyRecord.Start, scope: Scope, _ act: Act
  ) throws -> PolicyRecord {
    try RuleName.check(name, what: "policy", longest: PolicyRecord.longestName)
    _ = try Retention(action, try days.map { try Period($0, .days) })
    let db = act.db
    let taken = try Int64.fetchOne(
      db, sql: "SELECT 1 FROM retention_policy WHERE name = ? AND removed IS NULL", arguments: [name])
    guard taken == nil else {
      throw InputError("there is a retention policy '\(name)' already", code: "policy.exists")
    }
    var (coversAll, named) = (true, [String]())
    switch scope {
    case .all(let excluded): named = excluded
    case .mailboxes(let chosen):
      guard !chosen.isEmpty else {
        throw InputError("a policy for no mailbox does nothing; give --all or --mailbox", code: "policy.scope")
      }
      (coversAll, named) = (false, chosen)
    }
    try db.execute(
      sql: """
        INSERT INTO retention_policy (name, action, days, start, scope, created, changed_entry)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, action.rawValue, days, start.rawValue, coversAll ? "all" : "mailboxes", act.now.microseconds,
        act.entry,
      ])
    let id = db.lastInsertedRowID
    for mailbox in Set(try named.map { try Mailbox.require($0, db).id }) {
      try db.execute(
        sql: "INSERT INTO retention_location (policy, mailbox, included) VALUES (?, ?, ?)",
        arguments: [id, mailbox.rawValue, !coversAll])
    }
    act.note("action", .text(action.rawValue))
    act.note("days", days.map { .number($0) } ?? "forever")
    act.note("scope", coversAll ? "all" : "mailboxes")
    act.note("named", .list(named.map { .text($0) }))
    return try PolicyRecord.require(name, db)
  }

  /// Changes the period and where it starts; a policy's name, action and scope stay as they were made.
  public static func change(_ name: String, days: Int?, start: PolicyRecord.Start?, _ act: Act) throws
    -> PolicyRecord
  {
    let policy = try PolicyRecord.require(name, act.db)
    _ = try Retention(policy.action, try days.map { try Period($0, .days) })
    try act.db.execute(
      sql: "UPDATE retention_policy SET days = ?, start = ?, changed_entry = ? WHERE id = ?",
      arguments: [days, (start ?? policy.start).rawValue, act.entry, policy.id.rawValue])
    act.note("daysBefore", policy.days.map { .number($0) } ?? "forever")
    act.note("days", days.map { .number($0) } ?? "forever")
    return try PolicyRecord.require(name, act.db)
  }

  /// Removes a policy.
  ///
  /// What it retained stays held for the delay, so that a mistake can still be noticed.
  public static func remove(_ name: String, _ act: Act) throws {
    let policy = try PolicyRecord.require(name, act.db)
    let delay = policy.action == .delete ? 0 : try DelayHoldDays.read(act.db)
    try act.db.execute(
      sql: "UPDATE retention_policy SET removed = ?, grace_until = ?, changed_entry = ? WHERE id = ?",
      arguments: [
        act.now.microseconds, act.now.adding(days: delay).microseconds, act.entry, policy.id.rawValue,
      ])
  }
}
