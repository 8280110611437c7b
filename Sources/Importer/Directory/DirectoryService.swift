public import Archive
internal import Foundation
public import GRDB

/// The LDAP server that knows the company's people, and how it is asked.
public struct DirectoryService: Sendable, Hashable {
  /// Which attribute of an entry is what of a person.
  public struct Attributes: Sendable, Hashable, Codable {
    public var email = "mail"
    public var name = "displayName"
    /// Several may have numbers; the first that has one gives the mailbox's.
    public var numbers = ["mobile"]
    public var department = "departmentNumber"

    public init() {}

    /// Numbers are looked for in so many attributes at most: a person's entry has fewer.
    static let mostNumbers = 8

    var all: [String] { [email, name, department] + numbers }
  }

  /// `ldaps://host:port` or `ldap://host:port`.
  public let url: String
  /// Plain first, then TLS, without which nothing is said.
  public let usesStartTLS: Bool
  /// The authorities trusted for the server's certificate, in PEM; nil: the system's.
  public let authorities: String?
  /// Nil: anonymously.
  public let bindDN: String?
  public let base: String
  public let filter: String
  public let attributes: Attributes
  /// ISO 3166 region in which national numbers are read.
  public let region: String
  var sealedPassword: [UInt8]?

  /// People with an address, in the schemas of OpenLDAP and of Active Directory.
  public static let usualFilter = "(&(objectClass=person)(mail=*))"
  /// Some hundred certificates; the system's whole list has 220 kB.
  public static let largestAuthorities = 1 << 20
  /// Past any name or filter that a person wrote.
  private static let longestText = 4_000
  /// Attribute descriptions (RFC 4512, 2.5) are short words.
  private static let longestAttribute = 100
  private static let passwordContext = "the password of the directory"

  /// Checks the settings and seals the password.
  ///
  /// Off this machine nothing is asked in the clear: `ldap://` means StartTLS there.
  /// Throws ``InputError`` naming what is wrong.
  public init(
    url: String, startTLS: Bool = false, authorities: String? = nil, bindDN: String? = nil, password: Secret? = nil,
    base: String, filter: String = DirectoryService.usualFilter, attributes: Attributes = Attributes(),
    region: String = "GB", keys: KeyRing
  ) throws {
    let (address, host, isSecure) = try Self.read(url)
    guard !(startTLS && isSecure) else {
      throw InputError("ldaps:// is secure from the first byte; leave --start-tls out", code: "directory.url")
    }
    guard (bindDN == nil) == (password == nil) else {
      throw InputError(
        "a name to sign in with needs a password, and a password a name: give --bind-dn and --password-file",
        code: "directory.sign-in")
    }
    for (what, text) in [("--base", base), ("--filter", filter), ("--bind-dn", bindDN ?? "x")] {
      guard !text.isEmpty, text.utf8.count <= Self.longestText,
        !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        throw InputError(
          "\(what) is empty, longer than \(Self.longestText) bytes, or has a control character", code: "directory.text")
      }
    }
    guard filter.hasPrefix("("), filter.hasSuffix(")") else {
      throw InputError("a filter stands in parentheses, as \(Self.usualFilter) (RFC 4515)", code: "directory.filter")
    }
    try Self.check(attributes)
    _ = try ConnectorCreation.numbers(region: region)
    if let authorities {
      guard authorities.contains("-----BEGIN CERTIFICATE-----"), authorities.utf8.count <= Self.largestAuthorities
      else { throw InputError("the file of authorities holds no certificate in PEM", code: "directory.authorities") }
    }
    (self.url, self.authorities, self.bindDN) = (address, authorities, bindDN)
    usesStartTLS = startTLS || (!isSecure && !HostName.isLoopback(host))
    (self.base, self.filter, self.attributes, self.region) = (base, filter, attributes, region)
    sealedPassword = try password.map {
      try Sealing.seal(Array($0.reveal().utf8), with: keys.vault, context: Self.passwordContext)
    }
  }

  private static func read(_ text: String) throws -> (address: String, host: String, isSecure: Bool) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      ["ldap", "ldaps"].contains(scheme), var host = parts.host?.lowercased(), ["", "/"].contains(parts.path),
      parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
    else {
      throw InputError(
        "'\(text)' is no address of a directory; write it as ldaps://ldap.corp.example, and the rest with options",
        code: "directory.url")
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    let isIPv6 = HostName.isIPv6(host)
    let port = parts.port ?? (scheme == "ldaps" ? 636 : 389)
    guard HostName.isName(host) || isIPv6, (1...65_535).contains(port) else {
      throw InputError("'\(text)' does not name a machine and a port", code: "directory.url")
    }
    return ("\(scheme)://\(isIPv6 ? "[\(host)]" : host):\(port)", host, scheme == "ldaps")
  }

  private static func check(_ attributes: Attributes) throws {
    guard (1...Attributes.mostNumbers).contains(attributes.numbers.count) else {
      throw InputError("name 1 to \(Attributes.mostNumbers) attributes with numbers", code: "directory.attributes")
    }
    for name in attributes.all {
      let isDescription =
        !name.isEmpty && name.utf8.count <= longestAttribute
        && name.utf8.allSatisfy { HostName.isAlphanumeric($0) || "-;.".utf8.contains($0) }
      guard isDescription else {
        throw InputError("'\(name)' is no attribute's name (RFC 4512)", code: "directory.attributes")
      }
    }
  }

  func password(_ keys: KeyRing) throws -> Secret? {
    try sealedPassword.map {
      Secret(String(decoding: try Sealing.open($0, with: keys.vault, context: Self.passwordContext), as: UTF8.self))
    }
  }

  /// Connects, signs in and asks for one entry.
  ///
  /// - Throws: ``DirectoryUnavailable`` where that fails.
  public func check(_ keys: KeyRing) throws { _ = try LDAPSearch(self, keys: keys).next() }
}

extension DirectoryService: FetchableRecord {
  public init(row: Row) throws {
    (url, usesStartTLS, authorities) = (row["url"], row["start_tls"], row["authorities"])
    (bindDN, base, filter, region) = (row["bind_dn"], row["base"], row["filter"], row["region"])
    attributes = try JSONDecoder().decode(Attributes.self, from: Data((row["attributes"] as String).utf8))
    sealedPassword = (row["password"] as Data?).map(Array.init)
  }

  /// - Throws: ``InputError`` where none is set.
  public static func require(_ db: Database) throws -> DirectoryService {
    guard let found = try fetchOne(db, sql: "SELECT * FROM directory_source WHERE id = 1") else {
      throw InputError("no directory is set; name it with 'holdfast directory source set'", code: "directory.none")
    }
    return found
  }

  /// Makes this the directory; the ledger keeps all but the password.
  public func save(_ act: Act) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let map = String(decoding: try encoder.encode(attributes), as: UTF8.self)
    try act.db.execute(
      sql: """
        INSERT INTO directory_source (id, url, start_tls, authorities, bind_dn, password, base, filter, attributes,
          region, changed_entry) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET url = excluded.url, start_tls = excluded.start_tls,
          authorities = excluded.authorities, bind_dn = excluded.bind_dn, password = excluded.password,
          base = excluded.base, filter = excluded.filter, attributes = excluded.attributes, region = excluded.region,
          changed_entry = excluded.changed_entry
        """,
      arguments: [
        url, usesStartTLS, authorities, bindDN, sealedPassword.map { Data($0) }, base, filter, map, region, act.entry,
      ])
    act.note("url", .text(url))
    act.note("startTLS", .flag(usesStartTLS))
    act.note("bindDN", .text(bindDN ?? ""))
    act.note("base", .text(base))
    act.note("filter", .text(filter))
    act.note("attributes", .text(map))
    act.note("region", .text(region))
    if let authorities { act.note("authorities", .text(Digest(of: authorities.utf8).hex)) }
  }
}
