public import GRDB

/// Who belongs to which role group.
public enum Accounts {
  /// An account and its groups.
  public struct Membership: Sendable, Codable, Hashable {
    public var email: String
    public var groups: [RoleGroup]
  }

  /// Longest account name taken: an e-mail address's own limit (RFC 5321, 4.5.3.1).
  public static let longestName = 254

  public static func groups(of account: String, _ db: Database) throws -> Set<RoleGroup> {
    let names = try String.fetchAll(
      db, sql: "SELECT role_group FROM account_group WHERE account = ?", arguments: [account])
    return Set(names.compactMap(RoleGroup.init(rawValue:)))
  }

  public static func all(_ db: Database) throws -> [Membership] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT account, role_group FROM account_group ORDER BY account, role_group")
    var memberships: [Membership] = []
    for row in rows {
      guard let group = RoleGroup(rawValue: row["role_group"]) else { continue }
      let account: String = row["account"]
      if memberships.last?.email == account {
        memberships[memberships.count - 1].groups.append(group)
      } else {
        memberships.append(Membership(email: account, groups: [group]))
      }
    }
    return memberships
  }

  /// An account's name as it is kept, lower-case.
  ///
  /// - Throws: ``InputError`` where it can't be one.
  public static func name(_ account: String) throws -> String {
    guard !account.isEmpty, account.utf8.count <= longestName,
      account.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0.value >= 0x20 })
    else { throw InputError("'\(account)' is not an account name: use the person's e-mail address or user name") }
    return account.lowercased()
  }

  public static func grant(_ account: String, _ group: RoleGroup, _ act: Act) throws {
    try act.db.execute(
      sql: "INSERT OR IGNORE INTO account_group (account, role_group, entry) VALUES (?, ?, ?)",
      arguments: [try name(account), group.rawValue, act.entry])
  }

  /// Takes an account out of a group.
  ///
  /// The last member of Organization Management stays: nobody could ever grant a role again.
  public static func revoke(_ account: String, _ group: RoleGroup, _ act: Act) throws {
    let members = try String.fetchAll(
      act.db, sql: "SELECT account FROM account_group WHERE role_group = ?", arguments: [group.rawValue])
    let name = account.lowercased()
    guard members.contains(name) else {
      throw InputError("'\(account)' is not a member of '\(group.rawValue)'; see 'holdfast role list'")
    }
    if group == .organizationManagement, members == [name] {
      throw InputError(
        "'\(account)' is the last member of '\(group.rawValue)'; grant it to someone else first")
    }
    try act.db.execute(
      sql: """
        INSERT INTO role_revocation (account, role_group, granted, entry)
        SELECT account, role_group, COALESCE(entry, 0), ? FROM account_group WHERE account = ? AND role_group = ?
        """, arguments: [act.entry, name, group.rawValue])
    try act.db.execute(
      sql: "DELETE FROM account_group WHERE account = ? AND role_group = ?",
      arguments: [name, group.rawValue])
  }
}
