internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Testing

@testable internal import Search

@Suite("permission filters")
struct PermissionFilterTests {
  private static let ann = "ann@corp.example"

  @Test("hide from counts, snippets, statistics, runs and single items what reading every filter hides")
  func agreesWithModel() throws {
    try SearchWorld.with(mailboxes: 6) { world in
      let samples = try world.enter(Corpus.samples(250, mailboxes: 6, seed: 81))
      let reader = try BruteForce(samples)
      var queries = RandomQuery(seed: 82, about: samples)
      var hiding = 0
      for round in 0..<25 {
        var made: [(effect: PermissionFilter.Effect, mailboxes: Set<Mailbox.ID>, query: Query?)] = []
        for number in 0..<Int.random(in: 1...3, using: &queries.random) {
          let places = Array((0..<6).shuffled(using: &queries.random).prefix(number == 1 ? 0 : 3))
          var query = places.isEmpty || queries.random.chance(1, in: 2) ? try queries.query(depth: 2) : nil
          if places.isEmpty, query == .everything { query = .nothing }
          if query == .everything { query = nil }
          // Not every query made up here could be typed.
          if let made = query, (try? KQL.canonicalReading(made.description)) != made {
            query = .scalar(.kind(.call))
          }
          let effect: PermissionFilter.Effect = queries.random.chance(1, in: 2) ? .allow : .deny
          made.append((effect, Set(places.map { world.mailboxes[$0] }), query))
          try world.filter("f\(round)-\(number)", effect, for: Self.ann, mailboxes: places, query: query)
        }
        func allows(_ sample: SearchWorld.Sample, _ mailbox: Mailbox.ID) throws -> Bool {
          let covering = try made.filter { filter in
            guard filter.mailboxes.isEmpty || filter.mailboxes.contains(mailbox) else { return false }
            return try filter.query.map { try reader.matches($0, sample) } ?? true
          }.map(\.effect)
          let needsAllowance = made.contains { $0.effect == .allow }
          return !covering.contains(.deny) && (!needsAllowance || covering.contains(.allow))
        }
        let asked = try queries.query(depth: 1)
        var expected: [Item.ID: SearchWorld.Sample] = [:]
        var hidden: Item.ID?
        for sample in samples {
          for copy in sample.items {
            if try !allows(sample, copy.mailbox) {
              hidden = copy.item
            } else if try reader.matches(asked, sample) {
              expected[copy.item] = sample
            }
          }
        }
        try world.archive.read { db in
          let engine = SearchEngine(db, for: .account(Self.ann))
          let answer = try engine.answer(SearchRequest(query: asked, text: "", limit: 2_000))
          #expect(Set(answer.results.map(\.item.id)) == Set(expected.keys))
          #expect(answer.items == expected.count)
          #expect(answer.messages == Set(expected.values.map(\.message)).count)
          #expect(answer.bytes == expected.values.reduce(0) { $0 + $1.size })
          #expect(answer.filters.count == made.count)
          let counted = try engine.statistics(StatisticsRequest(query: asked, parts: []), in: SearchScope())
          #expect(counted.total.items == expected.count)
          #expect(counted.mailboxes.reduce(0) { $0 + $1.counts.items } == expected.count)
          if let hidden {
            hiding += 1
            #expect(throws: InputError("there is no item \(hidden)", code: "item.unknown")) {
              try engine.require(hidden)
            }
          }
          for item in expected.keys.prefix(5) { #expect(try engine.require(item).id == item) }
          #expect(
            try SearchEngine(db, for: .account("someone@else")).answer(
              SearchRequest(query: .everything, text: "", limit: 0)
            ).messages == samples.count)
        }
        for number in made.indices { try world.removeFilter("f\(round)-\(number)") }
      }
      #expect(hiding > 10)
    }
  }

  @Test("37, otherwise than the model: a denial denies whatever another filter allows")
  func denialDenies() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger", copies: [0, 1]), .text("weather", copies: [0])])
      try world.filter("a", .allow, for: Self.ann, query: .text(TextMatch("merger")))
      try world.filter("b", .deny, for: Self.ann, mailboxes: [0])
      #expect(try world.count(as: Self.ann) == 1)
      try world.filter("c", .allow, for: Self.ann, mailboxes: [0])
      #expect(try world.count(as: Self.ann) == 1)
      try world.removeFilter("b")
      #expect(try world.count(as: Self.ann) == 3)
    }
  }

  @Test("that match nothing show nothing, and of all filters only those in force bear")
  func nothing() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger"), .text("weather")])
      try world.filter("none", .allow, for: Self.ann, query: .nothing)
      #expect(try world.count(as: Self.ann) == 0)
      #expect(try world.count(as: "ANN@corp.example".lowercased()) == 0)
      #expect(try world.count(as: "ben@corp.example") == 2)
      try world.removeFilter("none")
      #expect(try world.count(as: Self.ann) == 2)
      #expect(throws: InputError.self) { try world.removeFilter("none") }
      // The name is free again.
      try world.filter("NONE", .deny, for: Self.ann, query: .text(TextMatch("weather")))
      #expect(try world.count(as: Self.ann) == 1)
    }
  }

  @Test("of a role group bear on each of its members, from the moment they become members")
  func roleGroups() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger"), .text("weather")])
      try world.filter("f", .deny, for: "ediscovery manager", query: .text(TextMatch("weather")))
      #expect(try world.count(as: Self.ann) == 2)
      try world.archive.perform(.roleGranted, by: world.session) {
        try Accounts.grant(Self.ann, .eDiscoveryManager, $0)
      }
      #expect(try world.count(as: Self.ann) == 1)
    }
  }

  @Test("hide what arrives later, and follow a person into another department")
  func later() throws {
    try SearchWorld.with { world in
      func directory(_ department: String) throws {
        try world.archive.perform(.directoryImported, by: world.session) { act in
          let line = "\(SearchWorld.address(0)),Person 0,,\(department)\n"
          _ = try DirectoryImport.run(Array("Email,DisplayName,MobileNumber,Department\n\(line)".utf8), act)
        }
      }
      try directory("Legal")
      try world.archive.perform(.permissionFilterCreated, by: world.session) { act in
        let terms = PermissionFilter.Terms(.deny, for: [.account(Self.ann)], departments: ["legal"])
        let made = try PermissionFilter.create("f", terms, act)
        #expect(made.departments == ["Legal"])
      }
      try world.enter([.text("merger", copies: [0]), .text("merger", copies: [1])])
      #expect(try world.count(as: Self.ann) == 1)
      try directory("Sales")
      #expect(try world.count(as: Self.ann) == 2)
    }
  }

  @Test("that can't be read show nothing at all, and say which")
  func broken() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger")])
      try world.filter("f", .deny, for: Self.ann, query: .text(TextMatch("weather")))
      let said =
        "the permission filter 'f' can't be read, so nothing is shown to those it is for; remove it with "
        + "'holdfast permission-filter remove' and make it anew"
      for damage in ["canonical = 'weather AND ('", "canonical = NULL", "effect = 'perhaps'"] {
        try world.archive.maintain { db in
          try db.execute(
            sql: "PRAGMA ignore_check_constraints = ON; DROP TRIGGER IF EXISTS permission_filter_unchanged")
          try db.execute(sql: "UPDATE permission_filter SET \(damage)")
        }
        #expect(throws: StorageError(said, code: "filter.broken"), "\(damage)") { try world.count(as: Self.ann) }
        try world.archive.maintain {
          try $0.execute(sql: "UPDATE permission_filter SET canonical = 'weather', effect = 'deny'")
        }
      }
      #expect(try world.count(as: Self.ann) == 1)
      // Words cut by another version of the analyser: nobody can tell what the filter hides.
      try world.archive.maintain { try SearchIndex.write("version", "another".databaseValue, $0) }
      #expect(throws: StorageError.self) { try world.count(as: Self.ann) }
      #expect(try world.count(as: "ben@corp.example") == 1)
    }
  }

  @Test("by query show nothing while the index is made anew: what waits might be hidden")
  func rebuilding() throws {
    try SearchWorld.with { world in
      let weather = try #require(try world.enter([.text("merger"), .text("weather")]).last).items[0].item
      try world.filter("f", .deny, for: Self.ann, query: .text(TextMatch("weather")))
      func see(as account: String) throws {
        _ = try world.archive.read { try SearchEngine($0, for: .account(account)).require(weather) }
      }
      #expect(throws: InputError.self) { try see(as: Self.ann) }
      struct Stopped: Error {}
      #expect(throws: Stopped.self) {
        try SearchIndex.rebuild(world.archive, by: world.session, batch: 1) { _ in throw Stopped() }
      }
      let error = #expect(throws: StorageError.self) { try see(as: Self.ann) }
      #expect(error?.code == "index.incomplete")
      #expect(throws: StorageError.self) { try world.count(as: Self.ann) }
      try see(as: "ben@corp.example")
      try SearchIndex.rebuild(world.archive, by: world.session)
      #expect(throws: InputError.self) { try see(as: Self.ann) }
      #expect(try world.count(as: Self.ann) == 1)
    }
  }

  @Test("36: their conditions count toward the hundred that a query may join")
  func conditions() throws {
    try SearchWorld.with { world in
      try world.enter([.text("merger")])
      let words = (0..<60).map { Query.text(TextMatch("word\($0)")) }
      try world.filter("f", .deny, for: Self.ann, query: .any(of: words))
      func ask(_ count: Int) throws -> Int {
        try world.archive.read { db in
          let query = Query.any(of: Array(words.prefix(count)))
          return try SearchEngine(db, for: .account(Self.ann)).answer(SearchRequest(query: query, text: "")).items
        }
      }
      #expect(try ask(40) == 0)
      #expect(
        throws: InputError(
          "the query and the permission filters on it join more than 100 conditions; ask for less at once",
          code: "query.too-many-conditions")
      ) { try ask(41) }
    }
  }

  @Test("are refused where they are for nobody, cover everything, or name what isn't there")
  func refusals() throws {
    try SearchWorld.with { world in
      func refusal(_ name: String, _ terms: PermissionFilter.Terms) -> String? {
        do {
          try world.archive.perform(.permissionFilterCreated, by: world.session) {
            _ = try PermissionFilter.create(name, terms, $0)
          }
        } catch { return "\(error)" }
        return nil
      }
      let ann = PermissionFilter.Subject.account(Self.ann)
      #expect(
        refusal("f", .init(.allow, for: [], mailboxes: [SearchWorld.address(0)]))
          == "a filter for nobody filters nothing; name an account or a role group")
      let everything = "a filter that covers everything is none; name mailboxes, departments or a query"
      #expect(refusal("f", .init(.deny, for: [ann])) == everything)
      #expect(refusal("f", .init(.deny, for: [ann], query: ("", .everything))) == everything)
      #expect(
        refusal("f", .init(.deny, for: [ann], mailboxes: ["x@y"]))
          == "there is no mailbox 'x@y'; see 'holdfast directory list'")
      #expect(
        refusal("f", .init(.deny, for: [ann], departments: ["Lore"]))
          == "nobody in the directory is of the department 'Lore'; see 'holdfast directory list'")
      #expect(
        refusal("f", .init(.deny, for: [ann], query: ("...", .text(TextMatch("...")))))
          == "there is nothing to search for in '...': it has no letter, digit or symbol that is indexed")
      for name in ["", " ", "a\nb", String(repeating: "x", count: 201)] {
        #expect(
          refusal(name, .init(.deny, for: [ann], mailboxes: [SearchWorld.address(0)]))
            == "a permission filter's name has 1 to 200 characters and no control characters")
      }
      #expect(refusal("f", .init(.deny, for: [ann], mailboxes: [SearchWorld.address(0)])) == nil)
      #expect(
        refusal("F", .init(.deny, for: [ann], mailboxes: [SearchWorld.address(0)]))
          == "there is a permission filter 'F' already; choose another name")
      for number in 1..<PermissionFilter.mostForOne {
        #expect(refusal("f\(number)", .init(.deny, for: [ann], mailboxes: [SearchWorld.address(0)])) == nil)
      }
      #expect(
        refusal("last", .init(.deny, for: [ann], mailboxes: [SearchWorld.address(0)]))
          == "'\(Self.ann)' has 100 permission filters, which is the most; remove one, or join several in one query")
    }
  }

  @Test("are guarded by the database: not deleted, not changed, not revived")
  func guarded() throws {
    try SearchWorld.with { world in
      try world.filter("f", .deny, for: Self.ann, mailboxes: [0])
      for sql in [
        "DELETE FROM permission_filter", "UPDATE permission_filter SET effect = 'allow'",
        "UPDATE permission_filter SET removed_entry = 1", "DELETE FROM permission_filter_subject",
        "UPDATE permission_filter_subject SET name = 'x'", "DELETE FROM permission_filter_place",
        "UPDATE permission_filter_place SET value = 'x'",
        "INSERT OR REPLACE INTO permission_filter SELECT * FROM permission_filter",
      ] {
        #expect(throws: DatabaseError.self, "\(sql)") { try world.archive.maintain { try $0.execute(sql: sql) } }
      }
    }
  }
}

extension SearchWorld {
  /// Makes a filter for one account or role group; `mailboxes` by their place.
  func filter(
    _ name: String, _ effect: PermissionFilter.Effect, for subject: String, mailboxes: [Int] = [], query: Query? = nil
  ) throws {
    try archive.perform(.permissionFilterCreated, by: session) { act in
      try PermissionFilter.create(
        name,
        PermissionFilter.Terms(
          effect, for: [try PermissionFilter.Subject(subject)], mailboxes: mailboxes.map(Self.address),
          query: query.map { ("as typed", $0) }), act)
    }
  }

  func removeFilter(_ name: String) throws {
    try archive.perform(.permissionFilterRemoved, by: session) { try PermissionFilter.require(name, $0.db).remove($0) }
  }

  /// How many items an account finds.
  func count(as account: String, _ query: Query = .everything) throws -> Int {
    try archive.read {
      try SearchEngine($0, for: .account(account)).answer(SearchRequest(query: query, text: "", limit: 0)).items
    }
  }
}
