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

  /// Removes it.
  ///
  /// `checkpoint`: asked after each batch and often between; what it throws ends the sweep there, with whole batches done.
  public static func run(
    _ archive: Archive, by session: Session, progress: (Int) -> Void = { _ in }, checkpoint: () throws -> Void = {}
  ) throws -> Report {
    try run(archive, by: session, batch: batch, selected: {}, checkpoint: checkpoint) {
      progress($0)
      try checkpoint()
    }
  }

  /// Items looked over between two questions whether to go on: some milliseconds' work.
  private static let itemsBetweenCheckpoints = 4_096

  /// `selected`: called once the items are chosen and before the first of them goes.
  static func run(
    _ archive: Archive, by session: Session, batch size: Int, selected: () throws -> Void,
    checkpoint: () throws -> Void = {}, progress: (Int) throws -> Void
  ) throws -> Report {
    try archive.authorize(.retentionSwept, by: session)
    var report = Report()
    var expired: [Item.ID] = []
    try archive.read { db in
      let candidates = try Candidates(db, at: session.now)
      try candidates.all { facts, isExpired in
        if isExpired { expired.append(facts.item) } else { report.kept += 1 }
        if (expired.count + report.kept) % itemsBetweenCheckpoints == 0 { try checkpoint() }
      }
    }
    try selected()
    var start = 0
    let rules = GateRules()
    repeat {
      let batch = expired[start..<min(start + size, expired.count)]
      try archive.perform(.retentionSwept, by: session) { act in
        try sweep(batch, act, archive.content, rules, &report)
      }
      start += batch.count
      try progress(start)
    } while start < expired.count
    report.erasure = try Erasure.afterDeletion(archive) { _ in try checkpoint() }
    return report
  }

  private static func sweep(
    _ items: ArraySlice<Item.ID>, _ act: Act, _ content: ContentStore, _ rules: GateRules, _ report: inout Report
  ) throws {
    let gate = try DeletionGate(act, content: content, rules: rules)
    try gate.prepare(items)
    var certificates: [LedgerValue] = []
    for item in items {
      guard let outcome = try gate.purge(item, expiredOnly: true), let certificate = outcome.certificate else {
        // Not counted where it was purged by someone since the items were looked over.
        if try Item.find(item, act.db) != nil { report.kept += 1 }
        continue
      }
      report.removed += 1
      report.byPolicy[outcome.rule, default: 0] += 1
      certificates.append(certificate)
    }
    try gate.finish()
    act.note("removed", .number(certificates.count))
    act.note("purged", .list(certificates))
  }
}
