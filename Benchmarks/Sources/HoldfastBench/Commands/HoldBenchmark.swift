internal import Archive
internal import ArgumentParser
internal import Foundation
internal import GRDB
internal import Hold
internal import Search

/// Measures holds on a large mailbox, what they refuse and why, and the sweep that removes what nothing holds.
struct HoldBenchmark {
  /// What must be reached, in milliseconds (docs/benchmarks.md).
  private static let placing = 20.0
  private static let rounds = 50

  let archiveFolder: URL

  func run(_ report: inout Report) throws {
    let bench = try BenchArchive(archiveFolder)
    let (mailbox, items) = try largestMailbox(bench)
    report.title("hold on a mailbox of \(items.count) items")
    report.latencyHeader("")
    let holding = try holds(on: mailbox, bench)
    report.latencies("place", holding.placing, p95: Self.placing)
    report.latencies("release", holding.releasing)
    try place(on: mailbox, bench)
    report.latencies("purge refused", try refusals(of: items, bench))
    report.latencies("why is this kept", try explanations(of: items, bench))
    try sweep(bench, &report)
  }

  /// Places and releases a hold on the mailbox that has most items, and says how long that takes.
  func holdLargestMailbox(_ bench: BenchArchive, _ report: inout Report) throws {
    let (mailbox, items) = try largestMailbox(bench)
    let holding = try holds(on: mailbox, bench)
    report.latencies("place", holding.placing, p95: Self.placing, note: "a mailbox of \(items.count) items")
    report.latencies("release", holding.releasing)
  }

  private func largestMailbox(_ bench: BenchArchive) throws -> (mailbox: Mailbox, items: [Item.ID]) {
    try bench.archive.read { db in
      let id = try Int64.fetchOne(
        db, sql: "SELECT mailbox FROM item GROUP BY mailbox ORDER BY COUNT(*) DESC LIMIT 1")
      guard let id, let mailbox = try Mailbox.find(Mailbox.ID(id), db) else {
        throw BenchmarkError("no mailbox has an item")
      }
      let items = try Int64.fetchAll(db, sql: "SELECT id FROM item WHERE mailbox = ?", arguments: [id])
      return (mailbox, items.map { Item.ID($0) })
    }
  }

  private func place(on mailbox: Mailbox, _ bench: BenchArchive) throws {
    try bench.archive.perform(.litigationHoldPlaced, on: mailbox.email, by: bench.session) { act in
      _ = try HoldPlacement.placeLitigationHold(
        on: mailbox.email, HoldTerms(kind: .litigation, name: LitigationHold.name), act)
    }
  }

  private func holds(on mailbox: Mailbox, _ bench: BenchArchive) throws
    -> (placing: Latencies, releasing: Latencies)
  {
    var (placing, releasing) = (Latencies(), Latencies())
    for _ in 0..<Self.rounds {
      try placing.measure { try place(on: mailbox, bench) }
      try releasing.measure {
        try bench.archive.perform(.litigationHoldReleased, on: mailbox.email, by: bench.session) { act in
          _ = try HoldPlacement.releaseLitigationHold(from: mailbox.email, act)
        }
      }
    }
    return (placing, releasing)
  }

  private func refusals(of items: [Item.ID], _ bench: BenchArchive) throws -> Latencies {
    var times = Latencies()
    for item in items.prefix(Self.rounds) {
      let outcomes = try times.measure {
        try bench.archive.perform(.itemsPurged, by: bench.session) { act in
          try ItemDeletion.purge([item], act, content: bench.archive.content)
        }
      }
      guard outcomes.allSatisfy({ !$0.isPurged }) else { throw BenchmarkError("an item on hold was purged") }
    }
    return times
  }

  private func explanations(of items: [Item.ID], _ bench: BenchArchive) throws -> Latencies {
    var times = Latencies()
    for item in items.prefix(Self.rounds) {
      _ = try times.measure {
        try bench.archive.read { try ItemDeletion.explain(item, at: bench.session.now, for: .program, $0) }
      }
    }
    return times
  }

  /// Everything is older than a month; what is on hold stays, whatever the policy says.
  private func sweep(_ bench: BenchArchive, _ report: inout Report) throws {
    report.title("sweep: what a policy has expired and nothing holds")
    try bench.archive.perform(.retentionPolicyCreated, on: "a month", by: bench.session) { act in
      _ = try PolicyChange.create(
        "a month", action: .delete, days: 30, start: .created, scope: .all(excluding: []), act)
    }
    let (outcome, cost) = try Cost.measured { try RetentionSweep.run(bench.archive, by: bench.session) }
    guard outcome.removed > 0, outcome.kept > 0 else {
      throw BenchmarkError("the sweep removed \(outcome.removed) items and kept \(outcome.kept)")
    }
    report.figure("items removed", Double(outcome.removed), "")
    report.figure("items removed a second", Double(outcome.removed) / cost.seconds, "/s")
    report.figure("items kept, being on hold", Double(outcome.kept), "")
    report.figure("peak memory", Double(cost.peakMemory) / 1_048_576, "MB")
  }
}

struct Holds: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Import into two mailboxes, hold the larger, then sweep the other.")
  @OptionGroup var workspace: Workspace

  /// Two people, so that the larger mailbox has some 60 in 100 of all items.
  static let users = 2

  func run() async throws {
    try await workspace.run { root in
      var report = Report()
      let feed = try workspace.makeFeed(in: root, users: Self.users)
      let importing = ImportBenchmark(feed: feed, root: root)
      _ = try await importing.run(&report)
      try HoldBenchmark(archiveFolder: importing.archiveFolder).run(&report)
      report.end()
    }
  }
}
