public import Archive
public import GRDB

/// The record of each item that was not plainly imported.
final class ImportLog {
  enum Outcome: String { case duplicate, quarantined, partial, failed, missing, revision }

  private let insert: PreparedStatement

  /// A reason is a sentence; what a stranger wrote into it is cut.
  private static let longestReason = 500

  init(_ db: Database, connector: Connector.ID, place: RecordPlace) throws {
    insert = try PreparedStatement(
      db,
      """
      INSERT INTO import_log (connector, date, file, line, partner_id, outcome, reason, participant)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(1, connector.rawValue)
    insert.bind(2, place.day.description)
    insert.bind(3, place.file)
  }

  func write(
    _ line: Int64, _ partnerID: String?, _ outcome: Outcome, _ reason: String, participant: String? = nil
  ) throws {
    insert.bind(4, line)
    if let partnerID { insert.bind(5, partnerID) } else { insert.bindNull(5) }
    insert.bind(6, outcome.rawValue)
    insert.bind(7, String(reason.prefix(Self.longestReason)))
    if let participant { insert.bind(8, participant) } else { insert.bindNull(8) }
    try insert.run()
  }
}

/// One line of a connector's log.
public struct ImportLogEntry: Sendable, Codable, Hashable {
  public var day: String
  public var partnerID: String?
  public var outcome: String
  public var reason: String
  public var participant: String?
  public var file: String
  public var line: Int64

  public static func all(of connector: Connector.ID, day: CivilDate?, _ db: Database) throws -> [ImportLogEntry] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT date, partner_id, outcome, reason, participant, file, line FROM import_log
        WHERE connector = ? AND (? IS NULL OR date = ?) ORDER BY id
        """, arguments: [connector.rawValue, day?.description, day?.description]
    ).map { row in
      ImportLogEntry(
        day: row["date"], partnerID: row["partner_id"], outcome: row["outcome"], reason: row["reason"],
        participant: row["participant"], file: row["file"], line: row["line"])
    }
  }
}
