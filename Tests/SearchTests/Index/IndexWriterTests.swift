internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("the index")
struct IndexWriterTests {
  private static let queries = [
    "", "merger", "กาแฟ", "NOT the", "person1", "07700 900123", "kind:call", "size>500", "\"see you\"",
    "hasattachment:true",
    "sent>2024-03-10", "mergers OR invoice*",
  ]

  @Test("agrees with the tables after any deliveries and purges, and so does one that is made anew")
  func agreesWithTables() throws {
    try SearchWorld.with(mailboxes: 6) { world in
      var corpus = Corpus(seed: 41)
      var samples: [SearchWorld.Sample] = []
      for _ in 0..<6 {
        samples += try world.enter(corpus.samples(120, mailboxes: 6))
        try world.purge(oneIn: 6, of: &samples, &corpus.random)
        try Self.compare(world, samples)
      }
      let before = try Self.queries.map { try Self.digest(world.answer($0, limit: 1_000)) }
      #expect(before.contains { !$0.isEmpty })
      #expect(try SearchIndex.rebuild(world.archive, by: world.session) == Int64(samples.count))
      try Self.compare(world, samples)
      #expect(try Self.queries.map { try Self.digest(world.answer($0, limit: 1_000)) } == before)
    }
  }

  @Test("forgets every word of what was purged, and nothing of the rest")
  func forgets() throws {
    try SearchWorld.with { world in
      var samples = try world.enter(Corpus.samples(200, mailboxes: 3, seed: 42))
      let all = samples
      while !samples.isEmpty {
        let leaving = samples.prefix(70)
        try world.purge(leaving.flatMap { sample in sample.items.map { (sample, $0.item) } })
        samples.removeFirst(leaving.count)
        try Self.compare(world, samples)
      }
      try world.archive.maintain { try SearchIndex.eraseAll($0) }
      for sample in all.prefix(50) where !sample.envelope.body.isEmpty {
        #expect(try world.answer(.text(TextMatch(sample.envelope.body))).items == 0)
      }
      #expect(try world.answer("").coverage == Coverage(messages: 0, pending: 0, partiallyIndexed: 0))
    }
  }

  @Test("takes another copy of a message it has, and lets it go again")
  func anotherCopy() throws {
    try SearchWorld.with { world in
      let sample = try #require(try world.enter([.text("merger")]).first)
      let copy = IndexedCopy(item: 77, mailbox: world.mailboxes[1])
      func edit(_ change: (IndexWriter) throws -> Void) throws {
        try world.archive.perform(.itemsImported, by: world.session) { act in
          let writer = try IndexWriter(act.db)
          try change(writer)
          try writer.finish()
        }
      }
      func copies() throws -> [Item.ID] {
        var found: [Item.ID] = []
        try world.archive.read { try ItemScan.all($0) { found.append($0.item) } }
        return found
      }
      try edit { try $0.add(copy: copy, of: sample.message) }
      #expect(try copies() == [sample.items[0].item, 77])
      try edit { try $0.remove(item: 77, of: sample.message) }
      #expect(try copies() == [sample.items[0].item])
      // What isn't there is not taken out.
      try edit { try $0.remove(item: 99, of: sample.message) }
      #expect(try copies() == [sample.items[0].item])
      #expect(try world.answer("merger").items == 1)
    }
  }

  @Test("made by another version is not written to, is searched as it is, and says that all of it is pending")
  func stale() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger")])
      try world.archive.maintain {
        try $0.execute(sql: "UPDATE search_state SET value = 'index-0' WHERE name = 'version'")
      }
      #expect(throws: StorageError.self) { try world.enter([.text("more")]) }
      #expect(throws: StorageError.self) { try world.archive.read { try ItemScan.all($0) { _ in } } }
      #expect(throws: StorageError.self) { try world.archive.read { try SearchEngine.matches(.everything, $0) } }
      let answer = try world.answer("merger")
      #expect(answer.items == 1)
      #expect(answer.coverage == Coverage(messages: 1, pending: 1, partiallyIndexed: 0))
    }
  }

  @Test("tells what it could read only in part")
  func partial() throws {
    try SearchWorld.with { world in
      func file(_ type: String) -> MessageFile {
        MessageFile(name: "file", mediaType: type, bytes: 1, digest: Digest(of: [1]))
      }
      let types = ["audio/wav", "image/png", "video/mp4", "application/pdf", "text/plain", "audio", ""]
      try world.enter(try types.map { try .text("x", attachments: [file($0)]) })
      #expect(try world.answer("").coverage.partiallyIndexed == 4)
      var partly: [Message.ID] = []
      try world.archive.read { try ItemScan.all($0) { if $0.isPartlyIndexed { partly.append($0.message) } } }
      #expect(partly == [4, 5, 6, 7])
    }
  }

  // MARK: -

  /// What the blocks say is what the tables and the samples say; FTS5 finds its own structure whole.
  private static func compare(_ world: SearchWorld, _ samples: [SearchWorld.Sample]) throws {
    struct Known: Hashable {
      var item: Item.ID
      var message: Message.ID
      var mailbox: Mailbox.ID
      var sent: Moment
    }
    var indexed: Set<Known> = []
    let stored = try world.archive.read { db in
      try ItemScan.all(db) {
        let isNew = indexed.insert(
          Known(item: $0.item, message: $0.message, mailbox: $0.mailbox, sent: $0.sent)
        ).inserted
        #expect(isNew)
      }
      return try Row.fetchAll(
        db, sql: "SELECT i.id, i.message, i.mailbox, m.sent FROM item i JOIN message m ON m.id = i.message"
      ).map {
        Known(
          item: Item.ID($0[0] as Int64), message: Message.ID($0[1] as Int64), mailbox: Mailbox.ID($0[2] as Int64),
          sent: Moment(microseconds: $0[3]))
      }
    }
    #expect(indexed == Set(stored))
    #expect(indexed.count == samples.reduce(0) { $0 + $1.items.count })
    #expect(try world.answer("", limit: 0).coverage.messages == Int64(samples.count))
    try world.archive.maintain {
      try $0.execute(sql: "INSERT INTO search_text (search_text) VALUES ('integrity-check')")
    }
  }

  private static func digest(_ answer: SearchAnswer) -> [Int64] {
    [Int64(answer.items), Int64(answer.messages), answer.bytes, Int64(answer.mailboxes)]
      + answer.results.map(\.item.id.rawValue)
  }
}
