internal import Archive
internal import Importer

/// The checks of a connector's creation, one at a time, as the wizard needs them.
///
/// They are asked again, all of them, when it is created.
struct ConnectorChecks {
  let archive: Archive
  let session: Session

  /// That this account may create connectors, and that there is a partner to create one for.
  func mayCreate() throws { try ConnectorCreation.checkAccess(to: "a new connector", in: archive, by: session) }

  /// What is wrong with a name.
  func problem(withName name: String) -> String? {
    do {
      try ConnectorCreation.check(name: name)
      try ConnectorCreation.checkIsFree(name, in: archive)
      return nil
    } catch { return "\(error)" }
  }

  /// What is wrong with a region.
  func problem(withRegion region: String) -> String? {
    do {
      try ConnectorCreation.numbers(region: region)
      return nil
    } catch { return "\(error)" }
  }

  func signIn(_ creation: ConnectorCreation) async throws { try await creation.checkSignIn() }

  func mapping(_ bytes: [UInt8], region: String) throws {
    try ConnectorCreation.table(of: bytes, region: region, in: archive)
  }
}
