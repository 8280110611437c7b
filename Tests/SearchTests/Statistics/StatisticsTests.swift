internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Search

@Suite("statistics of a search")
struct StatisticsTests {
  private func counted(
    _ world: SearchWorld, _ text: String, by period: PeriodLength = .month, in zone: KQLTimeZone = .utc,
    scope: SearchScope = SearchScope()
  ) throws -> SearchStatistics {
    let context = KQLContext(now: testNow, zone: zone)
    let kql = try KQL.parse(text, context: context)
    let parts = QueryPart.all(of: kql, text: text, context: context)
    return try world.archive.read {
      try SearchEngine($0, for: .program).statistics(
        StatisticsRequest(query: kql.query, parts: parts, period: period, zone: zone), in: scope)
    }
  }

  @Test("are what counting by hand gives, by keyword, mailbox and month")
  func byHand() throws {
    try SearchWorld.with { world in
      let file = MessageFile(name: "a.pdf", mediaType: "application/pdf", bytes: 1, digest: Digest(of: []))
      try world.enter([
        .text("merger and invoice", sent: "2024-01-31T10:00:00Z", size: 10, copies: [0, 1]),
        .text("merger", sent: "2024-02-01T10:00:00Z", size: 20, copies: [0]),
        .text("invoice", sent: "2024-02-02T10:00:00Z", attachments: [file], size: 30, copies: [2]),
        .text("weather", sent: "2024-03-02T10:00:00Z", size: 40, copies: [1]),
      ])
      let found = try counted(world, "(merger OR invoice OR picnic) size<=100")
      #expect(found.total == .init(items: 4, messages: 3, bytes: 70))
      #expect(found.mailboxCount == 3)
      #expect(found.partiallyIndexed == 1)
      #expect(found.keywords.map(\.text) == ["merger", "invoice", "picnic"])
      #expect(found.keywords.map(\.counts.items) == [3, 3, 0])
      #expect(found.keywords.map(\.counts.messages) == [2, 2, 0])
      #expect(found.keywords.map(\.counts.bytes) == [40, 50, 0])
      #expect(found.keywords.map(\.mailboxes) == [2, 3, 0])
      #expect(found.keywords.map(\.uniqueItems) == [1, 1, 0])
      #expect(found.mailboxes.map(\.email) == ["person0@corp.example", "person1@corp.example", "person2@corp.example"])
      #expect(found.mailboxes.map(\.counts.items) == [2, 1, 1])
      #expect(found.periods.map(\.name) == ["2024-01", "2024-02"])
      #expect(found.periods.map(\.counts.messages) == [1, 2])
      #expect(found.periods.map(\.counts.items) == [2, 2])
      #expect(found.coverage == Coverage(messages: 4, pending: 0, partiallyIndexed: 1))
      #expect(
        String(decoding: found.csv(period: .month), as: UTF8.self)
          == """
          Section,Name,Items,Messages,Bytes,Mailboxes,Unique items
          total,,4,3,70,3,
          keyword,merger,3,2,40,2,1
          keyword,invoice,3,2,50,3,1
          keyword,picnic,0,0,0,0,0
          mailbox,person0@corp.example,2,2,30,,
          mailbox,person1@corp.example,1,1,10,,
          mailbox,person2@corp.example,1,1,30,,
          month,2024-01,2,1,20,,
          month,2024-02,2,2,50,,
          coverage,messages searched,,4,,,
          coverage,pending,,0,,,
          coverage,partly indexed,,1,,,

          """.replacing("\n", with: "\r\n"))
    }
  }

  @Test("have a line for each keyword, however the alternatives are written")
  func parts() throws {
    let cases: [(String, [String])] = [
      ("a OR b OR \"c d\"", ["a", "b", "\"c d\""]), ("(a OR b)", ["a", "b"]),
      ("a(c:s)b c(c:s)\"d e\"", ["a", "b c", "\"d e\""]),
      ("a(c:s)b(c:c)(sent>=2024-01-01)(kind=sms)", ["a", "b"]),
      ("(a OR b) sent:2024-01-01..2024-12-31", ["a", "b"]), ("kind:sms AND (a OR (b c))", ["a", "(b c)"]),
      ("a b", []), ("a", []), ("", []), ("(a OR b) (c OR d)", []), ("NOT (a OR b)", []),
      ("+(a OR b) -c", ["a", "b"]), ("ก OR 👍", ["ก", "👍"]),
    ]
    for (text, expected) in cases {
      let context = KQLContext(now: testNow)
      let kql = try KQL.parse(text, context: context)
      #expect(QueryPart.all(of: kql, text: text, context: context).map(\.text) == expected, "\(text)")
    }
  }

  @Test("agree with reading every text, for many queries and scopes")
  func agreesWithReading() throws {
    try SearchWorld.with(mailboxes: 5) { world in
      var corpus = Corpus(seed: 91)
      var samples: [SearchWorld.Sample] = []
      for _ in 0..<4 { samples += try world.enter(corpus.samples(150, mailboxes: 5)) }
      try world.purge(oneIn: 10, of: &samples, &corpus.random)
      let reader = try BruteForce(samples)
      var queries = RandomQuery(seed: 92, about: samples)
      var overlapping = 0
      for round in 0..<60 {
        let parts = try (0..<3).map { _ in try queries.query(depth: 1) }
        let query = Query.any(of: parts)
        let only = round % 3 == 0 ? Set(world.mailboxes.prefix(2)) : nil
        let scope = SearchScope(only: only)
        let found = try world.archive.read {
          try SearchEngine($0, for: .program).statistics(
            StatisticsRequest(query: query, parts: parts.map { QueryPart(text: "p", query: $0) }, period: .day),
            in: scope)
        }
        var (total, byPart, unique) = (0, [0, 0, 0], [0, 0, 0])
        var days: [String: Int] = [:]
        for sample in samples {
          let having = try parts.indices.filter { try reader.matches(parts[$0], sample) }
          guard !having.isEmpty else { continue }
          if having.count > 1 { overlapping += 1 }
          for copy in sample.items where only?.contains(copy.mailbox) ?? true {
            total += 1
            for index in having { byPart[index] += 1 }
            if having.count == 1 { unique[having[0]] += 1 }
            days[KQLTimeZone.utc.date(of: sample.envelope.sent.moment).description, default: 0] += 1
          }
        }
        #expect(found.total.items == total)
        #expect(found.keywords.map(\.counts.items) == byPart)
        #expect(found.keywords.map(\.uniqueItems) == unique)
        #expect(found.periods.map(\.name) == days.keys.sorted())
        #expect(found.periods.map(\.counts.items) == days.keys.sorted().map { days[$0] })
        #expect(found.mailboxes.reduce(0) { $0 + $1.counts.items } == total)
      }
      #expect(overlapping > 20)
    }
  }

  @Test("count days as the time zone has them: a clock change, a day that was left out, the calendar's ends")
  func periods() throws {
    let london = try #require(KQLTimeZone("Europe/London"))
    let apia = try #require(KQLTimeZone("Pacific/Apia"))
    func names(_ moments: [String], _ length: PeriodLength, _ zone: KQLTimeZone) throws -> [String: Int] {
      var tally = PeriodTally(length, in: zone)
      for text in moments {
        let sent = try #require(RFC3339.parse(text)).moment.microseconds
        tally.add(MessageFacts(id: 1, sent: sent, size: 1, kind: 0, flags: []), isNew: true)
      }
      return Dictionary(uniqueKeysWithValues: tally.periods.map { ($0.name, $0.counts.items) })
    }
    let summer = [
      "2024-03-31T23:30:00Z", "2024-03-31T22:59:59Z", "2024-03-31T00:00:00Z", "2024-03-30T23:59:59Z",
      "2024-10-27T22:30:00Z", "2024-10-26T23:00:00Z", "2024-10-26T22:59:59Z",
    ]
    #expect(
      try names(summer, .day, london)
        == ["2024-03-30": 1, "2024-03-31": 2, "2024-04-01": 1, "2024-10-26": 1, "2024-10-27": 2])
    #expect(try names(summer, .month, london) == ["2024-03": 3, "2024-04": 1, "2024-10": 3])
    #expect(try names(summer, .year, london) == ["2024": 7])
    // Samoa had no 30 December 2011.
    #expect(
      try names(["2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"], .day, apia) == ["2011-12-29": 1, "2011-12-31": 1])
    var ends = PeriodTally(.day, in: london)
    for sent in [Int64.min, .max, .min, .max, 0] {
      ends.add(MessageFacts(id: 1, sent: sent, size: 1, kind: 0, flags: []), isNew: true)
    }
    #expect(ends.periods.map(\.name) == ["0001-01-01", "1970-01-01", "9999-12-31"])
    #expect(ends.periods.map(\.counts.items) == [2, 1, 2])
  }

  @Test("put every moment into the period of its own day, in any order and any zone")
  func periodsAgree() throws {
    var random = SplitMix(seed: 93)
    for name in ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"] {
      let zone = try #require(KQLTimeZone(name))
      for length in PeriodLength.allCases {
        var tally = PeriodTally(length, in: zone)
        var expected: [String: Int] = [:]
        for _ in 0..<400 {
          let sent = Moment(seconds: Int64.random(in: 1_600_000_000...1_720_000_000, using: &random))
          tally.add(MessageFacts(id: 1, sent: sent.microseconds, size: 1, kind: 0, flags: []), isNew: true)
          let day = zone.date(of: sent).description
          expected[String(day.prefix(length == .day ? 10 : length == .month ? 7 : 4)), default: 0] += 1
        }
        #expect(tally.periods.map(\.name) == expected.keys.sorted())
        #expect(tally.periods.map(\.counts.items) == expected.keys.sorted().map { expected[$0] })
      }
    }
  }

  @Test("neutralise a keyword that a spreadsheet would calculate")
  func formulas() throws {
    try SearchWorld.with { world in
      try world.enter([.text("sum")])
      let csv = String(decoding: try counted(world, "+sum OR \"=cmd\"").csv(period: .day), as: UTF8.self)
      #expect(csv.contains("\r\nkeyword,'+sum,1,1,100,1,1\r\n"))
      #expect(csv.contains("\r\nkeyword,\"\"\"=cmd\"\"\",0,0,0,0,0\r\n"))
    }
  }
}
