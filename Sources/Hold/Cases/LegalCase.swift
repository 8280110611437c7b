public import Archive
public import GRDB

/// A matter for which custodians' mailboxes are held.
public struct LegalCase: Sendable, Hashable {
  public typealias ID = Identifier<LegalCase>

  public enum Status: String, Sendable, Codable { case active, closed, deleted }

  public var id: ID
  public var name: String
  public var status: Status
  public var created: Moment
  /// When it was last closed, reopened or deleted; nil where it never was.
  public var changed: Moment?

  /// A title, not a text: it is quoted in every explanation.
  static let longestName = 200
}

extension LegalCase: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    name = row["name"]
    status = Status(rawValue: row["status"]) ?? .deleted
    created = Moment(microseconds: row["created"])
    changed = (row["changed"] as Int64?).map(Moment.init(microseconds:))
  }

  /// The cases an account may see: an eDiscovery Administrator all, a manager its own.
  public static func visible(to account: String, _ db: Database) throws -> [LegalCase] {
    let all = try fetchAll(db, sql: "SELECT * FROM legal_case WHERE status <> 'deleted' ORDER BY name")
    if try CaseMembers.seesAll(account, db) { return all }
    return try all.filter { try CaseMembers.isMember(account, of: $0.id, db) }
  }

  /// The case of that name, for an account that may work in it.
  ///
  /// `role`: what it takes: whoever changes anything must be a manager of the case.
  public static func require(
    _ name: String, for account: String, as role: CaseMembers.Role = .reviewer, _ db: Database
  ) throws -> LegalCase {
    let found = try fetchOne(
      db, sql: "SELECT * FROM legal_case WHERE name = ? AND status <> 'deleted'", arguments: [name])
    guard let found else {
      throw InputError("there is no case '\(name)'; see 'holdfast case list'", code: "case.unknown")
    }
    if try CaseMembers.seesAll(account, db) { return found }
    guard let own = try CaseMembers.role(of: account, in: found.id, db) else {
      throw AccessError.notInCase(account: account, name: found.name)
    }
    guard own >= role else { throw AccessError.reviewsOnly(account: account, name: found.name) }
    return found
  }

  public func requireActive() throws {
    guard status == .active else {
      throw InputError("the case '\(name)' is closed; reopen it with 'holdfast case reopen' first", code: "case.closed")
    }
  }

  public static func create(_ name: String, _ act: Act) throws -> LegalCase {
    try RuleName.check(name, what: "case", longest: longestName)
    let taken = try Int64.fetchOne(act.db, sql: "SELECT 1 FROM legal_case WHERE name = ?", arguments: [name])
    guard taken == nil else {
      throw InputError("there is, or was, a case '\(name)'; choose another name", code: "case.exists")
    }
    try act.db.execute(
      sql: "INSERT INTO legal_case (name, status, created) VALUES (?, 'active', ?)",
      arguments: [name, act.now.microseconds])
    let id = ID(act.db.lastInsertedRowID)
    try CaseMembers.add(act.session.account, to: id, act)
    return LegalCase(id: id, name: name, status: .active, created: act.now)
  }

  /// Closes the case: its holds are released, each with its delay.
  public func close(_ act: Act) throws {
    try requireActive()
    let released = try HoldRecord.all(of: id, act.db).reduce(0) { try $0 + $1.releaseLocations(act) }
    try setStatus(.closed, act)
    act.note("locationsReleased", .number(released))
  }

  /// Reopens a closed case.
  ///
  /// Its holds stay released: place them again where they are still needed.
  public func reopen(_ act: Act) throws {
    guard status == .closed else { throw InputError("the case '\(name)' is not closed", code: "case.open") }
    try setStatus(.active, act)
  }

  /// Deletes a case that has no hold left, not even one that is off.
  public func delete(_ act: Act) throws {
    let left = try HoldRecord.all(of: id, act.db).filter { try !$0.isRemoved(act.db) }
    guard left.isEmpty else {
      let names = left.map { "'\($0.name)'" }.joined(separator: ", ")
      throw InputError(
        "the case '\(name)' still has the hold \(names), on or off; release what is on with 'holdfast hold release', "
          + "delete what is off with 'holdfast hold delete'", code: "case.has-holds")
    }
    try setStatus(.deleted, act)
  }

  private func setStatus(_ status: Status, _ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE legal_case SET status = ?, changed = ?, changed_entry = ? WHERE id = ?",
      arguments: [status.rawValue, act.now.microseconds, act.entry, id.rawValue])
    act.note("status", .text(status.rawValue))
  }
}

/// Names of cases, holds and policies: they stand in explanations, lists and the ledger.
enum RuleName {
  /// `code`: the area of the error's code, where it is not what is named.
  static func check(_ name: String, what: String, longest: Int, code: String? = nil) throws {
    guard !name.allSatisfy(\.isWhitespace), name.unicodeScalars.count <= longest,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw InputError(
        "a \(what)'s name has 1 to \(longest) characters and no control characters", code: "\(code ?? what).name")
    }
  }
}
