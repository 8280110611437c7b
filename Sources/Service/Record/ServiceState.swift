public import Archive
public import GRDB
internal import Glibc

/// The service that runs, or ran last.
public struct ServiceState: Sendable, Hashable {
  public var account: String
  public var process: Int32
  /// Where it answers for its health and figures.
  public var address: String?
  public var started: Moment
  /// When it ended well; nil: it runs, or was killed.
  public var stopped: Moment?

  public static func find(_ db: Database) throws -> ServiceState? {
    try Row.fetchOne(db, sql: "SELECT * FROM service_state WHERE id = 1").map { row in
      ServiceState(
        account: row["account"], process: row["process"], address: row["address"],
        started: Moment(microseconds: row["started"]),
        stopped: (row["stopped"] as Int64?).map(Moment.init(microseconds:)))
    }
  }

  static func begin(_ session: Session, _ archive: Archive) throws {
    try archive.maintain { db in
      try db.execute(
        sql: """
          INSERT INTO service_state (id, account, process, started) VALUES (1, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET account = excluded.account, process = excluded.process, address = NULL,
            started = excluded.started, stopped = NULL
          """, arguments: [session.account, getpid(), session.now.microseconds])
    }
  }

  static func listen(at address: String, _ archive: Archive) throws {
    try archive.maintain { try $0.execute(sql: "UPDATE service_state SET address = ?", arguments: [address]) }
  }

  static func end(at now: Moment, _ archive: Archive) throws {
    try archive.maintain { try $0.execute(sql: "UPDATE service_state SET stopped = ?", arguments: [now.microseconds]) }
  }
}
