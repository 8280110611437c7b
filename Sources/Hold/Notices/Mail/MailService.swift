public import Archive
internal import Foundation
public import GRDB

/// The mail server that notices are handed to, and how.
public struct MailService: Sendable, Hashable {
  /// How the connection is secured.
  public enum Security: String, Sendable, Codable, CaseIterable {
    /// Plain first, then TLS; a server that offers none gets nothing (RFC 3207).
    case starttls
    /// TLS from the first byte (RFC 8314).
    case tls
    /// Not at all: for a server on this machine only.
    case none

    /// The port such servers listen on (RFC 6409, RFC 8314; 25 for a server of this machine).
    public var usualPort: Int {
      switch self {
      case .starttls: 587
      case .tls: 465
      case .none: 25
      }
    }
  }

  /// A host's name or address, an IPv6 one without its brackets.
  public let server: String
  public let port: Int
  public let security: Security
  /// Nil: no signing in.
  public let username: String?
  /// The address that hands mail in, to which the server reports what it could not deliver.
  public let sender: String
  /// The authorities trusted for the server's certificate, in PEM; nil: the system's.
  public let authorities: String?
  /// What a link to acknowledge a notice begins with; nil: there are none.
  public let linkBase: String?
  var sealedPassword: [UInt8]?

  /// Past any user name (RFC 4954 leaves it open), and short of a wrong file.
  private static let longestUsername = 255
  /// Some hundred certificates; the system's whole list has 220 kB.
  public static let largestAuthorities = 1 << 20
  /// Short enough to stand on one line of a letter with a code behind it.
  private static let longestLinkBase = 500
  /// What the password is sealed to.
  private static let passwordContext = "the password of the mail server"

  /// Checks the settings and seals the password that `username` signs in with.
  ///
  /// `security`: nil: none for a server of this machine, `starttls` for all others. `port`: nil: the usual one.
  /// Throws ``InputError`` naming what is wrong.
  public init(
    server: String, port: Int? = nil, security: Security? = nil, username: String? = nil, password: Secret? = nil,
    sender: String, authorities: String? = nil, linkBase: String? = nil, keys: KeyRing
  ) throws {
    let host = server.lowercased()
    guard HostName.isName(host) || HostName.isIPv6(host) else {
      throw InputError(
        "'\(server)' is not the name or address of a machine; give the port with --port", code: "mail.server")
    }
    let isLoopback = HostName.isLoopback(host)
    let security = security ?? (isLoopback ? .none : .starttls)
    guard security != .none || isLoopback else {
      throw InputError(
        "without TLS anyone on the way to \(host) could read and change the notices; use starttls or tls",
        code: "mail.insecure")
    }
    let port = port ?? security.usualPort
    guard (1...65_535).contains(port) else { throw InputError("a port is 1 to 65535", code: "mail.port") }
    guard EmailAddress.isWritable(sender) else {
      throw InputError("'\(sender)' is not an e-mail address that mail can be sent from", code: "mail.sender")
    }
    guard (username == nil) == (password == nil) else {
      throw InputError("a user name needs a password, and a password a user name", code: "mail.sign-in")
    }
    if let username {
      guard !username.isEmpty, username.utf8.count <= Self.longestUsername,
        !username.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else { throw InputError("this can't be a user name", code: "mail.sign-in") }
    }
    if let authorities {
      guard authorities.contains("-----BEGIN CERTIFICATE-----"), authorities.utf8.count <= Self.largestAuthorities
      else { throw InputError("the file of authorities holds no certificate in PEM", code: "mail.authorities") }
    }
    if let linkBase { try Self.checkLinkBase(linkBase) }
    (self.server, self.port, self.security, self.sender) = (host, port, security, sender)
    (self.username, self.authorities, self.linkBase) = (username, authorities, linkBase)
    sealedPassword = try password.map {
      try Sealing.seal(Array($0.reveal().utf8), with: keys.vault, context: Self.passwordContext)
    }
  }

  private static func checkLinkBase(_ base: String) throws {
    let scheme = "https://"
    guard base.utf8.count <= longestLinkBase, base.hasPrefix(scheme),
      HostName.isName(base.dropFirst(scheme.count).prefix { $0 != "/" && $0 != ":" && $0 != "?" }),
      base.utf8.allSatisfy({ HostName.isAlphanumeric($0) || ":/?&=-._~%".utf8.contains($0) })
    else {
      throw InputError(
        "a link begins with https:// and a host, in letters, digits and :/?&=-._~%, at most \(longestLinkBase) of them",
        code: "mail.link")
    }
  }

  /// The credential `mail` that systemd gave the service, else the password that was given with the settings.
  func password(_ keys: KeyRing) throws -> Secret? {
    guard username != nil else { return nil }
    if let credential = try Secret.credential("mail") { return credential }
    return try sealedPassword.map {
      Secret(String(decoding: try Sealing.open($0, with: keys.vault, context: Self.passwordContext), as: UTF8.self))
    }
  }

  /// Connects to the server, secures the connection and signs in.
  ///
  /// - Throws: ``MailUnavailable`` where that fails.
  public func check(_ keys: KeyRing) throws { try SMTPClient(self, keys: keys).check() }

  /// Where the sender's mail belongs: what Message-IDs end in.
  var domain: String { sender.split(separator: "@").last.map(String.init) ?? sender }

  /// The link that gives a code back; nil where links have no address.
  func link(_ code: String) -> String? {
    linkBase.map { $0 + ($0.contains("?") ? "&" : "?") + "code=" + code }
  }
}

extension MailService: FetchableRecord {
  public init(row: Row) throws {
    server = row["server"]
    port = row["port"]
    guard let security = Security(rawValue: row["security"]) else {
      throw StorageError("the mail server's settings are unreadable; set them with 'holdfast notice mail set'")
    }
    self.security = security
    username = row["username"]
    sealedPassword = (row["password"] as Data?).map(Array.init)
    sender = row["sender"]
    authorities = row["authorities"]
    linkBase = row["link_base"]
  }

  public static func find(_ db: Database) throws -> MailService? {
    try fetchOne(db, sql: "SELECT * FROM notice_mail WHERE id = 1")
  }

  /// - Throws: ``InputError`` where none is set.
  public static func require(_ db: Database) throws -> MailService {
    guard let service = try find(db) else {
      throw InputError(
        "no mail server is set, so that no notice can be sent; name it with 'holdfast notice mail set'",
        code: "mail.none")
    }
    return service
  }

  /// Makes this the mail server; the ledger keeps all but the password.
  public func save(_ act: Act) throws {
    try act.db.execute(
      sql: """
        INSERT INTO notice_mail (id, server, port, security, username, password, sender, authorities, link_base,
          changed_entry) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET server = excluded.server, port = excluded.port, security = excluded.security,
          username = excluded.username, password = excluded.password, sender = excluded.sender,
          authorities = excluded.authorities, link_base = excluded.link_base, changed_entry = excluded.changed_entry
        """,
      arguments: [
        server, port, security.rawValue, username, sealedPassword.map { Data($0) }, sender, authorities, linkBase,
        act.entry,
      ])
    act.note("server", .text(server))
    act.note("port", .number(port))
    act.note("security", .text(security.rawValue))
    act.note("username", .text(username ?? ""))
    act.note("sender", .text(sender))
    act.note("linkBase", .text(linkBase ?? ""))
    if let authorities { act.note("authorities", .text(Digest(of: authorities.utf8).hex)) }
  }
}
