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
  public var acceptsTerms: Bool
  /// The custom mapping file's bytes.
  public var mapping: [UInt8]?
  public var automaticMapping: Bool
  public var region: String
  public var sizeLimit: Int64
  /// How the partner delivers; nil: what is at the site shows it.
  public var delivery: DeliveryForm?

  public init(
    name: String, type: String, site: String, username: String, password: Secret, acceptsTerms: Bool,
    mapping: [UInt8]? = nil, automaticMapping: Bool = true, region: String = "GB",
    sizeLimit: Int64 = Connector.standardSizeLimit, delivery: DeliveryForm? = nil
  ) {
    (self.name, self.type, self.site, self.username) = (name, type, site, username)
    (self.password, self.acceptsTerms, self.mapping) = (password, acceptsTerms, mapping)
    (self.automaticMapping, self.region, self.sizeLimit) = (automaticMapping, region, sizeLimit)
    self.delivery = delivery
  }

  /// Runs the checks and creates the connector.
  ///
  /// - Throws: ``AccessError``, ``InputError``, ``SourceError`` (the site), ``MappingProblems``.
  public func run(in archive: Archive, by session: Session, options: HTTPPartnerSource.Options = .init())
    async throws -> Connector
  {
    try archive.authorize(.connectorCreated, on: name, by: session)
    guard try !archive.read(PartnerApplication.all).isEmpty else {
      throw InputError(
        "no partner application is provisioned; run 'holdfast partner provision APP-ID --name NAME' with the id the partner gave you",
        code: "connector.partner")
    }
    guard acceptsTerms else {
      throw InputError(
        "the partner's terms of service must be accepted; read them, then add --accept-terms",
        code: "connector.terms")
    }
    let (type, numbers) = try checkForm()
    let address = try SiteAddress(site)
    let delivery = try DeliveryForm.find(at: address, asked: delivery)
    try await checkSignIn(address, type, options)
    let table = try readMapping(archive, numbers)
    let sealed = try Sealing.seal(
      Array(password.reveal().utf8), with: archive.keys.vault, context: Connector.passwordContext(name))
    return try archive.perform(.connectorCreated, on: name, by: session) { act in
      let db = act.db
      guard
        try Int64.fetchOne(db, sql: "SELECT 1 FROM connector WHERE name = ?", arguments: [name]) == nil
      else {
        throw InputError("there is, or was, a connector '\(name)'; choose another name", code: "connector.exists")
      }
      try db.execute(
        sql: """
          INSERT INTO connector (name, type, site, username, password, automatic_mapping, region, size_limit,
            status, created, delivery) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)
          """,
        arguments: [
          name, type.id, address.description, username, Data(sealed), automaticMapping, region, sizeLimit,
          act.now.microseconds, delivery.rawValue,
        ])
      let connector = try Connector.require(name, db)
      try MappingStore.replace(table, of: connector.id, act)
      act.note("type", .text(type.id))
      act.note("site", .text(address.description))
      act.note("delivery", .text(delivery.rawValue))
      act.note("automaticMapping", .flag(automaticMapping))
      act.note("region", .text(region))
      act.note("sizeLimit", .number(sizeLimit))
      return connector
    }
  }

  private func checkForm() throws -> (ConnectorType, PhoneNumbers) {
    guard let type = ConnectorType.find(type) else {
      let known = ConnectorType.catalog.map(\.id).joined(separator: ", ")
      throw InputError("there is no connector type '\(type)'; known: \(known)", code: "connector.type")
    }
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    guard !name.isEmpty, name.utf8.count <= Connector.longestName, !name.hasPrefix("."), !name.hasPrefix("-"),
      name.unicodeScalars.allSatisfy(plain.contains)
    else {
      throw InputError(
        "'\(name)' can't name a connector: use letters, digits, '-', '_' and '.', at most \(Connector.longestName)",
        code: "connector.name")
    }
    guard let numbers = PhoneNumbers(region: region) else {
      throw InputError(
        "'\(region)' is not a region; give two letters of ISO 3166, as GB or DE", code: "connector.region")
    }
    guard sizeLimit > 0 else {
      throw InputError("--size-limit must be a number of bytes above 0", code: "connector.size-limit")
    }
    return (type, numbers)
  }

  private func checkSignIn(_ address: SiteAddress, _ type: ConnectorType, _ options: HTTPPartnerSource.Options)
    async throws
  {
    let networks = try await address.withSource(
      network: type.network, username: username, password: password, options: options
    ) {
      source in
      try await RetryPolicy().retrying { try await source.networks() }
    }
    guard networks.contains(type.network) else {
      throw InputError(
        "the sign-in works, but this account has no network '\(type.network)' at \(address); ask the partner to add it",
        code: "connector.network")
    }
  }

  private func readMapping(_ archive: Archive, _ numbers: PhoneNumbers) throws -> MappingTable {
    guard let mapping else { return .empty }
    let active = try archive.read(MappingStore.activeAddresses)
    return try MappingTable(csv: mapping, numbers: numbers, isActiveMailbox: active.contains)
  }
}
