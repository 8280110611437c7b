internal import ArgumentParser
internal import Foundation

/// Where a benchmark's files lie, and how large it is: what the commands share.
struct Workspace: ParsableArguments {
  @Option(help: "How many items: real texts come in copies of 22,500.")
  var items = 100_000
  @Option(help: "The share of items that are calls with recordings.")
  var calls = 0.0
  @Option(help: ArgumentHelp("Where to put files; removed afterwards unless named here.", valueName: "dir"))
  var folder: String?
  @Option(help: ArgumentHelp("The generator of feeds from real texts.", valueName: "make_feed.py"))
  var corpora = "../shared/tools/make_feed.py"

  func validate() throws {
    guard (1...10_000_000).contains(items) else { throw ValidationError("--items is a number from 1 to 10000000") }
    guard (0...1).contains(calls) else { throw ValidationError("--calls is a share from 0 to 1") }
  }

  /// Runs a benchmark with a folder of its own.
  func run(_ body: (URL) async throws -> Void) async throws {
    let root =
      folder.map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { if folder == nil { try? FileManager.default.removeItem(at: root) } }
    try await body(root)
  }

  /// `items`: how many, where not as many as asked for.
  func makeFeed(in root: URL, items: Int? = nil, users: Int = Feed.users) throws -> Feed {
    let generator = URL(fileURLWithPath: corpora)
    let isThere = FileManager.default.fileExists(atPath: generator.path)
    return try Feed.make(
      items: items ?? self.items, calls: calls, users: users, in: root, corpora: isThere ? generator : nil)
  }
}
