internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Importer
internal import Synchronization
internal import Testing

@Suite("A run that is told to stop")
struct StoppedRunTests {
  /// More than can be handed in before the first batch is entered: that and the three behind it have 2,500 at most.
  private static let lines = 12_000

  @Test("it ends behind what it has handed in, and the next goes on there")
  func stops() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      try feed.write("2024-01-01", (1...Self.lines).map { HandmadeFeed.line("m\($0)", "hello \($0)") })
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      let day = try #require(CivilDate("2024-01-01"))
      let running = Mutex<Task<RunReport, any Error>?>(nil)
      var run = ConnectorRun(archive: test.archive, session: test.session)
      run.progress = { _ in running.withLock { $0?.cancel() } }
      let stopped = run
      let task = running.withLock { running in
        let task = Task { try await stopped.run(TestArchive.connector, from: day, to: day) }
        running = task
        return task
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      let position = try test.archive.read { try Int.fetchOne($0, sql: "SELECT position FROM import_file") } ?? 0
      #expect(position > 0 && position < Self.lines)

      run.progress = { _ in }
      let rest = try await run.run(TestArchive.connector, to: day)
      #expect(rest.items == Int64(Self.lines - position))
      #expect(rest.days.map(\.complete) == [true])
      #expect(rest.total.imported == Int64(Self.lines))
    }
  }
}
