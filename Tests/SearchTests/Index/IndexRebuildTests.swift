internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("a rebuild of the index")
struct IndexRebuildTests {
  private struct Stopped: Error {}

  /// Makes the index anew up to a number of batches, as a kill between two transactions would leave it.
  private static func rebuild(_ world: SearchWorld, batches: Int, of size: Int = 10) throws {
    var done = 0
    #expect(throws: Stopped.self) {
      try SearchIndex.rebuild(world.archive, by: world.session, batch: size) { _ in
        done += 1
        if done == batches { throw Stopped() }
      }
    }
  }

  private static func coverage(_ world: SearchWorld) throws -> Coverage {
    try world.archive.read { try SearchIndex.coverage($0) }
  }

  private static func status(_ world: SearchWorld) throws -> SearchIndex.Status {
    try world.archive.read { try SearchIndex.status($0) }
  }

  @Test("goes on where it was stopped, and misses nothing that came or went meanwhile")
  func resumes() throws {
    try SearchWorld.with(mailboxes: 6) { world in
      var corpus = Corpus(seed: 81)
      var samples = try world.enter(corpus.samples(95, mailboxes: 6))
      #expect(try Self.status(world).state == .complete)
      try Self.rebuild(world, batches: 3)
      #expect(try Self.coverage(world).messages == 30)
      #expect(try Self.coverage(world).pending == 65)
      #expect(try Self.status(world).state == .rebuilding)
      try Self.rebuild(world, batches: 2)
      #expect(try Self.coverage(world).messages == 50)
      // Texts arrive, and copies and whole messages leave, on both sides of where it stands.
      samples += try world.enter(corpus.samples(20, mailboxes: 6))
      try world.purge(oneIn: 3, of: &samples, &corpus.random)
      let coverage = try Self.coverage(world)
      #expect(coverage.messages + coverage.pending == Int64(samples.count))
      #expect(coverage.pending > 0)
      #expect(try SearchIndex.rebuild(world.archive, by: world.session) == Int64(samples.count))
      #expect(try Self.coverage(world).pending == 0)
      #expect(try Self.status(world).state == .complete)

      let reader = try BruteForce(samples)
      var queries = RandomQuery(seed: 82, about: samples)
      for _ in 0..<60 {
        let query = try queries.query()
        let matching = try samples.filter { try reader.matches(query, $0) }
        #expect(try world.answer(query).items == matching.reduce(0) { $0 + $1.items.count }, "\(query)")
      }
      try world.archive.maintain {
        try $0.execute(sql: "INSERT INTO search_text (search_text) VALUES ('integrity-check')")
      }
    }
  }

  @Test("half done, tells what it has not, and answers for nothing that needs the whole")
  func halfDone() throws {
    try SearchWorld.with { world in
      try world.enter((1...30).map { try .text("merger \($0)") })
      try Self.rebuild(world, batches: 1)
      let answer = try world.answer("merger")
      #expect(answer.items == 10)
      #expect(answer.coverage == Coverage(messages: 10, pending: 20, partiallyIndexed: 0))
      let said =
        "the search index is being made anew and 20 messages are not in it yet; wait for 'holdfast index rebuild' to "
        + "end, or run it to go on where it stopped, then try again"
      for refused: (Database) throws -> Void in [
        { try ItemScan.all($0) { _ in } }, { _ = try SearchEngine.matches(.everything, $0) },
      ] {
        let error = #expect(throws: StorageError.self) { try world.archive.read(refused) }
        #expect(error?.description == said)
        #expect(error?.code == "index.incomplete")
      }
    }
  }

  @Test("of an index that another version made begins anew, and is on the ledger from its beginning to its end")
  func stale() throws {
    try SearchWorld.with { world in
      try world.enter([.text("ประชุมพรุ่งนี้")])
      func age() throws {
        try world.archive.maintain {
          try $0.execute(sql: "UPDATE search_state SET value = 'index-1' WHERE name = 'version'")
        }
      }
      try age()
      #expect(try Self.status(world).state == .stale)
      #expect(try Self.coverage(world) == Coverage(messages: 1, pending: 1, partiallyIndexed: 0))
      try Self.rebuild(world, batches: 1)
      // A newer program finds the unfinished index of an older one.
      try age()
      #expect(try SearchIndex.rebuild(world.archive, by: world.session) == 1)
      #expect(try world.answer("ประชุม").items == 1)
      let entries = try world.archive.read { db in
        try String.fetchAll(db, sql: "SELECT body FROM ledger_entry ORDER BY seq").filter { $0.contains("IndexRebuil") }
      }
      #expect(entries.count == 3)
      #expect(entries.filter { $0.contains("IndexRebuildStarted") && $0.contains("index-1") }.count == 2)
      #expect(entries.last?.contains("IndexRebuilt") == true)
    }
  }

  @Test("is for those who set the archive up, and who may not leaves it as it is")
  func roles() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger")])
      let stranger = try world.archive.session(user: "tester", account: "stranger@corp.example", at: testNow)
      #expect(throws: AccessError.self) { try SearchIndex.rebuild(world.archive, by: stranger) }
      #expect(try Self.status(world).state == .complete)
    }
  }
}
