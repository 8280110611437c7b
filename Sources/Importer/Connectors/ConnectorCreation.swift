public import Archive
internal import Foundation
internal import GRDB

/// Creates a connector, or nothing: role, provisioned partner application, terms, sign-in and mapping file are
/// checked in that order.
public struct ConnectorCreation: Sendable {
  public var name: String
  public var type: String
  public var site: String
  public var username: String
  public var password: Secret
  /// The authorities the site is trusted by; nil: the system's.
  public var authorities: PinnedAuthorities?
  public var acceptsTerms: Bool
  /// The custom mapping file's bytes.
  public var mapping: [UInt8]?
  public var automaticMapping: Bool
  public var region: String
  public var sizeLimit: Int64
  /// How the partner delivers; nil: what is at the site shows it.
  public var delivery: DeliveryForm?

  public init(
    name: String, type: String, site: String, username: String, password: Secret,
    authorities: PinnedAuthorities? = nil, acceptsTerms: Bool, mapping: [UInt8]? = nil, automaticMapping: Bool = true,
    region: String = "GB", sizeLimit: Int64 = Connector.standardSizeLimit, delivery: DeliveryForm? = nil
  ) {
    (self.name, self.type, self.site, self.username) = (name, type, site, username)
    (self.password, self.authorities) = (password, authorities)
    (self.acceptsTerms, self.mapping) = (acceptsTerms, mapping)
    (self.automaticMapping, self.region, self.sizeLimit) = (automaticMapping, region, sizeLimit)
    self.delivery = delivery
  }

  /// Runs the checks and creates the connector.
  ///
  /// - Throws: ``AccessError``, ``InputError``, ``SourceError`` (the site), ``MappingProblems``.
  public func run(in archive: Archive, by session: Session, options: HTTPPartnerSource.Options = .init())
    async throws -> Connector
  {
    try Self.checkAccess(to: name, in: archive, by: session)
    guard acceptsTerms else {
      throw InputError(
        "the partner's terms of service must be accepted; read them, then add --accept-terms",
        code: "connector.terms")
    }
    let signIn = try signIn()
    let delivery = try DeliveryForm.find(at: signIn.site, asked: delivery)
    try Self.check(name: name)
    try Self.check(sizeLimit: sizeLimit)
    try Self.numbers(region: region)
    try await signIn.check(options)
    let table = try mapping.map { try Self.table(of: $0, region: region, in: archive) } ?? .empty
    let sealed = try Sealing.seal(
      Array(password.reveal().utf8), with: archive.keys.vault, context: Connector.passwordContext(name))
    return try archive.perform(.connectorCreated, on: name, by: session) { act in
      try Self.checkIsFree(name, act.db)
      try act.db.execute(
        sql: """
          INSERT INTO connector (name, type, site, username, password, authorities, automatic_mapping, region, size_limit,
            status, created, delivery) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)
          """,
        arguments: [
          name, signIn.type.id, signIn.site.description, username, Data(sealed), authorities?.pem, automaticMapping,
          region, sizeLimit, act.now.microseconds, delivery.rawValue,
        ])
      let connector = try Connector.require(name, act.db)
      try MappingStore.replace(table, of: connector.id, act)
      act.note("type", .text(signIn.type.id))
      act.note("site", .text(signIn.site.description))
      act.note("delivery", .text(delivery.rawValue))
      if let authorities { act.note("authorities", .list(authorities.fingerprints.map { .text($0) })) }
      act.note("automaticMapping", .flag(automaticMapping))
      act.note("region", .text(region))
      act.note("sizeLimit", .number(sizeLimit))
      return connector
    }
  }
}
