internal import Archive
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("a search")
struct SearchTests {
  @Test("for nothing finds everything, what was deleted to Recoverable Items too, and not what was purged")
  func everything() throws {
    try SearchWorld.with { world in
      let samples = try world.enter([.text("one"), .text("two"), .text("three")])
      try world.archive.perform(.itemsDeleted, by: world.session) { act in
        try act.db.execute(
          sql: "UPDATE item SET folder = 1, deleted = 5, origin = folder, moved_entry = ? WHERE id = ?",
          arguments: [act.entry, samples[0].items[0].item.rawValue])
      }
      try world.purge([(samples[1], samples[1].items[0].item)])
      for query in ["", "   ", "NOT zzz"] {
        let answer = try world.answer(query, order: .oldest)
        #expect(answer.results.map(\.envelope.body) == ["one", "three"])
        #expect(answer.results.map(\.folder.name) == ["Recoverable Items/Deletions", "Texts"])
        #expect(answer.results.map(\.folder.isRecoverable) == [true, false])
      }
      #expect(try world.answer("two").items == 0)
    }
  }

  @Test("looks only in the mailboxes it is told, and never in one that is excluded")
  func scopes() throws {
    try SearchWorld.with { world in
      let (a, b, c) = (world.mailboxes[0], world.mailboxes[1], world.mailboxes[2])
      try world.enter([.text("x", copies: [0, 1, 2]), .text("x", copies: [1]), .text("x", copies: [2])])
      func found(_ scope: SearchScope) throws -> [Int] {
        let answer = try world.answer("x", scope: scope)
        return [answer.items, answer.messages, answer.mailboxes]
      }
      #expect(try found(SearchScope()) == [5, 3, 3])
      #expect(try found(SearchScope(only: [a])) == [1, 1, 1])
      #expect(try found(SearchScope(only: [a, b])) == [3, 2, 2])
      #expect(try found(SearchScope(except: [b])) == [3, 2, 2])
      #expect(try found(SearchScope(only: [a, b], except: [b, c])) == [1, 1, 1])
      #expect(try found(SearchScope(only: [b], except: [b])) == [0, 0, 0])
      #expect(try found(SearchScope(only: [])) == [0, 0, 0])
      #expect(try found(SearchScope(only: [99])) == [0, 0, 0])
    }
  }

  @Test("by day is exact to the second in the time zone asked for")
  func days() throws {
    try SearchWorld.with { world in
      // Summer time: London's 1 July begins at 23:00 UTC the day before.
      let times = [
        "2024-06-30T22:59:59Z", "2024-06-30T23:00:00Z", "2024-06-30T23:59:59Z", "2024-07-01T00:00:00Z",
        "2024-07-01T22:59:59Z", "2024-07-01T23:00:00Z", "2024-07-01T23:59:59Z", "2024-07-02T00:00:00Z",
      ]
      try world.enter(try times.map { try .text($0, sent: $0) })
      #expect(try world.bodies("sent:2024-07-01") == Array(times[3...6]))
      #expect(try world.bodies("sent=2024-07-01") == Array(times[3...6]))
      #expect(try world.bodies("received:2024-07-01") == Array(times[3...6]))
      #expect(try world.bodies("sent<2024-07-01") == Array(times[...2]))
      #expect(try world.bodies("sent<=2024-07-01") == Array(times[...6]))
      #expect(try world.bodies("sent>2024-07-01") == Array(times[7...]))
      #expect(try world.bodies("sent>=2024-07-01") == Array(times[3...]))
      #expect(try world.bodies("sent<>2024-07-01") == Array(times[...2]) + [times[7]])
      #expect(try world.bodies("sent:2024-06-30..2024-07-01") == Array(times[...6]))
      #expect(try world.bodies("sent>=2024-06-30T23:00:00Z sent<=2024-07-01T00:00:00Z") == Array(times[1...3]))
      let london = try zone("Europe/London")
      #expect(try world.bodies("sent:2024-07-01", in: london) == Array(times[1...4]))
      #expect(try world.bodies("sent<2024-07-01", in: london) == [times[0]])
      #expect(try world.bodies("sent>2024-07-01", in: london) == Array(times[5...]))
      // 14 hours ahead, and the far side of the date line.
      #expect(try world.bodies("sent:2024-07-02", in: zone("Pacific/Kiritimati")) == Array(times[4...]))
      #expect(try world.bodies("sent:2024-06-30", in: zone("Pacific/Pago_Pago")) == Array(times[...3]))
    }
  }

  @Test("by kind, direction, size, attachment and its name finds those that have it")
  func scalars() throws {
    try SearchWorld.with { world in
      let recording = MessageFile(name: "Call_with-Bob.wav", mediaType: "audio/wav", bytes: 9, digest: Digest(of: [1]))
      try world.enter([
        .text("a", kind: .call, direction: .inbound, attachments: [recording], size: 10),
        .text("b", kind: .sms, direction: .outbound, size: 20), .text("c", direction: .inbound, size: 30),
      ])
      #expect(try world.bodies("kind:call") == ["a"])
      #expect(try world.bodies("kind:SMS") == ["b", "c"])
      #expect(try world.bodies("direction:inbound") == ["a", "c"])
      #expect(try world.bodies("NOT direction:inbound") == ["b"])
      #expect(try world.bodies("hasattachment:true") == ["a"])
      #expect(try world.bodies("hasattachment<>true") == ["b", "c"])
      #expect(try world.bodies("attachmentnames:bob") == ["a"])
      #expect(try world.bodies("attachmentnames:\"call with bob\"") == ["a"])
      #expect(try world.bodies("subject:bob") == [])
      #expect(try world.bodies("size>10 size<30") == ["b"])
      #expect(try world.bodies("size:20..30") == ["b", "c"])
      #expect(try world.bodies("size<>20") == ["a", "c"])
    }
  }

  @Test("by person finds a name, an address, its domain and a number in every form it is written")
  func people() throws {
    try SearchWorld.with { world in
      let ann = Party(name: "Ann Ames", email: "ann.ames@mail.corp.example", number: "+447700900123")
      let bob = Party(name: "Bob", email: nil, number: "07700 900456")
      try world.enter([.text("from Ann", from: ann, to: [bob]), .text("from Bob", from: bob, to: [ann, Party()])])
      for person in ["ann", "\"Ann Ames\"", "ann.ames@mail.corp.example", "mail.corp.example", "corp.example", "ames*"]
      {
        #expect(try world.bodies("from:\(person)") == ["from Ann"], "\(person)")
        #expect(try world.bodies("to:\(person)") == ["from Bob"], "\(person)")
        #expect(try world.bodies("recipients:\(person)") == ["from Bob"], "\(person)")
        #expect(try world.bodies("participants:\(person)") == ["from Ann", "from Bob"], "\(person)")
      }
      let numbers = [
        "+447700900123", "07700900123", "\"07700 900123\"", "\"+44 7700 900123\"", "\"0044 7700 900 123\"",
        "\"(07700) 900-123\"", "\"+44 (0)7700 900123\"", "07700-900-123",
      ]
      for number in numbers {
        #expect(try world.bodies("from:\(number)") == ["from Ann"], "\(number)")
        #expect(try world.bodies(number) == ["from Ann", "from Bob"], "\(number)")
      }
      for number in ["+447700900456", "07700900456", "\"00447700900456\""] {
        #expect(try world.bodies("from:\(number)") == ["from Bob"], "\(number)")
      }
      #expect(try world.bodies("from:\"+44 7700 900124\"") == [])
      #expect(try world.bodies("from:ben") == [])
    }
  }

  @Test("finds words as people type them, in any script")
  func words() throws {
    try SearchWorld.with { world in
      try world.enter([
        .text("That was the end.Next please", sent: "2024-03-01T00:00:00Z"),
        .text("call 07700 900123, ok", sent: "2024-03-02T00:00:00Z"),
        .text("Die STRASSE war naïve", sent: "2024-03-03T00:00:00Z"),
        .text("我们明天在北京开会", sent: "2024-03-04T00:00:00Z"),
        .text("พรุ่งนี้ประชุมที่กรุงเทพ", sent: "2024-03-05T00:00:00Z"),
        .text("Встреча завтра в Москве", sent: "2024-03-06T00:00:00Z"),
        .text("اجتماع غدا في القاهرة", sent: "2024-03-07T00:00:00Z"),
        .text("great 👍", sent: "2024-03-08T00:00:00Z"),
      ])
      func found(_ query: String) throws -> [Int] {
        try world.answer(query, order: .oldest).results.map { Int($0.item.id.rawValue) }
      }
      #expect(try found("next") == [1])
      #expect(try found("END") == [1])
      #expect(try found("\"end next\"") == [1])
      #expect(try found("\"next end\"") == [])
      #expect(try found("plea*") == [1])
      #expect(try found("lease*") == [])
      #expect(try found("+447700900123") == [2])
      #expect(try found("straße naive") == [3])
      #expect(try found("北京") == [4])
      #expect(try found("明天") == [4])
      #expect(try found("ประชุม") == [5])
      #expect(try found("москве") == [6])
      #expect(try found("القاهرة") == [7])
      #expect(try found("👍") == [8])
      #expect(try found("next OR 北京 OR 👍") == [1, 4, 8])
      #expect(try found("NOT (next OR ok)") == [3, 4, 5, 6, 7, 8])
      #expect(try found("was NOT next") == [])
      #expect(try found("-next was") == [])
    }
  }

  @Test("for a near pair counts the words between, and with ONEAR their order")
  func near() throws {
    try SearchWorld.with { world in
      try world.enter([
        .text("alpha beta", sent: "2024-03-01T00:00:00Z"), .text("alpha one beta", sent: "2024-03-02T00:00:00Z"),
        .text("beta one two alpha", sent: "2024-03-03T00:00:00Z"),
        .text("alpha", sent: "2024-03-04T00:00:00Z", subject: "beta"),
        .text("alpha 07700 900123 beta", sent: "2024-03-05T00:00:00Z"),
      ])
      func found(_ query: String) throws -> [Int] {
        try world.answer(query, order: .oldest).results.map { Int($0.item.id.rawValue) }
      }
      #expect(try found("alpha NEAR(0) beta") == [1])
      #expect(try found("alpha NEAR(1) beta") == [1, 2])
      #expect(try found("alpha NEAR(2) beta") == [1, 2, 3, 5])
      #expect(try found("alpha NEAR beta") == [1, 2, 3, 5])
      #expect(try found("alpha ONEAR(0) beta") == [1])
      #expect(try found("alpha ONEAR(2) beta") == [1, 2, 5])
      #expect(try found("beta ONEAR alpha") == [3])
      #expect(try found("alp* ONEAR(1) bet*") == [1, 2])
      #expect(try found("\"beta one\" ONEAR(1) alpha") == [3])
      #expect(try found("NOT (alpha ONEAR beta)") == [3, 4])
    }
  }

  @Test("for what no text can have says that there is nothing to search for")
  func unsearchable() throws {
    try SearchWorld.with { world in
      try world.enter([.text("x")])
      #expect {
        try world.answer(.text(TextMatch("?!")))
      } throws: { error in
        "\(error)"
          == "there is nothing to search for in '?!': it has no letter, digit or symbol that is indexed"
      }
      #expect(throws: UnsearchableText(text: "...")) {
        try world.answer(.not(.near(NearMatch(TextMatch("x"), TextMatch("..."), distance: 1))))
      }
    }
  }

  @Test("by relevance puts the better match first")
  func relevance() throws {
    try SearchWorld.with { world in
      let filler = "and so on and so forth about the weather in the north of the country today"
      try world.enter(
        [
          .text("a merger was named once, \(filler)", sent: "2024-03-09T00:00:00Z"),
          .text("merger merger merger", sent: "2024-03-01T00:00:00Z"),
          .text("invoice for the merger", sent: "2024-03-02T00:00:00Z"),
        ] + (0..<20).map { _ in try .text(filler) })
      func first(_ query: String) throws -> Item.ID? {
        try world.answer(query, order: .relevance).results.first?.item.id
      }
      // Of equally good matches the one that came last goes first.
      #expect(try first("merger") == 3)
      #expect(try first("merger OR invoice") == 3)
      #expect(try first("merger OR weather") == 1)
      #expect(try first("merger AND NOT (invoice OR kind:call)") == 2)
      #expect(try world.answer("merger", order: .relevance).results.map(\.item.id) == [3, 2, 1])
      // A rare word counts more than a common one.
      #expect(try world.answer("invoice OR weather", order: .relevance).results.first?.item.id == 3)
      // Where no word is asked for, all are equally relevant.
      #expect(try world.answer("kind:sms", order: .relevance).items == 23)
      // Page by page the same.
      var (seen, next): ([Item.ID], String?) = ([], nil)
      repeat {
        let answer = try world.answer("merger OR the", order: .relevance, limit: 3, after: next)
        seen += answer.results.map(\.item.id)
        next = answer.next
      } while next != nil
      #expect(seen == (try world.answer("merger OR the", order: .relevance).results.map(\.item.id)))
      #expect(Set(seen).count == 23)
    }
  }
}
