internal import ArgumentParser
internal import Foundation

/// Races notmuch, mu and a plain table through the same messages.
struct RivalsBenchmark {
  /// What must be reached, in milliseconds and megabytes (docs/benchmarks.md).
  private static let rareWord = 3.0
  private static let commonWord = 60.0
  private static let megabytes = 150.0
  /// How much longer a rare word may take among ten times the messages.
  private static let growth = 1.5
  private static let queries = 200

  let large: RaceArchive
  let small: RaceArchive
  let root: URL

  func run(_ report: inout Report) throws {
    report.title("the same messages as files, and the others' indexes")
    let maildir = root.appendingPathComponent("maildir")
    try large.stage.once("writing files") {
      _ = try Maildir.write(try BenchArchive(large.folder).archive, to: maildir)
    }
    let rivals = try RivalIndexes(maildir: maildir, root: root, stage: large.stage).racers()

    let count = large.feed.expected.offered
    report.title("search among \(count) items: the first page of 50, newest first, with all matches counted")
    try SystemCache.fill(from: root)
    let race = try self.race(large, rivals)
    race.printTimes()
    print("")
    race.printMatches()
    report.title("the same kinds of query among \(small.feed.expected.offered) items")
    let smaller = try self.race(small, [])
    smaller.printTimes()

    report.title("holdfast against the fastest of the others, at the 95th percentile")
    for (kind, rows) in race.results {
      let others = zip(race.racers, rows).dropFirst().compactMap { racer, row -> (String, Double)? in
        // The plain table is what there could be, not another archive.
        guard let row, racer.name != RaceArchive.plainName else { return nil }
        return (racer.name, row.times.percentile(0.95))
      }
      guard let best = others.min(by: { $0.1 < $1.1 }), let ours = race.p95(kind.name, racer: 0) else { continue }
      report.figure(
        "\(kind.name), of \(best.0)", ours / 1000 / best.1, "of its time", goal: .below(1), digits: 3)
    }
    let peak = Double(race.racers[0].peakMemory) / 1_048_576
    for racer in race.racers + smaller.racers { racer.stop() }
    if let rare = race.p95(QueryClass.rare, racer: 0), let before = smaller.p95(QueryClass.rare, racer: 0) {
      report.figure("a rare word", rare, "ms", goal: .below(Self.rareWord), digits: 2)
      report.figure("against a tenth of the messages", rare / before, "", goal: .below(Self.growth), digits: 2)
    }
    if let common = race.p95(QueryClass.common, racer: 0) {
      report.figure("a word in a tenth of all", common, "ms", goal: .below(Self.commonWord), digits: 1)
    }
    report.figure("peak memory of the searching process", peak, "MB", goal: .below(Self.megabytes))
  }

  private func race(_ archive: RaceArchive, _ rivals: [any Racer]) throws -> Race {
    var race = Race(try archive.racers() + rivals)
    for kind in try archive.classes(count: Self.queries) { try race.run(kind) }
    return race
  }
}

struct Rivals: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Race notmuch, mu and a plain table through the same messages.",
    discussion: """
      What is not installed is skipped and named. The files take 4 GB of disk for a million messages, and making the
      others' indexes takes them many minutes; with --folder they stay, and the next run in that folder takes them as
      they are.
      """)
  @OptionGroup var workspace: Workspace

  func run() async throws {
    try await workspace.run { root in
      var report = Report()
      let items = workspace.items
      let large = try await RaceArchive.make(
        items: items, workspace, in: root.appendingPathComponent("large"), &report)
      let small = try await RaceArchive.make(
        items: max(1, items / 10), workspace, in: root.appendingPathComponent("small"), &report)
      try RivalsBenchmark(large: large, small: small, root: root).run(&report)
      report.end()
    }
  }
}
