public import GRDB

extension Archive {
  /// Does something to the archive: checks the role and the clock, runs the body in one transaction, and writes the
  /// ledger entry in the same transaction.
  ///
  /// Whatever fails, nothing of it remains.
  ///
  /// This is the only way to write. An account without the role is refused, and the attempt is on the ledger.
  @discardableResult
  public func perform<T>(
    _ action: Action, on object: String? = nil, by session: Session, details: [String: LedgerValue] = [:],
    _ body: (Act) throws -> T
  ) throws -> T {
    try authorize(action, on: object, by: session)
    return try notingAttempts(action, on: object, by: session) {
      try write(action, on: object, by: session, details: details, body)
    }
  }

  /// Looks something up: the body reads one state of the database, and its answer is given only once the entry
  /// that says who asked for what is on the ledger.
  ///
  /// `details`: what the ledger says of the question, made from the answer.
  public func consult<T>(
    _ action: Action, on object: String? = nil, by session: Session,
    details: (T) -> [String: LedgerValue] = { (_: T) in [:] }, _ body: (Database) throws -> T
  ) throws -> T {
    try authorize(action, on: object, by: session)
    let answer = try notingAttempts(action, on: object, by: session) { try store.read(body) }
    try note(action, on: object, by: session, details: details(answer))
    return answer
  }

  /// Writes to the ledger that the body refused the account: its roles would do, and the case or the job is not its own.
  private func notingAttempts<T>(_ action: Action, on object: String?, by session: Session, _ body: () throws -> T)
    throws -> T
  {
    do { return try body() } catch let refusal as AccessError where refusal.isAnAttempt {
      try note(.accessDenied, on: object, by: session, details: ["attempted": .text(action.name)])
      throw refusal
    }
  }

  /// Reads for the program's own needs (not a person's): no role, no entry.
  public func read<T>(_ body: (Database) throws -> T) throws -> T { try store.read(body) }

  /// Checks that the account may do this, and writes the refusal to the ledger where it may not.
  public func authorize(_ action: Action, on object: String? = nil, by session: Session) throws {
    guard !action.allowed.isEmpty else { return }
    let groups = try store.read { try Accounts.groups(of: session.account, $0) }
    guard groups.isDisjoint(with: action.allowed) else { return }
    try note(
      .accessDenied, on: object, by: session, details: ["attempted": .text(action.name)], result: .refused)
    throw AccessError.lacksRole(
      account: session.account, action: action.name, anyOf: action.allowed.sorted())
  }

  /// Writes an entry alone.
  private func note(
    _ action: Action, on object: String?, by session: Session, details: [String: LedgerValue],
    result: ActResult = .done
  ) throws {
    try write(action, on: object, by: session, details: details, isReading: true) { $0.result = result }
  }

  /// `isReading`: the body writes nothing.
  func write<T>(
    _ action: Action, on object: String?, by session: Session, details: [String: LedgerValue] = [:],
    isReading: Bool = false, _ body: (Act) throws -> T
  ) throws -> T {
    var head: LedgerHead.Pending?
    let result = try store.writeWithoutTransaction { db in
      var result: T?
      try db.inTransaction(.immediate) {
        let now = session.now
        // A sandbox's time is made up and may run either way; a real clock that went back would put acts in
        // the past and end retention periods late or early.
        if !isSandbox, let last = try Ledger.lastMoment(db), now < last {
          throw AccessError.clockWentBack(now: now, last: last)
        }
        let act = Act(
          db: db, session: session, entry: try Ledger.nextSequence(db), now: now, object: object,
          details: details)
        result = try body(act)
        // Ready to be renamed before anything is committed: where the head can't be written, the act does not happen.
        head = try ledger.head.prepare(ledger.append(act.ledgerEntry(action, isReading: isReading), at: now, db))
        return .commit
      }
      return result
    }
    guard let result, let head else { throw StorageError("\(action.name) was not committed") }
    try head.publish()
    return result
  }

  /// Runs what belongs to storage upkeep, outside any transaction and without an entry: checkpoints, merging.
  public func maintain<T>(_ body: (Database) throws -> T) throws -> T {
    try store.writeWithoutTransaction(body)
  }
}
