internal import Archive
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("the pages of a search")
struct PagingTests {
  @Test("stay the same while more is imported between them; a search begun later has the new items")
  func stableUnderImports() throws {
    for order in SearchOrder.allCases {
      try SearchWorld.with { world in
        let first = try world.enter(
          (0..<40).map { try .text("merger \($0)", sent: "2024-03-01T12:00:00Z", copies: [0]) })
        let expected = first.map(\.items[0].item)
        var (seen, next): ([Item.ID], String?) = ([], nil)
        repeat {
          let answer = try world.answer("merger", order: order, limit: 7, after: next)
          #expect(answer.items == 40)
          #expect(answer.messages == 40)
          seen += answer.results.map(\.item.id)
          next = answer.next
          try world.enter([
            .text("merger earlier", sent: "2024-01-01T00:00:00Z"), .text("merger later", sent: "2024-04-01T00:00:00Z"),
            .text("merger at the same time", sent: "2024-03-01T12:00:00Z"),
          ])
          // Another copy of a message that was there is a new item.
          try addCopy(of: first[3], world)
        } while next != nil
        #expect(seen == (order == .oldest ? expected : expected.reversed()))
        #expect(try world.answer("merger", order: order).items > 40)
      }
    }
  }

  /// Files a message for one more mailbox, if it has none there.
  private func addCopy(of sample: SearchWorld.Sample, _ world: SearchWorld) throws {
    try world.archive.perform(.itemsImported, by: world.session) { act in
      let item = Item.ID(try RowNumbers.item.take(1, act.db))
      try act.db.execute(
        sql: """
          INSERT INTO item (id, message, mailbox, folder, outgoing, archived)
          SELECT ?, ?, ?, 1, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM item WHERE message = ? AND mailbox = ?)
          """,
        arguments: [
          item.rawValue, sample.message.rawValue, world.mailboxes[1].rawValue, sample.message.rawValue,
          world.mailboxes[1].rawValue,
        ])
      guard act.db.changesCount == 1 else { return }
      let writer = try IndexWriter(act.db)
      try writer.add(copy: IndexedCopy(item: item, mailbox: world.mailboxes[1]), of: sample.message)
      try writer.finish()
    }
  }

  @Test("are refused a token of another question, and one that is none")
  func foreignTokens() throws {
    try SearchWorld.with { world in
      try world.enter((0..<5).map { _ in try .text("merger") })
      let next = try #require(try world.answer("merger", limit: 2).next)
      let said =
        "the page token belongs to another search; give the same query, mailboxes and order as for the first page"
      func refusal(_ body: () throws -> SearchAnswer) -> String? {
        do { _ = try body() } catch { return "\(error)" }
        return nil
      }
      #expect(refusal { try world.answer("mergers", after: next) } == said)
      #expect(refusal { try world.answer("merger", order: .oldest, after: next) } == said)
      #expect(
        refusal { try world.answer("merger", scope: SearchScope(only: [world.mailboxes[0]]), after: next) } == said)
      #expect(
        refusal { try world.answer("merger", scope: SearchScope(except: [world.mailboxes[0]]), after: next) } == said)
      // The page's size may change.
      #expect(try world.answer("merger", limit: 10, after: next).results.count == 3)
      for text in [
        "", "p1", "p2" + next.dropFirst(2), String(next.dropLast()), next + "00",
        "p1" + String(repeating: "g", count: 80),
      ] {
        #expect(
          refusal { try world.answer("merger", after: text) }
            == "'\(text.prefix(80))' is not a page token; give --after the value of 'next' of an earlier answer")
      }
    }
  }

  @Test("of a token that was tampered with show nothing that isn't there, and end no process")
  func forgedTokens() throws {
    try SearchWorld.with { world in
      try world.enter((0..<5).map { _ in try .text("merger") })
      let token = try PageToken(try #require(try world.answer("merger", limit: 2).next))
      for edge in [Int64.min, -1, 0, 1, 1 << 40, .max] {
        for change in [\PageToken.key, \.item, \.newestItem, \.newestMessage] {
          var forged = token
          forged[keyPath: change] = edge
          let answer = try world.answer("merger", limit: 10, after: forged.text)
          #expect(answer.items <= 5)
          #expect(answer.results.count <= 5)
        }
      }
    }
  }

  @Test("have a size: none at all for the counts alone, and a bound")
  func limits() throws {
    try SearchWorld.with { world in
      try world.enter((0..<5).map { _ in try .text("merger") })
      let counts = try world.answer("merger", limit: 0)
      #expect(counts.items == 5)
      #expect(counts.results.isEmpty)
      #expect(counts.next == nil)
      #expect(try world.answer("merger", limit: -7).results.isEmpty)
      #expect(try world.answer("merger", limit: 5).next == nil)
      #expect(try world.answer("merger", limit: 4).next != nil)
      #expect(SearchRequest(query: .everything, text: "", limit: .max).limit == SearchRequest.largestPage)
    }
  }
}
