internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Synchronization
internal import Testing

@testable internal import Search

/// Exports as a library makes them, stopped where a command can't be.
@Suite("export runs", .serialized)
struct ExportRunTests {
  /// A search, and hits that somebody else's source might hand out.
  private struct Source: ExportSource {
    var extra: [ExportHit] = []
    var asked = Counter()

    func eachHit(_ db: Database, _ visit: (ExportHit) throws -> Void) throws {
      asked.add()
      try SearchExportSource(SearchRequest(query: .everything, text: ""), for: .program).eachHit(db, visit)
      for hit in extra { try visit(hit) }
    }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)
    func add() { value.withLock { $0 += 1 } }
    var count: Int { value.withLock { $0 } }
  }

  private static func with(_ body: (TestArchive, URL) async throws -> Void) async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      try feed.write(
        "2024-01-01",
        (0..<40).map {
          HandmadeFeed.line("t\($0)", "text \($0)", to: $0 % 2 == 0 ? [HandmadeFeed.ben] : [HandmadeFeed.stranger])
        })
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      try await body(test, folder.appendingPathComponent("out"))
    }
  }

  @Test("what a source hands out and the archive no longer has is an exception, and the counts reconcile")
  func goneItems() async throws {
    try await Self.with { test, out in
      let gone = ExportHit(item: 9_999, message: 9_999, mailbox: 1, sent: Moment(seconds: 0), size: 1)
      for format in ExportFormat.allCases {
        let place = out.appendingPathComponent(format.rawValue)
        let report = try ExportRun(archive: test.archive, session: test.session, folder: ExportFolder(place))
          .start(ExportRequest(query: "", format: format), from: Source(extra: [gone]))
        #expect(report.counts.hits == 61)
        #expect(report.counts.exported == 60)
        #expect(report.exceptions == [ExportException(item: 9_999, reason: "there is no item 9999")])
        #expect(try ExportVerifier.verify(ExportFolder(place)).manifest.counts == report.counts)
      }
    }
  }

  @Test("a copy is written where the one that was to stand for it turns out to be gone")
  func survivorGone() async throws {
    try await Self.with { test, out in
      let message = try #require(
        try test.archive.read { try Int64.fetchOne($0, sql: "SELECT message FROM item WHERE id = 1") })
      // In the first mailbox, so that it would be the one to stand for the message's copies.
      let gone = ExportHit(item: 9_999, message: Message.ID(message), mailbox: 1, sent: Moment(seconds: 0), size: 1)
      var request = ExportRequest(query: "", format: .eml)
      request.deduplicates = true
      let whole = try ExportRun(
        archive: test.archive, session: test.session, folder: ExportFolder(out.appendingPathComponent("a"))
      )
      .start(request, from: Source())
      #expect(whole.counts.exported == 40)
      try test.attackWithoutGuards { db in try db.execute(sql: "DELETE FROM item WHERE id = 1") }
      let pinned = Source(extra: [gone])
      let report = try ExportRun(
        archive: test.archive, session: test.session, folder: ExportFolder(out.appendingPathComponent("b"))
      )
      .start(request, from: pinned)
      #expect(report.counts.hits == report.counts.exported + report.counts.duplicates + report.counts.exceptions)
      #expect(report.exceptions.count == 2, "the one that isn't there, and the one that was taken away")
      #expect(report.counts.exported == 40, "the other copy stands for the message")
    }
  }

  @Test("a second process is refused while one is exporting, and another account can't go on")
  func locked() async throws {
    try await Self.with { test, out in
      let folder = ExportFolder(out)
      let lock = try folder.prepare()
      _ = try ExportJournal(folder.journal)
      let run = ExportRun(archive: test.archive, session: test.session, folder: folder)
      let error = #expect(throws: StorageError.self) {
        try run.resume(ExportRequest(query: "", format: .eml), from: Source())
      }
      #expect(error?.code == "export.busy")
      lock.release()
      let other = ExportFolder(out.appendingPathComponent("other"))
      let otherLock = try other.prepare()
      let journal = try ExportJournal(other.journal)
      try ExportPlanner(archive: test.archive, journal: journal, zone: .utc, progress: { _ in })
        .plan(ExportRequest(query: "", format: .eml), from: Source(), by: test.session, folder: other)
      try journal.close()
      otherLock.release()
      try test.archive.perform(.roleGranted, by: test.session) { try Accounts.grant("eve@corp.example", .export, $0) }
      let eve = try test.archive.session(user: TestArchive.machineUser, account: "eve@corp.example")
      let refused = #expect(throws: InputError.self) {
        try ExportRun(archive: test.archive, session: eve, folder: other)
          .resume(ExportRequest(query: "", format: .eml), from: Source())
      }
      #expect(refused?.code == "export.other-account")
    }
  }

  @Test("files made after the last checkpoint are made anew, and the source is asked once")
  func cutOff() async throws {
    try await Self.with { test, out in
      let folder = ExportFolder(out)
      let source = Source()
      let request = ExportRequest(query: "", format: .eml)
      let lock = try folder.prepare()
      let journal = try ExportJournal(folder.journal)
      try ExportPlanner(archive: test.archive, journal: journal, zone: .utc, progress: { _ in })
        .plan(request, from: source, by: test.session, folder: folder)
      try journal.close()
      lock.release()
      // What a crash leaves: files that the journal doesn't know, one of them with a name that is to be used.
      let part = folder.files.appendingPathComponent("custodians/ada.ames@corp.example/0001")
      try FileManager.default.createDirectory(at: part, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: part.appendingPathComponent("20240101T093000Z_1.eml"))
      try Data("half".utf8).write(to: folder.files.appendingPathComponent("results.csv"))
      try Data("half".utf8).write(to: part.appendingPathComponent("stray.eml"))
      let report = try ExportRun(archive: test.archive, session: test.session, folder: folder).resume(
        request, from: source)
      #expect(report.counts.exported == 60)
      #expect(source.asked.count == 1)
      #expect(try ExportVerifier.verify(folder).manifest.counts == report.counts)
      let again = try ExportRun(archive: test.archive, session: test.session, folder: folder).resume(
        request, from: source)
      #expect(again.wasFinished)
      #expect(again.counts == report.counts)
      #expect(again.manifestDigest == report.manifestDigest)
    }
  }

  @Test("a mailbox file that was complete when an export was cut off is ended when it goes on with the next custodian")
  func mailboxLeftOpen() async throws {
    try await Self.with { test, out in
      let folder = ExportFolder(out)
      let lock = try folder.prepare()
      let journal = try ExportJournal(folder.journal)
      let request = ExportRequest(query: "", format: .mbox)
      try ExportPlanner(archive: test.archive, journal: journal, zone: .utc, progress: { _ in })
        .plan(request, from: Source(), by: test.session, folder: folder)
      let sight = try test.archive.read { try SearchEngine($0, for: .program).sight(below: 0) }
      let reader = ExportReader(archive: test.archive, journal: journal, isByConversation: false, sight: sight)
      let items = try #require(try reader.page(after: 0)).entries.compactMap(ExportItem.init)
      let first = items.prefix { $0.hit.mailbox == items[0].hit.mailbox }
      func tools(_ files: ExportFiles) -> FormatTools {
        FormatTools(
          archive: test.archive, files: files, journal: journal, request: request, zone: .utc,
          started: Moment(seconds: 0))
      }
      let before = try ExportFiles(root: folder.files)
      let cutOff = tools(before).writer()
      for item in first { _ = try cutOff.write([item]) }
      let after = try ExportFiles(root: folder.files, lengths: try before.checkpoint())
      let goingOn = tools(after).writer()
      for item in items.dropFirst(first.count) { _ = try goingOn.write([item]) }
      try goingOn.finish()
      #expect(
        after.closed.map(\.path) == [
          "custodians/ada.ames@corp.example/messages-1.mbox", "custodians/ben.bold@corp.example/messages-1.mbox",
        ])
      try journal.close()
      lock.release()
    }
  }
}
