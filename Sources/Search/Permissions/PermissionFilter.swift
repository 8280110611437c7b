public import Archive
public import GRDB

/// What some accounts may, or may not, find: mailboxes, a query, or what both cover.
///
/// An account's filters are those made for it and for each role group it is a member of. It sees what any of its allowing
/// filters covers (everything, where it has none), less what any of its denying filters covers: a denial always denies.
public struct PermissionFilter: Sendable, Hashable {
  public typealias ID = Identifier<PermissionFilter>

  public enum Effect: String, Sendable, CaseIterable, Codable { case allow, deny }

  public var id: ID
  public var name: String
  public var effect: Effect
  public var subjects: [Subject]
  /// Mailboxes by address, and departments by the directory's name for them; none: everywhere.
  public var mailboxes: [String]
  public var departments: [String]
  /// As it was typed; nil: everything in those mailboxes.
  public var query: String?
  /// The query with its dates made absolute, as it is read at each search.
  var canonical: String?

  /// Whom a filter is for.
  public enum Subject: Sendable, Hashable, CustomStringConvertible {
    case account(String)
    case roleGroup(RoleGroup)

    /// A role group's name in any case, or an account's.
    public init(_ name: String) throws {
      if let group = RoleGroup.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
        self = .roleGroup(group)
      } else {
        self = .account(try Accounts.name(name))
      }
    }

    public var description: String {
      switch self {
      case .account(let name): name
      case .roleGroup(let group): group.rawValue
      }
    }

    var kind: String {
      switch self {
      case .account: "account"
      case .roleGroup: "role-group"
      }
    }
  }

  /// A title, not a text: it is quoted in lists and on the ledger.
  static let longestName = 200

  /// The most filters one account or role group has: each with a query is a search of its own before every search.
  static let mostForOne = 100

  /// The most accounts, or places, that one filter names: the ledger's entry carries them all.
  static let mostNames = 1_000
}

extension PermissionFilter {
  /// The filters in force, by name.
  public static func all(_ db: Database) throws -> [PermissionFilter] {
    try Row.fetchAll(db, sql: "SELECT * FROM permission_filter WHERE removed_entry IS NULL ORDER BY name")
      .map { try PermissionFilter($0, db) }
  }

  /// The filter of that name, or an error that names it.
  public static func require(_ name: String, _ db: Database) throws -> PermissionFilter {
    let row = try Row.fetchOne(
      db, sql: "SELECT * FROM permission_filter WHERE name = ? AND removed_entry IS NULL", arguments: [name])
    guard let row else {
      throw InputError(
        "there is no permission filter '\(name)'; see 'holdfast permission-filter list'", code: "filter.unknown")
    }
    return try PermissionFilter(row, db)
  }

  /// The filters that bear on an account: its own and those of its role groups.
  static func bearing(on account: String, _ db: Database) throws -> [PermissionFilter] {
    let groups = try Accounts.groups(of: account, db)
    // Filters are few, and reading them all is a few rows; most archives have none.
    return try all(db).filter { filter in
      filter.subjects.contains { subject in
        switch subject {
        case .account(let name): name == account
        case .roleGroup(let group): groups.contains(group)
        }
      }
    }
  }

  private init(_ row: Row, _ db: Database) throws {
    id = ID(row["id"] as Int64)
    name = row["name"]
    guard let effect = Effect(rawValue: row["effect"]) else { throw Self.damaged(row["name"]) }
    self.effect = effect
    (query, canonical) = (row["query"], row["canonical"])
    let number = id.rawValue
    subjects = try Row.fetchAll(
      db, sql: "SELECT kind, name FROM permission_filter_subject WHERE filter = ? ORDER BY kind, name",
      arguments: [number]
    ).map { [name] row in
      guard row["kind"] == "role-group" else { return .account(row["name"]) }
      guard let group = RoleGroup(rawValue: row["name"]) else { throw Self.damaged(name) }
      return .roleGroup(group)
    }
    func places(_ kind: String) throws -> [String] {
      try String.fetchAll(
        db, sql: "SELECT value FROM permission_filter_place WHERE filter = ? AND kind = ? ORDER BY value",
        arguments: [number, kind])
    }
    (mailboxes, departments) = (try places("mailbox"), try places("department"))
  }

  /// Whoever can't tell what a filter hides shows nothing.
  static func damaged(_ name: String) -> StorageError {
    StorageError(
      "the permission filter '\(name)' can't be read, so nothing is shown to those it is for; remove it with "
        + "'holdfast permission-filter remove' and make it anew", code: "filter.broken")
  }
}
