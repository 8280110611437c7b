public import GRDB

/// A person's mailbox, as the directory has it.
public struct Mailbox: Sendable, Hashable, Codable {
  public typealias ID = Identifier<Mailbox>

  public enum Status: String, Sendable, Codable {
    case active
    /// Its person left: nothing new is filed in it, what is in it stays under its rules.
    case inactive
  }

  public var id: ID
  public var email: String
  public var displayName: String
  /// E.164, or as the directory wrote it.
  public var mobileNumber: String?
  public var department: String?
  public var status: Status
}

extension Mailbox: FetchableRecord {
  public init(row: Row) {
    id = ID(row["id"] as Int64)
    email = row["email"]
    displayName = row["display_name"]
    mobileNumber = row["mobile_number"]
    department = row["department"]
    status = Status(rawValue: row["status"]) ?? .inactive
  }

  public static func all(_ db: Database) throws -> [Mailbox] {
    try fetchAll(db, sql: "SELECT * FROM mailbox ORDER BY email")
  }

  public static func find(email: String, _ db: Database) throws -> Mailbox? {
    try fetchOne(db, sql: "SELECT * FROM mailbox WHERE email = ?", arguments: [email])
  }

  public static func find(_ id: ID, _ db: Database) throws -> Mailbox? {
    try fetchOne(
      db.cachedStatement(sql: "SELECT * FROM mailbox WHERE id = ?"), arguments: [id.rawValue])
  }

  /// The mailbox, or an error that names it.
  public static func require(_ email: String, _ db: Database) throws -> Mailbox {
    guard let mailbox = try find(email: email, db) else {
      throw InputError(
        "there is no mailbox '\(email)'; see 'holdfast directory list'", code: "mailbox.unknown")
    }
    return mailbox
  }
}
