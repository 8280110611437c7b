public import Archive
internal import GRDB
internal import Search

/// Removes what has expired and is free, and only that.
public enum RetentionSweep {
  public struct Report: Sendable {
    public var removed = 0
    public var kept = 0
    public var byPolicy: [String: Int] = [:]
    public var erasure: Erasure.State = .done
  }

  /// How many items one transaction removes: a search or a hold waits no longer than this takes.
  static let batch = 1_000

  public static func run(_ archive: Archive, by session: Session, progress: (Int) -> Void = { _ in }) throws
    -> Report
  {
    try archive.authorize(.retentionSwept, by: session)
    var report = Report()
    var expired: [Item.ID] = []
    try archive.read { db in
      var candidates = try Candidates(db, at: session.now)
      try candidates.all { facts, isExpired in
        if isExpired { expired.append(facts.item) } else { report.kept += 1 }
      }
    }
    var start = 0
    repeat {
      let batch = expired[start..<min(start + Self.batch, expired.count)]
      try archive.perform(.retentionSwept, by: session) { act in
        try sweep(batch, act, archive.content, &report)
      }
      start += batch.count
      progress(start)
    } while start < expired.count
    report.erasure = try Erasure.run(archive)
    return report
  }

  private static func sweep(
    _ items: ArraySlice<Item.ID>, _ act: Act, _ content: ContentStore, _ report: inout Report
  ) throws {
    let gate = try DeletionGate(act, content: content)
    try gate.prepare(items)
    var certificates: [LedgerValue] = []
    for item in items {
      // Purged by someone since the items were looked over.
      guard try Item.find(item, act.db) != nil else { continue }
      guard let outcome = try gate.purge(item, expiredOnly: true), outcome.isPurged else {
        report.kept += 1
        continue
      }
      report.removed += 1
      report.byPolicy[outcome.rule, default: 0] += 1
      certificates.append(try outcome.certificate(act.db))
    }
    try gate.finish()
    act.note("removed", .number(certificates.count))
    act.note("purged", .list(certificates))
  }
}
