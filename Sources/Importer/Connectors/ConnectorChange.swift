public import Archive
internal import Foundation
internal import GRDB

/// Changes what a connector was created with; what isn't said stays.
///
/// A new site, user name or password is signed in with before it is kept.
public struct ConnectorChange: Sendable {
  public var site: String?
  public var username: String?
  public var password: Secret?
  public var authorities: Authorities?
  public var automaticMapping: Bool?
  public var region: String?
  public var sizeLimit: Int64?

  /// Whom the site is to be trusted by.
  public enum Authorities: Sendable, Hashable {
    case pinned(PinnedAuthorities)
    case system
  }

  public init(
    site: String? = nil, username: String? = nil, password: Secret? = nil, authorities: Authorities? = nil,
    automaticMapping: Bool? = nil, region: String? = nil, sizeLimit: Int64? = nil
  ) {
    (self.site, self.username, self.password, self.authorities) = (site, username, password, authorities)
    (self.automaticMapping, self.region, self.sizeLimit) = (automaticMapping, region, sizeLimit)
  }

  /// Checks the change and makes it, or changes nothing.
  ///
  /// Gives the connector as it is then.
  /// Throws ``AccessError``, ``InputError``, ``SourceError`` (the sign-in).
  public func run(
    on name: String, in archive: Archive, by session: Session, options: HTTPPartnerSource.Options = .init()
  ) async throws -> Connector {
    try archive.authorize(.connectorChanged, on: name, by: session)
    var connector = try archive.read { try Connector.require(name, $0) }
    if let region { _ = try ConnectorCreation.numbers(region: region) }
    if let sizeLimit { try ConnectorCreation.check(sizeLimit: sizeLimit) }
    let address = try site.map { try SiteAddress($0) }
    // ZIP files come in no other way than into a folder.
    if let address { _ = try DeliveryForm.find(at: address, asked: connector.delivery) }
    if address != nil || username != nil || password != nil || authorities != nil {
      try await PartnerSignIn(
        site: try address ?? SiteAddress(connector.site), type: connector.type,
        username: username ?? connector.username, password: try password ?? connector.password(archive.keys),
        authorities: authorities.map(\.pinned) ?? connector.authorities
      ).check(options)
    }
    let sealed = try password.map {
      try Sealing.seal(
        Array($0.reveal().utf8), with: archive.keys.vault, context: Connector.passwordContext(name))
    }
    return try archive.perform(.connectorChanged, on: name, by: session) { act in
      connector = try Connector.require(name, act.db)
      try write(connector.id, address: address?.description, sealed: sealed, act)
      return try Connector.require(name, act.db)
    }
  }

  private func write(_ connector: Connector.ID, address: String?, sealed: [UInt8]?, _ act: Act) throws {
    try act.db.execute(
      sql: """
        UPDATE connector SET site = COALESCE(?, site), username = COALESCE(?, username),
          password = COALESCE(?, password), authorities = CASE WHEN ? THEN ? ELSE authorities END,
          automatic_mapping = COALESCE(?, automatic_mapping),
          region = COALESCE(?, region), size_limit = COALESCE(?, size_limit) WHERE id = ?
        """,
      arguments: [
        address, username, sealed.map { Data($0) }, authorities != nil, authorities?.pinned?.pem, automaticMapping,
        region, sizeLimit, connector.rawValue,
      ])
    if let address { act.note("site", .text(address)) }
    if username != nil { act.note("usernameChanged", true) }
    // That it was, and nothing of it.
    if password != nil { act.note("passwordChanged", true) }
    switch authorities {
    case .pinned(let pinned): act.note("authorities", .list(pinned.fingerprints.map { .text($0) }))
    case .system: act.note("authorities", .text("the system's"))
    case nil: break
    }
    if let automaticMapping { act.note("automaticMapping", .flag(automaticMapping)) }
    if let region { act.note("region", .text(region)) }
    if let sizeLimit { act.note("sizeLimit", .number(sizeLimit)) }
  }
}

extension ConnectorChange.Authorities {
  fileprivate var pinned: PinnedAuthorities? {
    if case .pinned(let authorities) = self { authorities } else { nil }
  }
}
