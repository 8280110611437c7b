/// A kind of connector: a carrier whose items an archiving partner delivers.
///
/// Adding the next carrier is one more entry in ``catalog``.
public struct ConnectorType: Sendable, Hashable, Codable {
  /// What `connector create --type` takes.
  public var id: String
  /// The carrier's name, for people.
  public var title: String
  /// The network's name in the partner's interface.
  public var network: String
  /// The folder that items are filed in, in every custodian's mailbox; made on demand.
  public var folder: String

  public static let catalog: [ConnectorType] = [
    ConnectorType(
      id: "o2-network", title: "O2 Network", network: "o2", folder: "O2 SMS and Voice Network Archiver")
  ]

  public static func find(_ id: String) -> ConnectorType? { catalog.first { $0.id == id } }
}
