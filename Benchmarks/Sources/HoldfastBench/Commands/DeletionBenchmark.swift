internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Hold
internal import Search

/// Measures what decides about deletion and what carries it out, in an archive with many rules: the gate's decisions, a
/// hold on the largest mailbox, a rehearsal, and a sweep of a tenth of all items with searches beside it.
struct DeletionBenchmark {
  /// What must be reached (docs/benchmarks.md).
  private static let decisionsPerSecond = 100_000.0
  private static let rehearsalSeconds = 5.0
  private static let sweepSeconds = 60.0
  private static let searchMilliseconds = 50.0
  /// Items the gate is asked about.
  private static let decisions = 200_000
  /// Items named to the gate at once, as a sweep names them.
  private static let batch = 1_000

  let archiveFolder: URL

  func run(_ report: inout Report) throws {
    let bench = try BenchArchive(archiveFolder)
    let rules = try ManyRules(bench)
    try rules.make(in: bench)
    report.title(
      "\(rules.items) items in \(rules.mailboxes.count) mailboxes, \(ManyRules.policies) policies, "
        + "\(ManyRules.holds) query holds")
    try decisions(bench, rules, &report)
    report.latencyHeader("")
    try HoldBenchmark(archiveFolder: archiveFolder).holdLargestMailbox(bench, &report)
    let (rehearsed, cost) = try Cost.measured {
      try bench.archive.read { try RetentionRehearsal.run($0, at: bench.session.now) }
    }
    report.figure("a rehearsal", cost.seconds, "s", goal: .below(Self.rehearsalSeconds), digits: 2)
    report.figure("processor time of it", cost.processor, "s", digits: 2)
    try sweep(bench, expecting: rehearsed.wouldRemove, &report)
  }

  /// Asks as a sweep does, of items that have not expired, so that nothing goes.
  private func decisions(_ bench: BenchArchive, _ rules: ManyRules, _ report: inout Report) throws {
    let items = try rules.youngest(Self.decisions, bench)
    let (_, cost) = try Cost.measured {
      try bench.archive.perform(.retentionSwept, by: bench.session) { act in
        let gate = try DeletionGate(act, content: bench.archive.content)
        for batch in stride(from: 0, to: items.count, by: Self.batch).map({
          items[$0..<min($0 + Self.batch, items.count)]
        }) {
          try gate.prepare(batch)
          for item in batch where try gate.purge(item, expiredOnly: true)?.isPurged == true {
            throw BenchmarkError("an item that has not expired was purged")
          }
        }
        try gate.finish()
      }
    }
    report.figure(
      "gate decisions a second", Double(items.count) / cost.seconds, "/s", goal: .atLeast(Self.decisionsPerSecond))
    report.figure("processor time a decision", cost.processor / Double(items.count) * 1e6, "µs", digits: 1)
  }

  private func sweep(_ bench: BenchArchive, expecting count: Int, _ report: inout Report) throws {
    let searching = SearchesMeanwhile(archiveFolder, now: bench.session.now)
    searching.start()
    // The sweep proper ends with its last batch; erasing has a figure of its own.
    let stopwatch = Stopwatch()
    let processor = ProcessUse.processorTime()
    var (removing, processing) = (0.0, 0.0)
    let (outcome, cost) = try Cost.measured {
      try RetentionSweep.run(bench.archive, by: bench.session) { _ in
        (removing, processing) = (stopwatch.seconds, ProcessUse.processorTime() - processor)
      }
    }
    let searches = try searching.stop()
    // The clock goes on between the two, and what was sent at this time of day expires meanwhile.
    guard outcome.removed >= count, outcome.removed - count < count / 100, outcome.kept > 0 else {
      throw BenchmarkError("the sweep removed \(outcome.removed) items, where the rehearsal said \(count)")
    }
    report.figure("items removed", Double(outcome.removed), "")
    report.figure("items removed a second", Double(outcome.removed) / removing, "/s")
    report.figure("removing them", removing, "s", digits: 1)
    report.figure("the whole sweep, erasure included", cost.seconds, "s", goal: .below(Self.sweepSeconds), digits: 1)
    report.figure("processor time an item removed", processing / Double(outcome.removed) * 1e6, "µs", digits: 1)
    report.figure("processor time of it all, searches too", cost.processor, "s", digits: 1)
    report.figure("peak memory", Double(cost.peakMemory) / 1_048_576, "MB")
    report.latencyHeader("")
    for (name, times) in searches {
      report.latencies("search: \(name)", times, p95: Self.searchMilliseconds, note: "\(times.seconds.count) searches")
    }
  }
}

struct Deletion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import, make 200 policies and 50 query holds, then measure the gate, a rehearsal and a sweep.")
  @OptionGroup var workspace: Workspace
  @Option(
    help: ArgumentHelp(
      "An archive that 'import --folder DIR' left, to measure in a copy of it rather than importing again.",
      valueName: "DIR/archive"))
  var filled: String?

  func run() async throws {
    try await workspace.run { root in
      var report = Report()
      let archive = root.appendingPathComponent("archive", isDirectory: true)
      if let filled {
        try FileManager.default.copyItem(at: URL(fileURLWithPath: filled), to: archive)
      } else {
        _ = try await ImportBenchmark(feed: try workspace.makeFeed(in: root), root: root).run(&report)
      }
      try DeletionBenchmark(archiveFolder: archive).run(&report)
      report.end()
    }
  }
}
