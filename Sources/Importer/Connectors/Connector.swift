public import Archive
internal import Foundation
public import GRDB

/// A standing order to fetch a carrier's items from a partner's site once a day.
public struct Connector: Sendable, Hashable {
  public typealias ID = Identifier<Connector>

  public enum Status: String, Sendable, Codable { case active, paused, removed }

  public var id: ID
  public var name: String
  public var type: ConnectorType
  /// The partner's site, as ``SiteAddress`` reads it; it never holds credentials.
  public var site: String
  public var username: String
  /// Whether the e-mail property on an item may map a participant the custom table doesn't.
  public var automaticMapping: Bool
  /// ISO 3166 region in which national numbers are read.
  public var region: String
  /// Bytes of an item with its attachments, over which it is quarantined.
  public var sizeLimit: Int64
  public var status: Status
  public var delivery: DeliveryForm
  public var created: Moment
  /// The last day up to which every day is complete.
  public var watermark: CivilDate?
  var sealedPassword: [UInt8]
  /// The authorities the site is trusted by; nil: the system's.
  public var authorities: PinnedAuthorities?

  /// The market leader's ceiling, for parity; raised freely.
  public static let standardSizeLimit: Int64 = 10 << 20
  static let longestName = 64

  /// The context a password is sealed to, so that one connector's can't be moved to another.
  static func passwordContext(_ name: String) -> String { "the password of connector '\(name)'" }

  public func password(_ keys: KeyRing) throws -> Secret {
    let bytes = try Sealing.open(sealedPassword, with: keys.vault, context: Self.passwordContext(name))
    return Secret(String(decoding: bytes, as: UTF8.self))
  }

  /// The password to sign in with: the credential `connector.NAME` that systemd gave the service, else the one that was
  /// given when the connector was created.
  public func currentPassword(_ keys: KeyRing) throws -> Secret {
    try Secret.credential("connector.\(name)") ?? password(keys)
  }
}

extension Connector: FetchableRecord {
  public init(row: Row) throws {
    id = ID(row["id"] as Int64)
    name = row["name"]
    guard let type = ConnectorType.find(row["type"]) else {
      throw StorageError("connector '\(name)' is of a type this version doesn't know: \(row["type"] as String)")
    }
    self.type = type
    site = row["site"]
    username = row["username"]
    sealedPassword = Array(row["password"] as Data)
    authorities = try (row["authorities"] as String?).map { try PinnedAuthorities(pem: Array($0.utf8)) }
    automaticMapping = row["automatic_mapping"]
    region = row["region"]
    sizeLimit = row["size_limit"]
    status = Status(rawValue: row["status"]) ?? .removed
    delivery = DeliveryForm(rawValue: row["delivery"]) ?? .feed
    created = Moment(microseconds: row["created"])
    watermark = (row["watermark"] as String?).flatMap { CivilDate($0) }
  }

  public static func all(_ db: Database) throws -> [Connector] {
    try fetchAll(db, sql: "SELECT * FROM connector WHERE status <> 'removed' ORDER BY name")
  }

  /// The connector, or an error that names it.
  public static func require(_ name: String, _ db: Database) throws -> Connector {
    let found = try fetchOne(
      db, sql: "SELECT * FROM connector WHERE name = ? AND status <> 'removed'", arguments: [name])
    guard let found else {
      throw InputError("there is no connector '\(name)'; see 'holdfast connector list'", code: "connector.unknown")
    }
    return found
  }

  /// The number of a connector, also of one that was removed: what it brought in stays.
  static func ofAnyStatus(_ name: String, _ db: Database) throws -> ID {
    if let id = try Int64.fetchOne(db, sql: "SELECT id FROM connector WHERE name = ?", arguments: [name]) {
      return ID(id)
    }
    return try require(name, db).id
  }

  public func setStatus(_ status: Status, _ act: Act) throws {
    try act.db.execute(
      sql: "UPDATE connector SET status = ? WHERE id = ?", arguments: [status.rawValue, id.rawValue])
    act.note("status", .text(status.rawValue))
  }
}
