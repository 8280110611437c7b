public import Archive
internal import Foundation
internal import GRDB

extension Check {
  /// What brings items in: paused, behind, days that did not end well, quarantine, and what lies staged.
  public static let importer: [Check] = [connectors, quarantine, staging]

  /// In days: yesterday's is due today, and the partner may be a day late.
  private static let mostDaysBehind = 2

  private static let connectors = Check("connectors") { examination in
    try examination.read { db in
      let all = try Connector.all(db)
      var found: [Finding] = []
      for connector in all {
        if connector.status == .paused {
          found.append(
            .warning(
              "connectors", "'\(connector.name)' is paused", "run 'holdfast connector resume' when it is to go on"))
        } else if let last = connector.watermark,
          last.startUTC.adding(days: mostDaysBehind + 1) < examination.now
        {
          found.append(
            .warning(
              "connectors", "'\(connector.name)' is complete through \(last) only",
              "run 'holdfast connector run \(connector.name)', and have it run every day"))
        }
        let open = try String.fetchAll(
          db, sql: "SELECT date FROM import_day WHERE connector = ? AND complete = 0 ORDER BY date",
          arguments: [connector.id.rawValue])
        if !open.isEmpty {
          found.append(
            .warning(
              "connectors",
              "'\(connector.name)' has days that are not complete: \(Finding.naming(open, of: open.count))",
              "see 'holdfast connector log \(connector.name)', and run the connector again"))
        }
      }
      return found.isEmpty ? [.ok("connectors", "\(all.count) connectors, none paused or behind")] : found
    }
  }

  private static let quarantine = Check("quarantine") { examination in
    let row = try examination.read {
      try Row.fetchOne($0, sql: "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM quarantine WHERE state = 'waiting'")
    }
    let (records, bytes): (Int, Int64) = (row?[0] ?? 0, row?[1] ?? 0)
    return records > 0
      ? [
        .warning(
          "quarantine", "\(records) records wait, \(bytes) bytes",
          "see 'holdfast quarantine list'; set the mapping or the limit right, then 'holdfast quarantine replay'")
      ] : [.ok("quarantine", "nothing waits")]
  }

  private static let staging = Check("staging") { examination in
    let folder = examination.folder.appendingPathComponent("staging", isDirectory: true)
    let open = try examination.read {
      Set(
        try String.fetchAll(
          $0,
          sql:
            "SELECT c.name || '/' || d.date FROM import_day d JOIN connector c ON c.id = d.connector WHERE complete = 0"
        ))
    }
    var left: [String] = []
    for connector in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let days = try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(connector).path)
      left += (days ?? []).filter { CivilDate($0) != nil }.map { "\(connector)/\($0)" }.filter { !open.contains($0) }
    }
    return left.isEmpty
      ? [.ok("staging", "nothing is left of days that are complete")]
      : [
        .warning(
          "staging", "left of days that are complete: \(Finding.naming(left.sorted(), of: left.count))",
          "the next 'holdfast connector run' removes it")
      ]
  }
}
