internal import ArgumentParser

struct All: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measure everything, in one archive.")
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
      try HoldBenchmark(archiveFolder: importing.archiveFolder).run(&report)
      report.end()
    }
  }
}
