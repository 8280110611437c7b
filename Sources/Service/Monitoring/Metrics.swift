internal import Archive
internal import GRDB
internal import Hold
internal import Importer

/// The figures of an archive and its service: counts, times and sizes, and of names only the connectors'.
struct Metrics {
  let archive: Archive
  let watch: AlarmWatch
  let version: String
  let started: Moment
  let now: Moment

  func text() throws -> String {
    var text = PrometheusText()
    text.add("holdfast_build_info", .gauge, "The version that runs.", [([("version", version)], 1)])
    text.add("holdfast_start_time_seconds", .gauge, "When the service started.", started.seconds)
    let erasure = try Erasure.status(archive)
    try archive.read { db in
      try addConnectors(&text, db)
      try addJobs(&text, db)
      try addAlarms(&text, db)
      text.add(
        "holdfast_notices_waiting", .gauge, "Legal hold notices that wait to be sent.",
        Double(try NoticeDelivery.countWaiting(db)))
      if let last = try Archive.lastAct(db) {
        text.add("holdfast_ledger_last_entry_seconds", .gauge, "When the ledger's last entry was made.", last.seconds)
      }
    }
    text.add(
      "holdfast_erasure_pending_messages", .gauge, "Purged messages whose bytes have not all left the disk.",
      Double(erasure.wordsOf + erasure.inLogOf))
    if let space = DiskSpace(of: archive.folder) {
      text.add("holdfast_disk_free_bytes", .gauge, "Free on the archive's disk.", Double(space.free))
      text.add("holdfast_disk_size_bytes", .gauge, "The archive's disk.", Double(space.total))
    }
    return text.text
  }

  private func addConnectors(_ text: inout PrometheusText, _ db: Database) throws {
    let connectors = try Connector.all(db)
    let newest = Connector.newestDay(at: now)
    func label(_ connector: Connector) -> [(String, String)] { [("connector", connector.name)] }
    text.add(
      "holdfast_connector_active", .gauge, "Whether the connector runs by itself: 0 while it is paused.",
      connectors.map { (label($0), $0.status == .active ? 1 : 0) })
    text.add(
      "holdfast_connector_complete_through_seconds", .gauge, "The end of the last day up to which all are complete.",
      connectors.compactMap { connector in
        connector.watermark.map { (label(connector), $0.adding(days: 1).startUTC.seconds) }
      })
    text.add(
      "holdfast_connector_open_days", .gauge, "Days up to yesterday that are not complete.",
      try connectors.map { (label($0), Double(try $0.incompleteDays(upTo: newest, atMost: 0, db).count)) })
    var counts: [([(String, String)], Double)] = []
    for connector in connectors {
      for (outcome, count) in try connector.counts(db).named where outcome != "available" {
        counts.append((label(connector) + [("outcome", outcome)], Double(count)))
      }
    }
    text.add(
      "holdfast_connector_items_total", .counter, "Items offered and missing, and copies by what became of them.",
      counts)
    text.add(
      "holdfast_quarantine_waiting", .gauge, "Records that wait in quarantine.",
      try connectors.map { connector in
        let count = try Int.fetchOne(
          db, sql: "SELECT COUNT(*) FROM quarantine WHERE state = 'waiting' AND connector = ?",
          arguments: [connector.id.rawValue])
        return (label(connector), Double(count ?? 0))
      })
  }

  private func addJobs(_ text: inout PrometheusText, _ db: Database) throws {
    let records = try JobRecord.all(db)
    func add(_ name: String, _ kind: PrometheusText.Kind, _ help: String, _ value: (JobRecord) -> Double?) {
      text.add(
        name, kind, help,
        records.compactMap { record in
          value(record).map { ([("job", record.job.rawValue), ("connector", record.subject)], $0) }
        })
    }
    add("holdfast_job_running", .gauge, "Whether the job is under way.") { $0.outcome == .running ? 1 : 0 }
    add("holdfast_job_last_success_seconds", .gauge, "When the job was last done.") { $0.succeeded?.seconds }
    add("holdfast_job_last_start_seconds", .gauge, "When the job last began.") { $0.started.seconds }
    add("holdfast_job_runs_total", .counter, "How often the job began.") { Double($0.runs) }
    add("holdfast_job_failures_in_a_row", .gauge, "How often it has failed since it was last done.") {
      Double($0.failures)
    }
  }

  private func addAlarms(_ text: inout PrometheusText, _ db: Database) throws {
    let causes = watch.causes
    text.add(
      "holdfast_alarms", .gauge, "What is the matter now.",
      AlarmKind.allCases.map { kind in
        ([("kind", kind.rawValue)], Double(causes.count { $0.kind == kind }))
      })
    text.add(
      "holdfast_alarms_unacknowledged", .gauge, "Alarms that go on and nobody has acknowledged.",
      Double(try Alarm.active(db).count { $0.acknowledged == nil }))
  }
}

extension Moment {
  /// Seconds since 1970, as Prometheus has times.
  fileprivate var seconds: Double { Double(microseconds) / Double(Self.perSecond) }
}
