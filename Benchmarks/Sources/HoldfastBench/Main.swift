internal import ArgumentParser

/// `holdfast-bench`: how fast Holdfast is, against what the same machine could do at best.
@main
struct HoldfastBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "holdfast-bench",
    abstract: "Measures imports, searches and holds, and the yardsticks beside them (docs/benchmarks.md).",
    subcommands: [
      All.self, Import.self, Search.self, Recall.self, Holds.self, Deletion.self, Rivals.self, Serve.self, Answer.self,
    ])
}
