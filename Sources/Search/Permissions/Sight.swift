internal import Archive
internal import GRDB

/// What a viewer may see, in one state of the archive: its permission filters, run.
///
/// The engine asks it about every copy before that copy is counted, kept or shown.
struct Sight {
  /// The names of the filters that bear on the viewer.
  let filters: [String]
  /// The conditions their queries join, which count toward ``KQLLimits/conditions``.
  let conditions: Int
  /// What the allowing filters cover; nil: there is none, and everything not denied is seen.
  private let allowed: [Cover]?
  private let denied: [Cover]

  /// What one filter covers.
  private struct Cover {
    /// Nil: everywhere.
    var mailboxes: Set<Int64>?
    /// Nil: everything.
    var messages: MessageSet?

    func contains(_ message: Int64, in mailbox: Int64) -> Bool {
      (mailboxes?.contains(mailbox) ?? true) && (messages?.contains(message) ?? true)
    }
  }

  var isEverything: Bool { allowed == nil && denied.isEmpty }

  func allows(_ message: Int64, in mailbox: Int64) -> Bool {
    if denied.contains(where: { $0.contains(message, in: mailbox) }) { return false }
    return allowed?.contains { $0.contains(message, in: mailbox) } ?? true
  }

  /// Reads and runs the viewer's filters.
  ///
  /// - Throws: where a filter can't be read or run. Whoever can't tell what is hidden shows nothing.
  init(_ viewer: Viewer, _ runner: PlanRunner) throws {
    guard case .account(let account) = viewer else {
      (filters, conditions, allowed, denied) = ([], 0, nil, [])
      return
    }
    let bearing = try PermissionFilter.bearing(on: account, runner.db)
    var covers: [PermissionFilter.Effect: [Cover]] = [:]
    var conditions = 0
    for filter in bearing {
      let query = try filter.readQuery()
      conditions += query?.conditions ?? 0
      covers[filter.effect, default: []].append(
        Cover(mailboxes: try filter.places(runner.db), messages: try query.map { try Self.run($0, runner) }))
    }
    filters = bearing.map(\.name)
    self.conditions = conditions
    (allowed, denied) = (covers[.allow], covers[.deny] ?? [])
  }

  private static func run(_ query: Query, _ runner: PlanRunner) throws -> MessageSet {
    // Where words are cut another way, or a message waits for a rebuild, nobody can tell what a filter hides.
    try SearchIndex.requireComplete(runner.db)
    return try runner.run(SearchPlan(query, runner.analyzer))
  }
}

extension PermissionFilter {
  fileprivate func readQuery() throws -> Query? {
    guard let canonical else {
      guard query == nil else { throw Self.damaged(name) }
      return nil
    }
    do { return try KQL.canonicalReading(canonical) } catch { throw Self.damaged(name) }
  }

  /// The mailboxes it is about, departments read as the directory has them now; nil: all.
  fileprivate func places(_ db: Database) throws -> Set<Int64>? {
    guard !mailboxes.isEmpty || !departments.isEmpty else {
      // A filter is about something: one with neither places nor a query has lost them.
      guard canonical != nil else { throw Self.damaged(name) }
      return nil
    }
    var found: Set<Int64> = []
    for mailbox in mailboxes { found.insert(try Mailbox.require(mailbox, db).id.rawValue) }
    for department in departments {
      found.formUnion(
        try Int64.fetchAll(
          db, sql: "SELECT id FROM mailbox WHERE department = ? COLLATE NOCASE", arguments: [department]))
    }
    return found
  }
}

extension Query {
  /// How many conditions it joins: words, phrases and restrictions, near pairs counting two.
  var conditions: Int {
    switch self {
    case .everything, .nothing: 0
    case .and(let members), .or(let members): members.reduce(0) { $0 + $1.conditions }
    case .not(let inner): inner.conditions
    case .near: 2
    default: 1
    }
  }
}
