public import Archive
internal import Foundation
internal import GRDB

/// What must be so before a connector is created, each by itself for whoever asks step by step.
extension ConnectorCreation {
  /// The role, and a provisioned partner application.
  public static func checkAccess(to name: String, in archive: Archive, by session: Session) throws {
    try archive.authorize(.connectorCreated, on: name, by: session)
    guard try !archive.read(PartnerApplication.all).isEmpty else {
      throw InputError(
        "no partner application is provisioned; run 'holdfast partner provision APP-ID --name NAME' with the id the partner gave you",
        code: "connector.partner")
    }
  }

  /// That something can be called that.
  public static func check(name: String) throws {
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    guard !name.isEmpty, name.utf8.count <= Connector.longestName, !name.hasPrefix("."), !name.hasPrefix("-"),
      name.unicodeScalars.allSatisfy(plain.contains)
    else {
      throw InputError(
        "'\(name)' can't name a connector: use letters, digits, '-', '_' and '.', at most \(Connector.longestName)",
        code: "connector.name")
    }
  }

  /// That no connector is called that, nor was.
  public static func checkIsFree(_ name: String, in archive: Archive) throws {
    try archive.read { try checkIsFree(name, $0) }
  }

  static func checkIsFree(_ name: String, _ db: Database) throws {
    guard try Int64.fetchOne(db, sql: "SELECT 1 FROM connector WHERE name = ?", arguments: [name]) == nil else {
      throw InputError("there is, or was, a connector '\(name)'; choose another name", code: "connector.exists")
    }
  }

  /// The numbers of a region, where it is one.
  @discardableResult
  public static func numbers(region: String) throws -> PhoneNumbers {
    guard let numbers = PhoneNumbers(region: region) else {
      throw InputError(
        "'\(region)' is not a region; give two letters of ISO 3166, as GB or DE", code: "connector.region")
    }
    return numbers
  }

  static func check(sizeLimit: Int64) throws {
    guard sizeLimit > 0 else {
      throw InputError("--size-limit must be a number of bytes above 0", code: "connector.size-limit")
    }
  }

  /// That the site takes the sign-in and has the network.
  public func checkSignIn(_ options: HTTPPartnerSource.Options = .init()) async throws {
    try await signIn().check(options)
  }

  func signIn() throws -> PartnerSignIn {
    guard let type = ConnectorType.find(type) else {
      let known = ConnectorType.catalog.map(\.id).joined(separator: ", ")
      throw InputError("there is no connector type '\(type)'; known: \(known)", code: "connector.type")
    }
    return PartnerSignIn(
      site: try SiteAddress(site), type: type, username: username, password: password, authorities: authorities)
  }

  /// The mapping file as a table.
  @discardableResult
  public static func table(of mapping: [UInt8], region: String, in archive: Archive) throws -> MappingTable {
    let active = try archive.read(MappingStore.activeAddresses)
    return try MappingTable(
      csv: mapping, numbers: try numbers(region: region), isActiveMailbox: active.contains)
  }
}
