internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

/// Measures searches: each a first page of 50 with complete counts.
struct SearchBenchmark {
  /// What must be reached, in milliseconds (docs/benchmarks.md).
  private static let inProcess = 10.0
  private static let wholeCommand = 30.0
  private static let queries = 200
  /// Runs of the whole command: each costs a process.
  private static let commands = 50

  let feed: Feed
  let archiveFolder: URL
  let plain: PlainIndex

  func run(_ report: inout Report, command: URL?) throws {
    let bench = try BenchArchive(archiveFolder)
    let texts = try feed.texts()
    let people = try bench.archive.read(Mailbox.all).map(\.displayName)
    let classes = QueryClass.all(
      texts: texts, words: try plain.words(), feed: feed, people: people, count: Self.queries)
    report.title("search in one open archive of \(texts.count) messages: first page of 50, all counted")
    report.latencyHeader("", note: "          found     plain p95")
    for kind in classes {
      let (times, found) = try measure(kind, bench)
      let expressions = kind.questions.compactMap(\.plain)
      let yardstick = expressions.isEmpty ? nil : try plainTimes(expressions)
      let plainText = yardstick.map { Report.number($0.percentile(0.95) * 1000, 2) + " ms" } ?? "-"
      report.latencies(kind.name, times, p95: Self.inProcess, note: "\(found)     \(plainText)")
    }
    guard let command else { return }
    report.title("the whole command, 'holdfast search', each a process")
    report.latencyHeader("")
    for kind in classes {
      report.latencies(kind.name, try commandTimes(kind, command), p95: Self.wholeCommand)
    }
  }

  /// - Returns: the times, and how many messages a query found on average.
  private func measure(_ kind: QueryClass, _ bench: BenchArchive) throws -> (Latencies, Int) {
    var times = Latencies()
    var found = 0
    for text in kind.questions.map(\.kql) {
      let answer = try times.measure { try bench.firstPage(of: text) }
      found += answer.messages
    }
    guard found > 0 else { throw BenchmarkError("the queries '\(kind.name)' find nothing: nothing was measured") }
    return (times, found / kind.questions.count)
  }

  private func plainTimes(_ expressions: [String]) throws -> Latencies {
    var times = Latencies()
    for expression in expressions {
      _ = try times.measure { try plain.page(of: expression, count: SearchRequest.standardPage) }
    }
    return times
  }

  private func commandTimes(_ kind: QueryClass, _ command: URL) throws -> Latencies {
    var times = Latencies()
    for text in kind.questions.prefix(Self.commands).map(\.kql) {
      _ = try times.measure {
        try ChildProcess.run(command.path, ["search", "--archive", archiveFolder.path, text])
      }
    }
    return times
  }
}

struct Search: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Import, then measure searches.")
  @OptionGroup var workspace: Workspace
  @OptionGroup var binary: Binary

  func run() async throws {
    try await workspace.run { root in
      var report = Report()
      let feed = try workspace.makeFeed(in: root)
      let importing = ImportBenchmark(feed: feed, root: root)
      let plain = try await importing.run(&report)
      try SearchBenchmark(feed: feed, archiveFolder: importing.archiveFolder, plain: plain)
        .run(&report, command: binary.url)
      report.end()
    }
  }
}

/// The command, where it is to be measured as a whole.
struct Binary: ParsableArguments {
  @Option(help: ArgumentHelp("The holdfast command, to measure it as a process too.", valueName: "path"))
  var holdfast: String?

  var url: URL? { holdfast.map { URL(fileURLWithPath: $0) } }
}
