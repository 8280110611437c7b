public import Archive
public import GRDB

/// What a job did last, and how often.
public struct JobRecord: Sendable, Hashable {
  public enum Outcome: String, Sendable, Codable {
    case running
    case done
    /// Done, and something needs a look.
    case attention
    case failed
    /// The service was told to end, or was ended, in the middle of it.
    case stopped
  }

  public var job: Job
  public var subject: String
  public var started: Moment
  public var ended: Moment?
  public var outcome: Outcome
  /// A stable code of what kept it from being done, as errors have.
  public var code: String?
  /// When it was last done.
  public var succeeded: Moment?
  /// Failures in a row.
  public var failures: Int
  public var runs: Int

  /// All on record; jobs of a newer version are left out.
  public static func all(_ db: Database) throws -> [JobRecord] {
    try Row.fetchAll(db, sql: "SELECT * FROM service_job ORDER BY job, subject").compactMap { row in
      guard let job = Job(rawValue: row["job"]), let outcome = Outcome(rawValue: row["outcome"]) else { return nil }
      return JobRecord(
        job: job, subject: row["subject"], started: Moment(microseconds: row["started"]),
        ended: (row["ended"] as Int64?).map(Moment.init(microseconds:)), outcome: outcome, code: row["code"],
        succeeded: (row["succeeded"] as Int64?).map(Moment.init(microseconds:)), failures: row["failures"],
        runs: row["runs"])
    }
  }

  // MARK: - Writing
  //
  // Upkeep, without ledger entries: what jobs do is on the ledger by their own acts, and a look for alarms each minute
  // would bury them.

  static func begin(_ job: Job, _ subject: String, at now: Moment, _ archive: Archive) throws {
    try archive.maintain { db in
      try db.execute(
        sql: """
          INSERT INTO service_job (job, subject, started, outcome, failures, runs) VALUES (?, ?, ?, 'running', 0, 1)
          ON CONFLICT (job, subject) DO UPDATE SET started = excluded.started, ended = NULL, outcome = 'running',
            code = NULL, runs = runs + 1
          """, arguments: [job.rawValue, subject, now.microseconds])
    }
  }

  static func end(
    _ job: Job, _ subject: String, _ outcome: Outcome, code: String? = nil, at now: Moment, _ archive: Archive
  ) throws {
    try archive.maintain { db in
      try db.execute(
        sql: """
          UPDATE service_job SET ended = :now, outcome = :outcome, code = :code,
            succeeded = CASE WHEN :outcome IN ('done', 'attention') THEN :now ELSE succeeded END,
            failures = CASE :outcome WHEN 'failed' THEN failures + 1 WHEN 'stopped' THEN failures ELSE 0 END
          WHERE job = :job AND subject = :subject
          """,
        arguments: [
          "now": now.microseconds, "outcome": outcome.rawValue, "code": code, "job": job.rawValue, "subject": subject,
        ])
    }
  }

  /// Marks as stopped what a service that did not end well has left as running.
  static func endInterrupted(at now: Moment, _ archive: Archive) throws {
    try archive.maintain { db in
      try db.execute(
        sql: "UPDATE service_job SET outcome = 'stopped', ended = ? WHERE outcome = 'running'",
        arguments: [now.microseconds])
    }
  }
}
