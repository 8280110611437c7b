internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("a run of a search job")
struct SearchJobRunTests {
  @Test("shows for ever what was found then: not what is imported later, and what was purged as gone")
  func pinned() throws {
    try SearchWorld.with { world in
      let first = try world.enter([
        .text("merger one", sent: "2024-03-01T00:00:00Z", copies: [0, 1]),
        .text("merger two", sent: "2024-03-02T00:00:00Z"), .text("weather"),
      ])
      let job = try world.job("j", "merger OR picnic")
      let run = try world.run(job)
      #expect((run.items, run.messages, run.mailboxes) == (3, 2, 2))
      #expect(run.coverage == Coverage(messages: 3, pending: 0, partiallyIndexed: 0))
      try world.enter([.text("merger three"), .text("picnic")])
      var answer = try world.preview(run, job)
      #expect(answer.results.map(\.envelope.body) == ["merger two", "merger one", "merger one"])
      #expect((answer.items, answer.messages, answer.gone) == (3, 2, 0))
      #expect(answer.coverage.messages == 3)
      try world.purge([(first[0], first[0].items[0].item), (first[1], first[1].items[0].item)])
      answer = try world.preview(run, job)
      #expect(answer.results.map(\.envelope.body) == ["merger one"])
      #expect((answer.items, answer.messages, answer.bytes, answer.mailboxes, answer.gone) == (1, 1, 100, 1, 2))
      let counted = try world.archive.read { db in
        let parts = ["merger", "picnic"].map { QueryPart(text: $0, query: .text(TextMatch($0))) }
        return try SearchEngine(db, for: .program).statistics(
          StatisticsRequest(query: .any(of: parts.map(\.query)), parts: parts), of: run.pinned(db))
      }
      #expect((counted.total.items, counted.gone) == (1, 2))
      #expect(counted.keywords.map(\.counts.items) == [1, 0])
      #expect(try world.items(of: run, limit: 2).map(\.id) == [first[0].items[1].item])
      // Run again, it finds what there is now.
      let again = try world.run(job)
      #expect(again.items == 3)
      #expect(try world.archive.read { try SearchJobRun.all(of: job, $0) } == [again, run])
    }
  }

  @Test("is refused while the index is made anew, when what waits would pass for purged")
  func rebuilding() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger one"), .text("merger two")])
      let job = try world.job("j", "merger")
      let run = try world.run(job)
      struct Stopped: Error {}
      #expect(throws: Stopped.self) {
        try SearchIndex.rebuild(world.archive, by: world.session, batch: 1) { _ in throw Stopped() }
      }
      let error = #expect(throws: StorageError.self) { try world.preview(run, job) }
      #expect(error?.code == "index.incomplete")
      try SearchIndex.rebuild(world.archive, by: world.session)
      let answer = try world.preview(run, job)
      #expect((answer.items, answer.gone) == (2, 0))
    }
  }

  @Test("gives each of its items once, whatever the pages and whatever happens between them")
  func pages() throws {
    try SearchWorld.with { world in
      let samples = try world.enter(
        try (0..<60).map { try .text($0 % 3 == 0 ? "weather" : "merger", copies: $0 % 2 == 0 ? [0, 2] : [1]) })
      let job = try world.job("j", "merger")
      let run = try world.run(job)
      let expected = samples.enumerated().filter { $0.offset % 3 != 0 }.flatMap { $0.element.items.map(\.item) }
      for limit in [1, 2, 7, 59, 1_000] {
        #expect(try world.items(of: run, limit: limit).map(\.id) == expected)
        try world.enter([.text("merger")])
      }
      // A viewer with a filter gets its share only, in as many pages.
      try world.filter("f", .deny, for: "ann", mailboxes: [1])
      let seen = try world.items(of: run, limit: 3, as: .account("ann"))
      #expect(!seen.isEmpty)
      #expect(Set(seen.map(\.mailbox)) == [world.mailboxes[0], world.mailboxes[2]])
    }
  }

  @Test("is previewed page by page, with tokens of its own")
  func preview() throws {
    try SearchWorld.with { world in
      try world.enter(try (0..<25).map { try .text("merger \($0)") })
      let job = try world.job("j", "merger")
      let (run, other) = (try world.run(job), try world.run(job))
      var (seen, next): ([Item.ID], String?) = ([], nil)
      repeat {
        let page = try world.preview(run, job, limit: 4, after: next)
        seen += page.results.map(\.item.id)
        next = page.next
        try world.enter([.text("merger later")])
      } while next != nil
      #expect(seen.map(\.rawValue) == (1...25).reversed().map { Int64($0) })
      let token = try #require(try world.preview(run, job, limit: 4).next)
      #expect(throws: InputError.self) { try world.preview(other, job, after: token) }
      #expect(throws: InputError.self) { try world.answer("merger", after: token) }
    }
  }

  @Test("is kept while it is among the newest fifty or in use, and then goes")
  func mostRuns() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger")])
      let job = try world.job("j", "merger")
      let (first, second) = (try world.run(job), try world.run(job))
      for _ in 0..<SearchJob.mostRuns { try world.run(job, sparing: [first.id]) }
      let kept = try world.archive.read { try SearchJobRun.all(of: job, $0) }
      #expect(kept.count == SearchJob.mostRuns + 1)
      #expect(kept.last == first)
      #expect(!kept.contains(second))
      #expect(throws: InputError.self) { try world.archive.read { try SearchJobRun.require(second.id, of: job, $0) } }
    }
  }

  @Test("means today's day by a relative date, in the job's time zone")
  func relativeDates() throws {
    let paris = try #require(KQLTimeZone("Europe/Paris"))
    try SearchWorld.with { world in
      try world.enter([
        .text("merger a", sent: "2024-03-01T23:30:00Z"), .text("merger b", sent: "2024-03-02T12:00:00Z"),
      ])
      let job = try world.job("j", "merger sent:today", zone: paris)
      func found(_ time: String) throws -> Int { try world.run(job, at: time).items }
      #expect(try found("2024-03-01T12:00:00Z") == 0)
      #expect(try found("2024-03-02T12:00:00Z") == 2)
      #expect(try found("2024-03-03T12:00:00Z") == 0)
    }
  }

  @Test("is of a job that was checked when it was made")
  func checked() throws {
    try SearchWorld.with { world in
      func refusal(_ name: String, _ query: String, mailboxes: [String] = []) -> String? {
        do {
          try world.archive.perform(.searchJobCreated, by: world.session) {
            _ = try SearchJob.create(
              name, SearchJob.Terms(query: query, mailboxes: mailboxes), legalCase: nil, $0)
          }
        } catch { return "\(error)" }
        return nil
      }
      #expect(refusal("j", "merger AND (") != nil)
      #expect(refusal("j", "\"...\"") == "'...' has no letter or digit to search for")
      #expect(
        refusal("j", "merger", mailboxes: ["x@y"]) == "there is no mailbox 'x@y'; see 'holdfast directory list'")
      #expect(
        refusal("", "merger") == "a search job's name has 1 to 200 characters and no control characters")
      #expect(refusal("j", "merger") == nil)
      #expect(refusal("J", "merger") == "there is a search job 'J' already; choose another name")
      let kept = try world.archive.read { try SearchJob.all($0) }
      #expect(kept.map(\.name) == ["j"])
    }
  }
}

extension SearchWorld {
  func job(_ name: String, _ query: String, zone: KQLTimeZone = .utc, order: SearchOrder = .newest) throws -> SearchJob
  {
    try archive.perform(.searchJobCreated, on: name, by: session) {
      try SearchJob.create(name, SearchJob.Terms(query: query, timeZone: zone, order: order), legalCase: nil, $0)
    }
  }

  @discardableResult
  func run(
    _ job: SearchJob, as viewer: Viewer = .program, at time: String? = nil, sparing kept: Set<SearchJobRun.ID> = []
  ) throws -> SearchJobRun {
    let moment = time.flatMap { RFC3339.parse($0) }?.moment ?? testNow
    let findings = try archive.read { try SearchEngine($0, for: viewer).run(job, in: SearchScope(), at: moment) }
    return try archive.perform(.searchJobRun, on: job.name, by: session) {
      try job.keep(findings, sparing: kept, $0)
    }
  }

  func preview(
    _ run: SearchJobRun, _ job: SearchJob, limit: Int = SearchRequest.standardPage, after: String? = nil
  ) throws -> SearchAnswer {
    let query = try job.parsed(at: run.at).query
    let token = try after.map { try PageToken($0) }
    return try archive.read { db in
      try SearchEngine(db, for: .program).answer(
        SearchRequest(query: query, text: job.query, order: job.order, limit: limit, after: token),
        of: run.pinned(db))
    }
  }

  func items(of run: SearchJobRun, limit: Int, as viewer: Viewer = .program) throws -> [Item] {
    var (items, last): ([Item], Item.ID?) = ([], nil)
    repeat {
      // Each page in a transaction of its own.
      let page = try archive.read {
        try SearchEngine($0, for: viewer).items(of: run.pinned($0), after: last, limit: limit)
      }
      items += page.items
      last = page.last
    } while last != nil
    return items
  }
}
