public import Archive
public import GRDB

/// Which accounts may work in a case, and as what.
public enum CaseMembers {
  /// What a member may do in the case, from least to most.
  public enum Role: String, Sendable, Codable, CaseIterable, Comparable {
    /// Looks: the case, its people and holds, its searches.
    case reviewer
    /// Changes them too.
    case manager

    public static func < (a: Role, b: Role) -> Bool { a == .reviewer && b == .manager }
  }

  public struct Member: Sendable, Hashable, Codable {
    public var account: String
    public var role: Role
  }

  static func seesAll(_ account: String, _ db: Database) throws -> Bool {
    try Accounts.groups(of: account, db).contains(.eDiscoveryAdministrator)
  }

  static func isMember(_ account: String, of legalCase: LegalCase.ID, _ db: Database) throws -> Bool {
    try role(of: account, in: legalCase, db) != nil
  }

  static func role(of account: String, in legalCase: LegalCase.ID, _ db: Database) throws -> Role? {
    try String.fetchOne(
      db, sql: "SELECT role FROM case_member WHERE legal_case = ? AND account = ?",
      arguments: [legalCase.rawValue, account]
      // A role this version doesn't know is the least there is.
    ).map { Role(rawValue: $0) ?? .reviewer }
  }

  /// Makes an account a member.
  public static func add(
    _ account: String, to legalCase: LegalCase.ID, as role: Role = .manager, _ act: Act
  ) throws {
    let name = try Accounts.name(account)
    guard try self.role(of: name, in: legalCase, act.db) == nil else {
      throw InputError("'\(name)' is a member of the case already", code: "member.exists")
    }
    try act.db.execute(
      sql: "INSERT INTO case_member (legal_case, account, role) VALUES (?, ?, ?)",
      arguments: [legalCase.rawValue, name, role.rawValue])
    act.note("member", .text(name))
    act.note("role", .text(role.rawValue))
  }

  /// Changes what a member may do.
  public static func change(_ account: String, in legalCase: LegalCase.ID, to role: Role, _ act: Act) throws {
    let before = try require(account, in: legalCase, act.db)
    if role != .manager { try keepAManager(besides: before, in: legalCase, act.db) }
    try act.db.execute(
      sql: "UPDATE case_member SET role = ? WHERE legal_case = ? AND account = ?",
      arguments: [role.rawValue, legalCase.rawValue, before.account])
    act.note("member", .text(before.account))
    act.note("before", .text(before.role.rawValue))
    act.note("role", .text(role.rawValue))
  }

  /// Ends a membership.
  public static func remove(_ account: String, from legalCase: LegalCase.ID, _ act: Act) throws {
    let member = try require(account, in: legalCase, act.db)
    try keepAManager(besides: member, in: legalCase, act.db)
    try act.db.execute(
      sql: "DELETE FROM case_member WHERE legal_case = ? AND account = ?",
      arguments: [legalCase.rawValue, member.account])
    act.note("member", .text(member.account))
  }

  public static func all(of legalCase: LegalCase.ID, _ db: Database) throws -> [Member] {
    try Row.fetchAll(
      db, sql: "SELECT account, role FROM case_member WHERE legal_case = ? ORDER BY account",
      arguments: [legalCase.rawValue]
    ).map { Member(account: $0["account"], role: Role(rawValue: $0["role"]) ?? .reviewer) }
  }

  private static func require(_ account: String, in legalCase: LegalCase.ID, _ db: Database) throws -> Member {
    let name = try Accounts.name(account)
    guard let role = try role(of: name, in: legalCase, db) else {
      throw InputError(
        "'\(name)' is not a member of the case; see 'holdfast case member list'", code: "member.unknown")
    }
    return Member(account: name, role: role)
  }

  /// A case without a manager could be changed by eDiscovery Administrators alone, of whom there need be none.
  private static func keepAManager(besides member: Member, in legalCase: LegalCase.ID, _ db: Database) throws {
    let managers = try all(of: legalCase, db).filter { $0.role == .manager }
    guard managers != [member] else {
      throw InputError(
        "'\(member.account)' is the case's last manager; make someone else one first", code: "member.last")
    }
  }
}
