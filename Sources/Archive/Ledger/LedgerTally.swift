internal import GRDB

/// How many entries there are of each act, as the database keeps count, and whether it counted right.
struct LedgerTally {
  private var counted: [String: Int64] = [:]

  /// Counts a new entry on record.
  static func add(_ action: String, _ db: Database) throws {
    try db.cachedStatement(
      sql: "INSERT INTO ledger_tally VALUES (?, 1) ON CONFLICT (action) DO UPDATE SET entries = entries + 1"
    ).execute(arguments: [action])
  }

  /// Counts an entry that was read.
  mutating func note(_ action: String) { counted[action.lowercased(), default: 0] += 1 }

  /// Compares what was counted with what is on record.
  func verify(_ db: Database) throws {
    var left = counted
    for row in try Row.fetchAll(db, sql: "SELECT action, entries FROM ledger_tally ORDER BY action") {
      let (action, entries): (String, Int64) = (row[0], row[1])
      guard left.removeValue(forKey: action.lowercased()) == entries else {
        throw LedgerDamage("the count of the entries of \(action) was changed: it says \(entries)")
      }
    }
    if let action = left.keys.min() { throw LedgerDamage("the count of the entries of \(action) is gone") }
  }

  /// How many entries there are of some acts; nil: of all.
  static func entries(of actions: [String]?, _ db: Database) throws -> Int {
    guard let actions else { return try Int.fetchOne(db, sql: "SELECT SUM(entries) FROM ledger_tally") ?? 0 }
    let statement = try db.cachedStatement(sql: "SELECT entries FROM ledger_tally WHERE action = ?")
    return try Set(actions.map { $0.lowercased() }).reduce(0) {
      try $0 + (Int.fetchOne(statement, arguments: [$1]) ?? 0)
    }
  }
}

extension LedgerQuery {
  /// What of it the tally answers alone.
  enum Tallied {
    /// All entries of some acts; nil: of all.
    case entries(of: [String]?)
    case no
  }

  var tallied: Tallied {
    var rest = self
    (rest.action, rest.operation) = (nil, nil)
    guard rest.isEmpty, action == nil || operation == nil else { return .no }
    if let action { return .entries(of: [action]) }
    guard let operation else { return .entries(of: nil) }
    guard let operations = try? AuditOperation.named(operation),
      // An operation told from others of the same act by a detail takes a look at each entry.
      operations.allSatisfy({ one in
        one.detail == nil
          && !AuditOperation.all.contains { $0.action == one.action && $0.name != one.name && $0.detail != nil }
      })
    else { return .no }
    return .entries(of: operations.map(\.action))
  }
}
