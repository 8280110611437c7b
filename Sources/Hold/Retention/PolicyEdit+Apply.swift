public import Archive
internal import GRDB

extension PolicyEdit {
  public func apply(_ act: Act) throws {
    let policy = try PolicyRecord.require(name, act.db)
    _ = try assess(act.db)
    // What retains goes on holding for the delay, so that a mistake can still be noticed.
    let delay = policy.action == .delete ? 0 : try DelayHoldDays.read(act.db)
    let until = act.now.adding(days: delay)
    switch change {
    case .terms(let period, let start):
      try set(
        policy, "days = ?, unit = ?, start = ?",
        [period?.count, (period?.unit ?? .days).rawValue, (start ?? policy.start).rawValue], act)
      act.note(period: policy.period, "periodBefore")
      act.note(period: period)
    case .start(let start):
      try set(policy, "start = ?", [start.rawValue], act)
      act.note("start", .text(start.rawValue))
    case .places(let add, let remove):
      let moves = try PolicyMoves(policy, add: add, remove: remove, act.db)
      try set(policy, nil, [], act)
      for mailbox in moves.added { try move(mailbox, of: policy, isCovered: true, until: nil, act) }
      for mailbox in moves.removed { try move(mailbox, of: policy, isCovered: false, until: until, act) }
      act.note("added", .list(moves.added.map { .text($0.email) }))
      act.note("removed", .list(moves.removed.map { .text($0.email) }))
    case .expression(let expression):
      try set(policy, nil, [], act)
      try PolicyExpression.insert(expression, of: policy.id, formerUntil: until, act)
      act.note("expressionBefore", .text(policy.expression ?? ""))
      act.note("expression", .text(expression))
    case .enable:
      try set(policy, "disabled = NULL, disabled_until = NULL", [], act)
      act.note("enabled", true)
    case .disable:
      try set(policy, "disabled = ?, disabled_until = ?", [act.now.microseconds, until.microseconds], act)
      act.note("enabled", false)
    case .remove:
      try set(policy, "removed = ?, grace_until = ?", [act.now.microseconds, until.microseconds], act)
    case .lock:
      try set(policy, "locked = ?", [act.now.microseconds], act)
    }
  }

  private func set(
    _ policy: PolicyRecord, _ columns: String?, _ values: [(any DatabaseValueConvertible)?], _ act: Act
  ) throws {
    try act.db.execute(
      sql: "UPDATE retention_policy SET \(columns.map { "\($0), " } ?? "")changed_entry = ? WHERE id = ?",
      arguments: StatementArguments(values + [act.entry, policy.id.rawValue]))
  }

  private func move(_ mailbox: Mailbox, of policy: PolicyRecord, isCovered: Bool, until: Moment?, _ act: Act) throws {
    try act.db.execute(
      sql: "INSERT INTO retention_place (policy, mailbox, entry, covered, at, until) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        policy.id.rawValue, mailbox.id.rawValue, act.entry, isCovered, act.now.microseconds, until?.microseconds,
      ])
  }
}

extension PolicyExpression {
  /// Gives a policy an expression, in place of the one it had.
  static func insert(_ expression: String, of policy: Identifier<RetentionPolicy>, formerUntil: Moment, _ act: Act)
    throws
  {
    try act.db.execute(
      sql: """
        INSERT INTO retention_expression (policy, entry, expression, at, former_until) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [policy.rawValue, act.entry, expression, act.now.microseconds, formerUntil.microseconds])
  }
}
