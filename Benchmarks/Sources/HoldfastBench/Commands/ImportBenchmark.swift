internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Importer

/// Measures a connector's run from end to end: from the partner's site over HTTP to durable and searchable.
struct ImportBenchmark {
  /// What must be reached (docs/benchmarks.md).
  private static let itemsPerSecond = 30_000.0
  private static let shareOfYardstick = 0.1
  private static let megabytes = 200.0
  private static let bytesPerItem = 1_500.0

  let feed: Feed
  let root: URL

  var archiveFolder: URL { root.appendingPathComponent("archive", isDirectory: true) }

  var plainFile: URL { root.appendingPathComponent("plain.sqlite") }

  /// Imports the feed into a new archive, checks that nothing is missing, and measures the yardstick beside it.
  func run(_ report: inout Report) async throws -> PlainIndex {
    report.title("import: \(feed.expected.offered) items in \(feed.days.count) days, \(feed.origin)")
    let site = try SiteProcess(serving: feed.folder)
    defer { site.stop() }
    let cost = try await runConnector(sitePort: site.port)
    let texts = try feed.texts()
    let (plain, least) = try Cost.measured { try PlainIndex.fill(plainFile, with: texts) }

    let items = Double(feed.expected.offered)
    let count = Double(texts.count)
    let share = (items / cost.seconds) / (count / least.seconds)
    report.figure("items a second", items / cost.seconds, "/s", goal: .atLeast(Self.itemsPerSecond))
    report.figure("yardstick: plain FTS5", count / least.seconds, "/s")
    report.figure("share of the yardstick", share, "", goal: .atLeast(Self.shareOfYardstick), digits: 3)
    report.figure("processor time an item", cost.processor / items * 1e6, "µs", digits: 1)
    report.figure("processor time, yardstick", least.processor / count * 1e6, "µs", digits: 1)
    report.figure("peak memory", Double(cost.peakMemory) / 1_048_576, "MB", goal: .below(Self.megabytes))
    let disk = Double(ProcessUse.diskUse(of: archiveFolder)) / items
    report.figure("bytes on disk an item", disk, "bytes", goal: feed.hasRecordings ? nil : .below(Self.bytesPerItem))
    return plain
  }

  /// Runs the connector over all days; the archive is closed again when this returns, as after a command.
  private func runConnector(sitePort: Int) async throws -> Cost {
    let bench = try await BenchArchive.create(in: archiveFolder, for: feed, sitePort: sitePort)
    let (outcome, cost) = try await Cost.measured {
      try await ConnectorRun(archive: bench.archive, session: bench.session)
        .run(BenchArchive.connector, from: feed.days.first, to: feed.days.last)
    }
    try check(outcome)
    return cost
  }

  /// A fast import that loses something is none.
  private func check(_ outcome: RunReport) throws {
    let (total, expected) = (outcome.total, feed.expected)
    guard total.offered == expected.offered, total.imported == expected.imported,
      total.duplicate == expected.duplicate, total.quarantined == expected.quarantined, total.failed == 0,
      total.missing == 0, outcome.days.allSatisfy(\.complete)
    else { throw BenchmarkError("the import reports \(total), where the feed must give \(expected)") }
  }
}

struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measure an import, from the partner's site to searchable.")
  @OptionGroup var workspace: Workspace

  func run() async throws {
    try await workspace.run { root in
      var report = Report()
      let feed = try workspace.makeFeed(in: root)
      _ = try await ImportBenchmark(feed: feed, root: root).run(&report)
      report.end()
    }
  }
}
