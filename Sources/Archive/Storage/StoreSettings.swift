internal import Foundation
public import GRDB

/// An object store as it is on record: where it is and how it is spoken to.
public struct StoreSettings: Sendable, Hashable {
  public typealias ID = Int64

  public enum Kind: String, Sendable, Codable { case s3, azure }

  /// How the store's own lock mirrors our rules.
  public enum Lock: String, Sendable, Codable, CaseIterable {
    /// Not at all.
    case off
    /// People with a special permission there can lift it.
    case governance
    /// Nobody can lift or shorten it, the owner of the account included.
    case compliance
  }

  /// 0 until it is saved.
  public internal(set) var id: ID = 0
  public let kind: Kind
  /// `https://HOST[:PORT]`, or `http://` for this machine.
  public let endpoint: String
  /// The bucket; Azure's container.
  public let bucket: String
  /// Empty, or what every key begins with, ending in `/`.
  public let prefix: String
  /// S3's region.
  public let region: String
  public let lock: Lock
  /// Authorities trusted for its certificate instead of the system's, in PEM.
  public let authorities: String?
  var sealedCredentials: [UInt8]

  /// What people call it.
  public var address: String {
    kind == .s3 ? "s3://\(bucket)/\(prefix) at \(endpoint)" : "\(endpoint)/\(bucket)/\(prefix)"
  }

  /// Longest bucket name (S3; Azure's containers have the same).
  private static let longestBucket = 63
  /// Leaves room for our own part of a key in S3's 1,024 bytes.
  private static let longestPrefix = 200
  /// Past any region's name.
  private static let longestRegion = 64
  /// Some hundred certificates; the system's whole list has 220 kB.
  public static let largestAuthorities = 1 << 20

  /// Checks the settings and seals the credentials.
  ///
  /// - Throws: ``InputError`` naming what is wrong.
  public init(
    kind: Kind, endpoint: String, bucket: String, prefix: String, region: String, lock: Lock, authorities: String?,
    credentials: StoreCredentials, keys: KeyRing
  ) throws {
    self.kind = kind
    self.endpoint = try Self.checked(endpoint)
    guard (3...Self.longestBucket).contains(bucket.utf8.count), Self.isPlain(bucket, and: "-.") else {
      throw InputError(
        "'\(bucket)' is not a bucket's name: 3 to \(Self.longestBucket) lower-case letters, digits, '-' and '.'",
        code: "storage.bucket")
    }
    self.bucket = bucket
    let parts = prefix.split(separator: "/")
    guard prefix.utf8.count <= Self.longestPrefix,
      parts.allSatisfy({ Self.isPlain($0.lowercased(), and: "-._") && $0 != "." && $0 != ".." })
    else {
      throw InputError(
        "a prefix is letters, digits and -._ between slashes, at most \(Self.longestPrefix) of them",
        code: "storage.prefix")
    }
    self.prefix = parts.map { $0 + "/" }.joined()
    guard (1...Self.longestRegion).contains(region.utf8.count), Self.isPlain(region, and: "-") else {
      throw InputError("'\(region)' is not a region; AWS's are written as eu-west-2", code: "storage.region")
    }
    (self.region, self.lock) = (region, lock)
    if let authorities {
      guard authorities.contains("-----BEGIN CERTIFICATE-----"), authorities.utf8.count <= Self.largestAuthorities
      else { throw InputError("the file of authorities holds no certificate in PEM", code: "storage.authorities") }
    }
    self.authorities = authorities
    sealedCredentials = []
    sealedCredentials = try Sealing.seal(
      JSONEncoder().encode(credentials), with: keys.vault, context: credentialsContext)
  }

  /// What the credentials are sealed to: changed behind the program's back, the address no longer gets them.
  private var credentialsContext: String { "the credentials of \(kind.rawValue) \(endpoint)/\(bucket)" }

  public func credentials(_ keys: KeyRing) throws -> StoreCredentials {
    let opened = try Sealing.open(sealedCredentials, with: keys.vault, context: credentialsContext)
    return try JSONDecoder().decode(StoreCredentials.self, from: Data(opened))
  }

  private static func isPlain(_ text: some StringProtocol, and others: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || others.utf8.contains($0) }
  }

  /// The endpoint in one form, read by an allow-list, so that no two parsers take it differently.
  private static func checked(_ text: String) throws -> String {
    let lowered = text.lowercased()
    let isEncrypted = lowered.hasPrefix("https://")
    guard isEncrypted || lowered.hasPrefix("http://") else {
      throw InputError("an endpoint begins with https://", code: "storage.endpoint")
    }
    var rest = lowered.dropFirst(isEncrypted ? 8 : 7)
    while rest.hasSuffix("/") { rest.removeLast() }
    var host = String(rest)
    if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
      host = String(rest[..<colon])
      let digits = rest[rest.index(after: colon)...]
      guard let port = Int(digits), digits.utf8.allSatisfy({ (48...57).contains($0) }), (1...65_535).contains(port)
      else { throw InputError("'\(digits)' is not a port", code: "storage.endpoint") }
    }
    let isIPv6 = host.hasPrefix("[") && host.hasSuffix("]") && HostName.isIPv6(host.dropFirst().dropLast())
    guard isIPv6 || HostName.isName(host) else {
      throw InputError(
        "an endpoint is https:// and a host with an optional port, and nothing after it", code: "storage.endpoint")
    }
    guard isEncrypted || HostName.isLoopback(isIPv6 ? String(host.dropFirst().dropLast()) : host) else {
      throw InputError(
        "http:// would send everything unencrypted to another machine; use https://", code: "storage.insecure")
    }
    return (isEncrypted ? "https://" : "http://") + rest
  }
}

extension StoreSettings: FetchableRecord {
  public init(row: Row) throws {
    guard let kind = Kind(rawValue: row["kind"]), let lock = Lock(rawValue: row["lock"]) else {
      throw StorageError("the settings of store \(row["id"] as Int64) are unreadable; run 'holdfast storage set'")
    }
    (id, self.kind, self.lock) = (row["id"], kind, lock)
    (endpoint, bucket, prefix, region) = (row["endpoint"], row["bucket"], row["prefix"], row["region"])
    authorities = row["authorities"]
    sealedCredentials = Array(row["credentials"] as Data)
  }

  public static func find(_ id: ID, _ db: Database) throws -> StoreSettings? {
    try fetchOne(db, sql: "SELECT * FROM object_store WHERE id = ?", arguments: [id])
  }

  public static func all(_ db: Database) throws -> [StoreSettings] {
    try fetchAll(db, sql: "SELECT * FROM object_store ORDER BY id")
  }

  /// Saves them under the number the same place has already, or a new one; the ledger keeps all but the credentials.
  public mutating func save(_ act: Act) throws {
    let known = try Int64.fetchOne(
      act.db, sql: "SELECT id FROM object_store WHERE kind = ? AND endpoint = ? AND bucket = ? AND prefix = ?",
      arguments: [kind.rawValue, endpoint, bucket, prefix])
    if let known {
      try act.db.execute(
        sql: """
          UPDATE object_store SET region = ?, lock = ?, authorities = ?, credentials = ?, changed_entry = ? WHERE id = ?
          """,
        arguments: [region, lock.rawValue, authorities, Data(sealedCredentials), act.entry, known])
      id = known
    } else {
      try act.db.execute(
        sql: """
          INSERT INTO object_store (kind, endpoint, bucket, prefix, region, lock, authorities, credentials,
            changed_entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          kind.rawValue, endpoint, bucket, prefix, region, lock.rawValue, authorities, Data(sealedCredentials),
          act.entry,
        ])
      id = act.db.lastInsertedRowID
    }
    act.note("store", .text(address))
    act.note("region", .text(region))
    act.note("lock", .text(lock.rawValue))
    if let authorities { act.note("authorities", .text(Digest(of: authorities.utf8).hex)) }
  }
}
