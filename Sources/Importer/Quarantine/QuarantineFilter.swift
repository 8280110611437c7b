public import Archive
public import GRDB

/// Which of the waiting records are meant; all that is said must hold.
public struct QuarantineFilter: Sendable, Hashable {
  /// A connector's name.
  public var connector: String?
  /// The code of a reason, as `participant.unmapped`.
  public var reason: String?
  /// The first and last day they were delivered for.
  public var from: CivilDate?
  public var to: CivilDate?
  /// Their numbers; empty: any.
  public var records: [Int64] = []

  /// Numbers that may be named at once: what fits on a command line, and in one statement of SQLite's.
  public static let mostRecords = 10_000

  public init(
    connector: String? = nil, reason: String? = nil, from: CivilDate? = nil, to: CivilDate? = nil,
    records: [Int64] = []
  ) {
    (self.connector, self.reason, self.from, self.to) = (connector, reason, from, to)
    self.records = records
  }

  /// The condition on rows of `quarantine q JOIN connector c`, and its arguments.
  var condition: (sql: String, arguments: StatementArguments) {
    var (parts, arguments) = (["q.state = 'waiting'"], StatementArguments())
    for (part, value) in [
      ("c.name = ?", connector), ("q.reason = ?", reason), ("q.date >= ?", from?.description),
      ("q.date <= ?", to?.description),
    ] {
      guard let value else { continue }
      parts.append(part)
      arguments += [value]
    }
    if !records.isEmpty {
      parts.append("q.id IN (\(records.map(String.init).joined(separator: ",")))")
    }
    return (parts.joined(separator: " AND "), arguments)
  }

  /// Refuses a filter that names what isn't there: a misspelt one would seem to say that nothing waits.
  func check(_ db: Database) throws {
    if let connector { _ = try Connector.ofAnyStatus(connector, db) }
    guard records.count <= Self.mostRecords else {
      throw InputError("at most \(Self.mostRecords) records can be named at once", code: "quarantine.many")
    }
    for record in records {
      guard try QuarantinedRecord.require(record, db).state == "waiting" else {
        throw InputError("record \(record) was archived and waits no more", code: "quarantine.replayed")
      }
    }
  }
}

extension QuarantinedRecord {
  /// How many records wait for a reason.
  public struct ReasonCount: Sendable, Hashable, Encodable {
    public var reason: String
    public var records: Int64
  }

  /// How many wait, by reason, the most frequent first.
  public static func counts(_ filter: QuarantineFilter, _ db: Database) throws -> [ReasonCount] {
    try filter.check(db)
    let (condition, arguments) = filter.condition
    return try Row.fetchAll(
      db,
      sql: """
        SELECT q.reason, COUNT(*) AS records FROM quarantine q JOIN connector c ON c.id = q.connector
        WHERE \(condition) GROUP BY q.reason ORDER BY records DESC, q.reason
        """, arguments: arguments
    ).map { ReasonCount(reason: $0["reason"], records: $0["records"]) }
  }
}
