/// A kind of connector: a carrier whose items an archiving partner delivers.
///
/// Adding the next carrier is one more entry in ``catalog``; all deliver in the partner's feed format
/// (docs/partner-feed.md) and differ in their network's name and their folder.
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
      id: "o2-network", title: "O2 Network", network: "o2", folder: "O2 SMS and Voice Network Archiver"),
    ConnectorType(
      id: "verizon-network", title: "Verizon Network", network: "verizon", folder: "Verizon SMS/MMS Network Archiver"),
    ConnectorType(id: "telus-network", title: "TELUS Network", network: "telus", folder: "TELUS SMS Network Archiver"),
    ConnectorType(id: "att-network", title: "AT&T Network", network: "att", folder: "AT&T SMS/MMS Network Archiver"),
    ConnectorType(id: "bell-network", title: "Bell Network", network: "bell", folder: "Bell SMS/MMS Network Archiver"),
    ConnectorType(
      id: "rogers-network", title: "Rogers Network", network: "rogers", folder: "Rogers SMS/MMS Network Archiver"),
    ConnectorType(id: "android", title: "Android", network: "android", folder: "Android Archiver"),
    ConnectorType(
      id: "enterprise-number", title: "Enterprise Number", network: "enterprise-number",
      folder: "Enterprise Number Archiver"),
    ConnectorType(id: "whatsapp", title: "WhatsApp", network: "whatsapp", folder: "WhatsApp Archiver"),
    ConnectorType(id: "signal", title: "Signal", network: "signal", folder: "Signal Archiver"),
    ConnectorType(id: "telegram", title: "Telegram", network: "telegram", folder: "Telegram Archiver"),
    ConnectorType(id: "wechat", title: "WeChat", network: "wechat", folder: "WeChat Archiver"),
  ]

  public static func find(_ id: String) -> ConnectorType? { catalog.first { $0.id == id } }
}
