internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("the words on the index's pages")
struct VocabularyPagesTests {
  @Test("are those that SQLite lists, whatever was entered, purged and merged", arguments: 0..<3)
  func agree(seed: UInt64) throws {
    try SearchWorld.with { world in
      var random = SplitMix(seed: seed)
      var samples: [SearchWorld.Sample] = []
      for round in 0..<6 {
        samples += try world.enter(Corpus.samples(80, mailboxes: 3, seed: 10 * seed + UInt64(round)))
        // Words that fill pages, and some that are longer than most.
        let words = (0..<400).map { _ in Self.word(&random) }
        samples += try world.enter([.text(words.joined(separator: " "))])
        try Self.expectSame(world)
        if round % 2 == 1 {
          try world.purge(oneIn: 3, of: &samples, &random)
          // What was purged may stand in a segment until that is merged.
          try Self.expectAll(world)
          try Self.tell(world, "INSERT INTO search_text (search_text, rank) VALUES ('merge', -16)")
          try Self.expectAll(world)
        }
      }
      try world.archive.maintain { try SearchIndex.eraseAll($0) }
      try Self.expectSame(world)
      let list = try Self.list(world)
      #expect(list.count > 1_000)
    }
  }

  @Test("of an empty index are none")
  func empty() throws {
    try SearchWorld.with { world in
      let pages = try Self.pages(world)
      #expect(pages == [])
    }
  }

  @Test("are not read in a transaction that may have entered more, nor in a form that is not known")
  func refused() throws {
    try SearchWorld.with { world in
      try world.enter([try .text("a bobcat")])
      try world.archive.maintain { db in
        let isRead = try VocabularyPages.words(db) { _ in true }
        #expect(!isRead)
      }
      try Self.tell(world, "UPDATE search_text_config SET v = 5 WHERE k = 'version'")
      let pages = try Self.pages(world)
      #expect(pages == nil)
    }
  }

  @Test("that are damaged are refused or read within their bounds")
  func damaged() throws {
    try SearchWorld.with { world in
      var random = SplitMix(seed: 9)
      let words = (0..<300).map { _ in Self.word(&random) }
      try world.enter([.text(words.joined(separator: " "))])
      let whole = try #require(
        try world.archive.read { try Data.fetchOne($0, sql: "SELECT block FROM search_text_data WHERE id > 10") })
      var refused = 0
      for round in 0..<60 {
        var page = whole
        if round % 2 == 0 {
          page = page.prefix(Int.random(in: 0..<page.count, using: &random))
        } else {
          // The words' places, at the end of the page.
          for _ in 0..<4 {
            page[page.count - 1 - Int.random(in: 0..<40, using: &random)] = .random(in: 0...255, using: &random)
          }
        }
        try world.archive.maintain { db throws in
          try db.execute(
            sql:
              "UPDATE search_text_data SET block = ? WHERE id = (SELECT min(id) FROM search_text_data WHERE id > 10)",
            arguments: [page])
        }
        if try Self.pages(world) == nil { refused += 1 }
      }
      #expect(refused >= 30)
    }
  }

  /// Mostly short, sometimes longer than a few others together.
  private static func word(_ random: inout SplitMix) -> String {
    let length = random.chance(1, in: 20) ? 60 : Int.random(in: 2...12, using: &random)
    return String((0..<length).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement(using: &random) ?? "a" })
  }

  private static func expectSame(_ world: SearchWorld) throws {
    let (pages, list) = (try pages(world), try list(world))
    #expect(pages == list)
  }

  private static func expectAll(_ world: SearchWorld) throws {
    let (pages, list) = (try #require(try pages(world)), try list(world))
    #expect(pages.isSuperset(of: list))
  }

  private static func tell(_ world: SearchWorld, _ sql: String) throws {
    try world.archive.maintain { try $0.execute(sql: sql) }
  }

  private static func pages(_ world: SearchWorld) throws -> Set<[UInt8]>? {
    var words: Set<[UInt8]> = []
    let isRead = try world.archive.read { db in
      try VocabularyPages.words(db) { word in
        words.insert(Array(word))
        return true
      }
    }
    return isRead ? words : nil
  }

  private static func list(_ world: SearchWorld) throws -> Set<[UInt8]> {
    try world.archive.read { db in
      Set(try Data.fetchAll(db, sql: "SELECT CAST(term AS BLOB) FROM search_vocabulary").map { Array($0) })
    }
  }
}
