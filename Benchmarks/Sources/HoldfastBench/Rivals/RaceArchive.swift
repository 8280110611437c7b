internal import Archive
internal import Foundation

/// An archive that is raced in, with the plain table of its texts.
struct RaceArchive {
  static let plainName = "plain FTS5"

  let feed: Feed
  let folder: URL
  let plain: URL
  let stage: Stage

  /// Makes it, unless an earlier run left it in this folder.
  static func make(items: Int, _ workspace: Workspace, in root: URL, _ report: inout Report) async throws
    -> RaceArchive
  {
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    let feed = try workspace.makeFeed(in: root, items: items)
    let importing = ImportBenchmark(feed: feed, root: root)
    let stage = Stage(folder: root)
    if !stage.isDone("import") { _ = try await importing.run(&report) }
    try stage.markDone("import")
    return RaceArchive(feed: feed, folder: importing.archiveFolder, plain: importing.plainFile, stage: stage)
  }

  /// Questions drawn from its texts.
  func classes(count: Int) throws -> [QueryClass] {
    let people = try BenchArchive(folder).archive.read(Mailbox.all)
    return QueryClass.race(
      texts: try feed.texts(), words: try PlainIndex(plain).words(), feed: feed, people: people, count: count)
  }

  /// The two that every machine can race: ours, and the plain table.
  func racers() throws -> [any Racer] {
    let program = try ChildProcess.ownPath()
    return [
      LineRacer(try RacerProcess("holdfast", program, ["answer", "--archive", folder.path]), spelling: \.kql),
      LineRacer(try RacerProcess(Self.plainName, program, ["answer", "--plain", plain.path]), spelling: \.plain),
    ]
  }
}
