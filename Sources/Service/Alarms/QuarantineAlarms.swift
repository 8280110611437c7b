internal import Archive
internal import GRDB
internal import Importer

/// Alarms about a quarantine that grows.
enum QuarantineAlarms {
  /// Fewer new records in a day are an everyday matter, which the run's own exit code and log tell of.
  static let leastNew = 10
  /// How many times the usual day's.
  static let growth = 3
  /// The days before the last one that tell what is usual.
  static let usualDays = 28

  static func growing(_ connector: Connector, at now: Moment, _ db: Database) throws -> [AlarmCause] {
    let dayAgo = now.adding(days: -1)
    let recent = try count(connector, from: dayAgo, to: now, db)
    guard recent >= leastNew else { return [] }
    let before = try count(connector, from: dayAgo.adding(days: -usualDays), to: dayAgo, db)
    guard recent * usualDays > before * growth else { return [] }
    return [
      AlarmCause(
        kind: .quarantineGrowing, subject: connector.name,
        text: "connector '\(connector.name)': \(recent) records that came into quarantine in the last 24 hours wait "
          + "there, more than \(growth) times as many as usually; 'holdfast quarantine list' says why: mend the mapping "
          + "or the limit, then run 'holdfast quarantine replay --connector \(connector.name)'")
    ]
  }

  /// Those that still wait, by when they came.
  private static func count(_ connector: Connector, from: Moment, to: Moment, _ db: Database) throws -> Int {
    try Int.fetchOne(
      db,
      sql: """
        SELECT COUNT(*) FROM quarantine
        WHERE state = 'waiting' AND connector = ? AND created > ? AND created <= ?
        """, arguments: [connector.id.rawValue, from.microseconds, to.microseconds]) ?? 0
  }
}
