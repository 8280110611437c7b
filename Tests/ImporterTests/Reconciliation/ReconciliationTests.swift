@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Importer
internal import Testing

@Suite("everything offered is accounted for")
struct ReconciliationTests {
  private static let dates = ["2024-01-01", "2024-01-02", "2024-01-03"]

  private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  private func run(_ test: TestArchive, from: String? = nil, to: String) async throws {
    _ = try await ConnectorRun(archive: test.archive, session: test.session)
      .run(TestArchive.connector, from: from.map(date), to: date(to))
  }

  private func rows(_ test: TestArchive) throws -> [ReconciliationModel.Row] {
    try test.archive.read { db in
      let items = try ReconciledItems(of: ReconciliationReport(of: TestArchive.connector, db), db)
      var rows: [ReconciliationModel.Row] = []
      while true {
        let page = try items.next()
        guard !page.isEmpty else { return rows }
        rows += page.map {
          .init(
            date: $0.date.description, reading: $0.reading, file: $0.file, line: $0.line, count: $0.count,
            id: $0.partnerID, outcome: $0.outcome)
        }
      }
    }
  }

  /// Compares the report with the model, item by item and day by day, and the days with their items.
  private func compare(_ model: ReconciliationModel, _ test: TestArchive, _ when: String) throws {
    let found = try rows(test)
    #expect(found == model.report, "\(when)")
    let report = try test.archive.read { try ReconciliationReport(of: TestArchive.connector, $0) }
    for reading in report.readings {
      let its = model.report.filter { $0.date == reading.date.description && $0.reading == reading.number }
      for outcome in ItemOutcome.allCases {
        let items = its.filter { $0.outcome == outcome }.reduce(0) { $0 + $1.count }
        #expect(reading.counts[outcome] == items, "\(when): \(reading.date) \(outcome)")
      }
      #expect(reading.counts.offered == its.reduce(0) { $0 + $1.count }, "\(when): \(reading.date)")
    }
    let complete = Dictionary(
      report.readings.map { ($0.date.description, $0.isComplete) }, uniquingKeysWith: { _, last in last })
    #expect(complete == model.isComplete, "\(when)")
  }

  /// A run that is stopped at some batch, as a crash would stop it: that transaction and all after it never happen.
  private func crash(_ test: TestArchive, at batch: Int, from: String?, to: String) async throws {
    try test.attack { db in
      try db.execute(
        sql: """
          CREATE TRIGGER crash BEFORE INSERT ON reconciliation_batch
          WHEN (SELECT COUNT(*) FROM reconciliation_batch) >= \(batch)
          BEGIN SELECT RAISE(ABORT, 'crashed'); END
          """)
    }
    do { try await run(test, from: from, to: to) } catch is DatabaseError {}
    try test.attack { try $0.execute(sql: "DROP TRIGGER crash") }
  }

  @Test(
    "item by item and day by day, on random feeds with every kind of trouble",
    arguments: ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
      ? 1...200 as ClosedRange<UInt64> : 1...8)
  func model(seed: UInt64) async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed, sizeLimit: TroubledFeed.sizeLimit)
      var (model, trouble) = (ReconciliationModel(), TroubledFeed(seed: seed))
      var random = SplitMix(seed: seed &+ 1_000)
      var offered: [(date: String, files: [ReconciliationModel.File])] = []
      for date in Self.dates {
        offered.append((date, trouble.files()))
        try feed.write(date, offered[offered.count - 1].files)
        let from = offered.count == 1 ? date : nil
        if random.chance(1, in: 2) {
          try await crash(test, at: Int.random(in: 0...4, using: &random), from: from, to: date)
          // In the middle of a day the equation holds as well.
          let report = try test.archive.read { try ReconciliationReport(of: TestArchive.connector, $0) }
          for reading in report.readings where reading.manifest != nil {
            #expect(reading.counts.offered >= reading.announced || reading.number > 1, "after a crash")
          }
        }
        try await run(test, from: nil, to: date)
        model.run(offered)
        try compare(model, test, "after \(date)")
      }
      // The partner mends some days, and adds to them; complete ones too.
      for index in offered.indices where random.chance(2, in: 3) {
        offered[index].files = trouble.mended(offered[index].files)
        try feed.write(offered[index].date, offered[index].files)
      }
      try await run(test, to: Self.dates[2])
      model.run(offered)
      try compare(model, test, "after mending")
      // Somebody mends the mapping, and replays, twice.
      let mapping = Array("MobileNumber,Email\r\n07700900501,ada.ames@corp.example\r\n".utf8)
      try test.archive.perform(.mappingChanged, by: test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      model.mapStrangers()
      for _ in 0..<2 {
        _ = try await QuarantineReplay(archive: test.archive, session: test.session).run()
        model.replay()
        try compare(model, test, "after replaying")
      }
      _ = try test.archive.verifyLedger(deep: true, by: test.session)
    }
  }

  @Test("what a report is made from can't be changed with any SQLite, and who drops the guards is found")
  func guarded() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(in: folder, feed: feed.feed)
      try feed.write(Self.dates[0], [HandmadeFeed.line("a", "one"), "no item"])
      try await run(test, from: Self.dates[0], to: Self.dates[0])
      let mapping = Array("MobileNumber,Email\r\n".utf8)
      try test.archive.perform(.mappingChanged, by: test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      for table in ["reconciliation_batch", "reconciliation_day"] {
        for sql in [
          "DELETE FROM \(table)", "UPDATE \(table) SET reading = 7", "REPLACE INTO \(table) SELECT * FROM \(table)",
        ] {
          let refused = #expect(throws: DatabaseError.self, "\(sql)") { try test.attack { try $0.execute(sql: sql) } }
          #expect(refused?.message?.hasPrefix("holdfast: what became of what was offered") == true, "\(sql)")
        }
      }
      let planted = """
        INSERT INTO reconciliation_correction VALUES (1, (SELECT MAX(seq) FROM ledger_entry), 1, 'imported')
        """
      #expect(throws: DatabaseError.self) { try test.attack { try $0.execute(sql: planted) } }
      _ = try test.archive.verifyLedger(deep: false, by: test.session)
      try test.attackWithoutGuards {
        try $0.execute(sql: "UPDATE reconciliation_batch SET imported = 2, quarantined = 0")
      }
      let damage = #expect(throws: LedgerDamage.self) {
        try test.archive.verifyLedger(deep: false, by: test.session)
      }
      #expect("\(String(describing: damage))".contains("reconciliation_batch"))
    }
  }

  @Test("an old version's days have the counts of their items")
  func migrated() throws {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue, upTo: "v3")
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO connector VALUES (1, 'o2', 'o2-network', 'file:/x', 'u', x'00', 1, 'GB', 1, 'active', 0, NULL);
          INSERT INTO import_day VALUES (1, '2024-01-01', x'00', 1), (1, '2024-01-02', x'00', 0);
          INSERT INTO import_file VALUES
            (1, '2024-01-01', 'a', x'00', 10, 10, 1, 10, 9, 2, 1, 2, 0, 7),
            (1, '2024-01-02', 'b', x'00', 9, 4, 0, 4, 5, 0, 0, 0, 0, 4);
          INSERT INTO import_log (connector, date, file, line, outcome, reason) VALUES
            (1, '2024-01-01', 'a', 3, 'partial', 'r'), (1, '2024-01-01', 'a', 3, 'partial', 'r'),
            (1, '2024-01-01', 'a', 4, 'duplicate', 'r');
          """)
    }
    try Schema.migrator.migrate(queue)
    let report = try queue.read { try ReconciliationReport(of: "o2", $0) }
    func counts(_ index: Int) -> [Int64] { ItemOutcome.allCases.map { report.readings[index].counts[$0] } }
    #expect(report.readings.map(\.isComplete) == [true, false])
    #expect(counts(0) == [6, 1, 1, 2, 0, 0])
    #expect(counts(1) == [4, 0, 0, 0, 0, 5])
    #expect(report.readings.map(\.counts.offered) == [10, 9])
  }
}
