internal import Archive
internal import ArchiveTesting
internal import Testing

@testable internal import Search

@Suite("a search finds what reading every text finds")
struct BruteForceTests {
  private struct Hit: Equatable {
    var key: Int64
    var item: Int64
  }

  @Test("with the same counts, in order, page by page", arguments: [SearchOrder.newest, .oldest])
  func agrees(order: SearchOrder) throws {
    try SearchWorld.with(mailboxes: 12) { world in
      var corpus = Corpus(seed: 51)
      var samples: [SearchWorld.Sample] = []
      for _ in 0..<5 { samples += try world.enter(corpus.samples(300, mailboxes: 12)) }
      try world.purge(oneIn: 10, of: &samples, &corpus.random)
      let reader = try BruteForce(samples)
      var queries = RandomQuery(seed: order == .newest ? 52 : 53, about: samples)
      var (found, paged) = (0, 0)
      for number in 0..<150 {
        let query = number == 0 ? .everything : try queries.query()
        let scope = number == 0 ? SearchScope() : scope(world, &queries.random)
        let matching = try samples.filter { try reader.matches(query, $0) }
        let answer = try world.answer(query, scope: scope, order: order, limit: 20)
        let hits = try check(answer, against: matching, scope, order, "\(query)")
        found += hits.isEmpty ? 0 : 1
        // Following every page of every large answer would cost minutes and show no more.
        guard hits.count > 20, number == 0 || number % 5 == 0 else { continue }
        paged += 1
        let pages = try self.pages(world, query, scope, order, limit: number == 0 ? 200 : 7 + hits.count / 8)
        #expect(pages == hits.map(\.item), "\(query)")
      }
      #expect(found > 60)
      #expect(paged > 6)
    }
  }

  @Test("paged by seven, each item comes once and in order")
  func sevens() throws {
    try SearchWorld.with { world in
      let samples = try world.enter(Corpus.samples(100, mailboxes: 3, seed: 54))
      let all = samples.flatMap { sample in
        sample.items.map { Hit(key: sample.envelope.sent.moment.microseconds, item: $0.item.rawValue) }
      }
      for order in [SearchOrder.newest, .oldest] {
        #expect(
          try pages(world, .everything, SearchScope(), order, limit: 7)
            == all.sorted { Self.precedes($0, $1, order) }.map(\.item))
      }
    }
  }

  // MARK: -

  private static func precedes(_ a: Hit, _ b: Hit, _ order: SearchOrder) -> Bool {
    order == .newest ? (a.key, a.item) > (b.key, b.item) : (a.key, a.item) < (b.key, b.item)
  }

  /// Compares the counts and the first page, and gives all hits in order.
  private func check(
    _ answer: SearchAnswer, against matching: [SearchWorld.Sample], _ scope: SearchScope, _ order: SearchOrder,
    _ query: String
  ) throws -> [Hit] {
    var (hits, mailboxes, messages, bytes) = ([Hit](), Set<Mailbox.ID>(), 0, Int64(0))
    for sample in matching {
      let copies = sample.items.filter { copy in
        !scope.except.contains(copy.mailbox) && scope.only?.contains(copy.mailbox) ?? true
      }
      hits += copies.map { Hit(key: sample.envelope.sent.moment.microseconds, item: $0.item.rawValue) }
      mailboxes.formUnion(copies.map(\.mailbox))
      messages += copies.isEmpty ? 0 : 1
      bytes += sample.size * Int64(copies.count)
    }
    hits.sort { Self.precedes($0, $1, order) }
    #expect(answer.items == hits.count, "\(query)")
    #expect(answer.messages == messages, "\(query)")
    #expect(answer.bytes == bytes, "\(query)")
    #expect(answer.mailboxes == mailboxes.count, "\(query)")
    #expect(answer.results.map(\.item.id.rawValue) == hits.prefix(20).map(\.item), "\(query)")
    #expect((answer.next != nil) == (hits.count > 20), "\(query)")
    return hits
  }

  private func pages(
    _ world: SearchWorld, _ query: Query, _ scope: SearchScope, _ order: SearchOrder, limit: Int
  ) throws -> [Int64] {
    var (items, next): ([Int64], String?) = ([], nil)
    repeat {
      let answer = try world.answer(query, scope: scope, order: order, limit: limit, after: next)
      items += answer.results.map(\.item.id.rawValue)
      next = answer.next
    } while next != nil
    return items
  }

  private func scope(_ world: SearchWorld, _ random: inout SplitMix) -> SearchScope {
    func some() -> Set<Mailbox.ID> { Set(world.mailboxes.shuffled(using: &random).prefix(4)) }
    return SearchScope(
      only: random.chance(1, in: 4) ? some() : nil, except: random.chance(1, in: 4) ? some() : [])
  }
}
