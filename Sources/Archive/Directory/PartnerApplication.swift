public import GRDB

/// An archiving partner's application, allowed to deliver to this archive.
///
/// Without one no connector is created, as the market leader requires a provisioned service principal.
public struct PartnerApplication: Sendable, Codable, Hashable {
  public var appID: String
  public var name: String

  static let longestID = 128
  static let longestName = 256

  public static func provision(_ appID: String, name: String, _ act: Act) throws -> PartnerApplication {
    guard !appID.isEmpty, appID.utf8.count <= longestID,
      appID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      throw InputError("'\(appID)' is not an application id: the partner tells you theirs", code: "partner.id")
    }
    guard !name.isEmpty, name.utf8.count <= longestName, !name.unicodeScalars.contains(where: { $0.value < 0x20 })
    else { throw InputError("give the partner's name, of at most \(longestName) bytes", code: "partner.name") }
    try act.db.execute(
      sql: """
        INSERT INTO partner_application (app_id, name) VALUES (?, ?)
        ON CONFLICT (app_id) DO UPDATE SET name = excluded.name
        """, arguments: [appID, name])
    act.note("name", .text(name))
    return PartnerApplication(appID: appID, name: name)
  }

  public static func all(_ db: Database) throws -> [PartnerApplication] {
    try Row.fetchAll(db, sql: "SELECT app_id, name FROM partner_application ORDER BY app_id")
      .map { PartnerApplication(appID: $0["app_id"], name: $0["name"]) }
  }
}
