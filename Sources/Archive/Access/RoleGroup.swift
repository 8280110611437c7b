/// A named set of permissions an account can be a member of, after the role groups of Microsoft Purview.
public enum RoleGroup: String, Sendable, CaseIterable, Codable, Comparable {
  case organizationManagement = "Organization Management"
  case dataConnectorAdmin = "Data Connector Admin"
  case eDiscoveryManager = "eDiscovery Manager"
  case eDiscoveryAdministrator = "eDiscovery Administrator"
  case searchAndPurge = "Search And Purge"
  case export = "Export"
  case recordsManagement = "Records Management"
  case auditReader = "Audit Reader"

  /// What a member may do, in a line.
  public var purpose: String {
    switch self {
    case .organizationManagement: "the directory, accounts and role groups, partner applications"
    case .dataConnectorAdmin: "connectors, mappings, quarantine"
    case .eDiscoveryManager: "searches and holds, in the cases it belongs to"
    case .eDiscoveryAdministrator: "searches and holds, in all cases"
    case .searchAndPurge: "deleting and purging items"
    case .export: "exporting what a search found"
    case .recordsManagement: "retention policies, labels and disposition"
    case .auditReader: "the ledger"
    }
  }

  public static func < (a: RoleGroup, b: RoleGroup) -> Bool { a.rawValue < b.rawValue }
}
