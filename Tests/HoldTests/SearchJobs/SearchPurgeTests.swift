internal import Archive
internal import ArchiveTesting
internal import GRDB
internal import Hold
internal import Search
internal import Testing

@Suite("a purge of what a search found")
struct SearchPurgeTests {
  static let day = "2024-02-01"
  static let sent = "2024-02-01T09:00:00Z"
  static let second = "second@corp.example"

  @Test("destroys what nothing keeps, says of each other item what keeps it, and leaves everything else")
  func hard() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [
          .init(id: "1", sent: Self.sent, to: ["ben"], body: "merger"),
          .init(id: "2", sent: Self.sent, body: "weather"),
        ],
        on: Self.day)
      try world.hold("ben")
      try world.job("j", "merger")
      try world.run("j")
      let held = try world.item("1", of: "ben")
      let (done, erasure) = try world.purge("j", hard: true)
      #expect(done.state == .done)
      #expect(erasure == .done)
      #expect(try world.counts(done) == [.purged: 1, .blocked: 1])
      let results = try world.results(done)
      #expect(results.map(\.outcome).sorted { $0.rawValue < $1.rawValue } == [.blocked, .purged])
      let blocked = try #require(results.first { $0.outcome == .blocked })
      #expect(blocked.item == held)
      #expect(blocked.reasons.map(\.kind) == ["litigationHold"])
      #expect(try world.found("merger") == 1)
      #expect(try world.found("weather") == 1)
      let certified = try world.archive.read { try String.fetchAll($0, sql: "SELECT rule FROM certificate") }
      #expect(certified == ["purged by tester after the search 'j'"])
    }
  }

  @Test("40, as the model: what is held stays searchable; softly deleted, it lies in Recoverable Items")
  func soft() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben"], body: "merger")], on: Self.day)
      try world.hold("ben")
      try world.job("j", "merger")
      try world.run("j")
      #expect(try world.counts(world.purge("j", hard: false).request) == [.deleted: 2])
      #expect(try world.found("merger") == 2)
      #expect(try world.count("item WHERE folder = 1") == 2)
      #expect(try world.counts(world.purge("j", hard: false).request) == [.unchanged: 2])
      #expect(try world.counts(world.purge("j", hard: true).request) == [.blocked: 1, .purged: 1])
    }
  }

  @Test("39, unlike the model: one hit among 50,001 mailboxes is purged, where the model's purge fails")
  func manyMailboxes() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "merger")], on: Self.day)
      try world.archive.maintain { db in
        try db.execute(
          sql: """
            WITH RECURSIVE person (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM person WHERE n < 50001)
            INSERT INTO mailbox (email, display_name, status)
            SELECT 'person.' || n || '@corp.example', 'Person ' || n, 'active' FROM person
            """)
      }
      try world.job("j", "merger")
      try world.run("j")
      #expect(try world.counts(world.purge("j", hard: true).request) == [.purged: 1])
      #expect(try world.found("merger") == 0)
    }
  }

  @Test("touches exactly what the run found: nothing that came later, and nothing that is gone")
  func pinned() async throws {
    try await HoldWorld.with { world in
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, body: "merger"), .init(id: "2", sent: Self.sent, body: "merger too")],
        on: Self.day)
      try world.job("j", "merger")
      try world.run("j")
      try await world.deliver([.init(id: "3", sent: "2024-02-02T09:00:00Z", body: "merger")], on: "2024-02-02")
      try world.purge(world.item("1"))
      let request = try world.requestPurge("j", hard: true)
      #expect(request.itemCount == 1)
      // And one more goes between the request and its doing.
      try world.purge(world.item("2"))
      let done = try SearchPurge.carryOut(request, in: world.archive, by: world.session()).request
      #expect(try world.counts(done) == [.gone: 1])
      #expect(try world.found("merger") == 1)
      #expect(refusal { try world.requestPurge("j", hard: true) } == "run \(done.run) of 'j' has nothing left to purge")
    }
  }

  @Test("38, otherwise than the model: purges all of a mailbox's hits, in batches, each with its entry")
  func batches() async throws {
    try await HoldWorld.with { world in
      let count = 2_500
      try await world.deliver(
        (0..<count).map { .init(id: "\($0)", sent: Self.sent, body: "merger \($0)") }, on: Self.day)
      try world.job("j", "merger")
      try world.run("j")
      var steps: [Int] = []
      let request = try world.requestPurge("j", hard: true)
      let done = try SearchPurge.carryOut(request, in: world.archive, by: world.session()) { steps.append($0) }.request
      #expect(steps == [1_000, 2_000, 2_500])
      #expect(try world.counts(done) == [.purged: count])
      #expect(try world.results(done).count == count)
      #expect(try world.found("") == 0)
      #expect(try world.count("ledger_entry WHERE action = 'SearchResultsPurged'") == 3)
    }
  }

  @Test("41, otherwise than the model: what was found is purged, partly indexed or not")
  func partlyIndexed() async throws {
    try await HoldWorld.with { world in
      let file = Array("a contract".utf8)
      try await world.deliver(
        [.init(id: "1", sent: Self.sent, body: "merger", file: file, fileType: "application/pdf")], on: Self.day)
      try world.job("j", "merger")
      let run = try world.run("j")
      #expect(run.coverage.partiallyIndexed == 1)
      #expect(try world.counts(world.purge("j", hard: true).request) == [.purged: 1])
      #expect(try world.found("") == 0)
    }
  }

  @Test("that was interrupted goes on where it stopped, and reports on all of it")
  func resumed() async throws {
    try await HoldWorld.with { world in
      let count = 1_500
      try await world.deliver(
        (0..<count).map { .init(id: "\($0)", sent: Self.sent, body: "merger \($0)") }, on: Self.day)
      try world.job("j", "merger")
      try world.run("j")
      let request = try world.requestPurge("j", hard: true)
      struct PowerCut: Error {}
      let session = try world.session()
      // The process ends after its first batch.
      #expect(throws: PowerCut.self) {
        try SearchPurge.carryOut(request, in: world.archive, by: session, progress: { _ in throw PowerCut() })
      }
      #expect(try world.found("") == 500)
      #expect(try world.reopened().counts(world.request(request.id)) == [.purged: 1_000])
      #expect(
        refusal { try world.requestPurge("j", hard: false) }
          == "purge \(request.id) (hard, of run \(request.run)) of what 'j' found was interrupted; finish it first with "
          + "the same arguments")
      #expect(
        refusal {
          try world.archive.perform(.searchJobRemoved, by: session) {
            try SearchJob.require("j", for: session.account, $0.db).removeUnlessPurging($0)
          }
        }
          == "purge \(request.id) of what 'j' found is not over; reject or finish it first")
      let again = try world.reopened().requestPurge("j", hard: true)
      #expect(again.id == request.id)
      let done = try SearchPurge.carryOut(again, in: world.archive, by: session).request
      #expect(try world.counts(done) == [.purged: count])
      #expect(try world.found("") == 0)
    }
  }

  @Test("takes a second person where the setting asks for one: not the requester, and not for ever")
  func twoPersons() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "merger")], on: Self.day)
      try world.askForTwo()
      try world.job("j", "merger")
      try world.run("j")
      let request = try world.requestPurge("j", hard: true)
      #expect(request.state == .waiting)
      #expect(try request.expires == moment("2024-06-08T12:00:00Z"))
      // Carrying it out does nothing while it waits.
      let idle = try SearchPurge.carryOut(request, in: world.archive, by: world.session()).request
      #expect(idle == request)
      #expect(try world.found("merger") == 1)
      #expect(
        refusal { try world.approve(request.id) }
          == "tester asked for purge \(request.id), and it takes another person to approve it")
      #expect(
        refusal { try world.approve(request.id, as: Self.second) }?.contains("may not do this (SearchPurgeApproved)")
          == true)
      try world.grant(Self.second, .searchAndPurge)
      // The role alone shows nobody what a job found.
      #expect(
        refusal { try world.approve(request.id, as: Self.second) }?.contains("may not see the search job 'j'") == true)
      try world.grant(Self.second, .eDiscoveryAdministrator)
      #expect(
        refusal { try world.approve(request.id, as: Self.second, at: "2024-06-08T12:00:00Z") }
          == "purge \(request.id) could be approved until 2024-06-08T12:00:00Z; ask for it again")
      #expect(
        refusal { try world.requestPurge("j", hard: true) }
          == "purge \(request.id) of what 'j' found is waiting for its approval; approve or reject it first")
      // What arrives while it waits isn't touched.
      try await world.deliver([.init(id: "2", sent: "2024-02-02T09:00:00Z", body: "merger")], on: "2024-02-02")
      let approved = try world.approve(request.id, as: Self.second, at: "2024-06-08T11:59:59Z")
      #expect(approved.decidedBy == Self.second)
      let session = try world.session(as: Self.second)
      let done = try SearchPurge.carryOut(approved, in: world.archive, by: session).request
      #expect(try world.counts(done) == [.purged: 1])
      #expect(try world.found("merger") == 1)
      #expect(refusal { try world.approve(request.id, as: Self.second) } == "purge \(request.id) is done already")
    }
  }

  @Test("that was rejected, taken back or not approved in time deletes nothing and makes room for another")
  func rejected() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "merger")], on: Self.day)
      try world.askForTwo()
      try world.grant(Self.second, .searchAndPurge)
      try world.grant(Self.second, .eDiscoveryAdministrator)
      try world.job("j", "merger")
      try world.run("j")
      let first = try world.requestPurge("j", hard: true)
      let rejected = try SearchPurge.reject(
        first.id, reason: "no", in: world.archive, by: world.session(as: Self.second))
      #expect((rejected.state, rejected.note, rejected.decidedBy) == (.rejected, "no", Self.second))
      #expect(refusal { try world.approve(first.id, as: Self.second) } == "purge \(first.id) is rejected already")
      let second = try world.requestPurge("j", hard: true)
      _ = try SearchPurge.reject(second.id, reason: "mine", in: world.archive, by: world.session())
      let third = try world.requestPurge("j", hard: true)
      let fourth = try world.requestPurge("j", hard: false, at: "2024-06-09T00:00:00Z")
      #expect(fourth.id != third.id)
      #expect(try world.request(third.id).note == "expired")
      #expect(try world.found("merger") == 1)
      #expect(try world.results(fourth).isEmpty)
      #expect(try world.counts(fourth).isEmpty)
    }
  }

  @Test("touches nothing that the requester can't see, and is approved only by who sees all of it")
  func filtered() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, to: ["ben", "cat"], body: "merger")], on: Self.day)
      try world.grant(Self.second, .searchAndPurge)
      try world.grant(Self.second, .eDiscoveryAdministrator)
      try world.job("j", "merger")
      let run = try world.run("j")
      #expect(run.items == 3)
      try world.filter("no-cat", for: HoldWorld.user, mailbox: "cat")
      try world.filter("no-ben", for: Self.second, mailbox: "ben")
      try world.askForTwo()
      let request = try world.requestPurge("j", hard: true)
      #expect(request.itemCount == 2)
      #expect(
        refusal { try world.approve(request.id, as: Self.second) }
          == "permission filters hide some of the 2 items of purge \(request.id) from \(Self.second); somebody who may see "
          + "all of them must approve it")
      try world.archive.perform(.permissionFilterRemoved, by: world.session()) {
        try PermissionFilter.require("no-ben", $0.db).remove($0)
      }
      let approved = try world.approve(request.id, as: Self.second)
      // A filter made after the approval still hides.
      try world.filter("no-ann", for: Self.second, mailbox: "ann")
      let done = try SearchPurge.carryOut(approved, in: world.archive, by: world.session(as: Self.second)).request
      #expect(try world.counts(done) == [.purged: 1, .blocked: 1])
      #expect(try world.results(done).first { $0.outcome == .blocked }?.reasons.map(\.kind) == ["permissionFilter"])
      #expect(try world.found("merger") == 2)
    }
  }

  @Test("needs a reason, and the role")
  func refusals() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "merger")], on: Self.day)
      try world.job("j", "merger")
      #expect(
        refusal { try world.requestPurge("j", hard: true) }
          == "the search job 'j' has not been run; run it with 'holdfast search-job run'")
      try world.run("j")
      let said = "the ledger keeps the reason: give it in 1 to 1000 characters"
      #expect(refusal { try world.requestPurge("j", hard: true, reason: " ") } == said)
      #expect(
        refusal { try world.requestPurge("j", hard: true, reason: String(repeating: "x", count: 1_001)) } == said)
      #expect(
        refusal { try world.requestPurge("j", hard: true, as: "nobody") }?.contains("may not do this") == true)
      #expect(
        refusal { try world.requestPurge("k", hard: true) }
          == "there is no search job 'k'; see 'holdfast search-job list'")
    }
  }

  @Test("is guarded by the database: nobody slips another item in, or an approval")
  func guarded() async throws {
    try await HoldWorld.with { world in
      try await world.deliver([.init(id: "1", sent: Self.sent, body: "merger")], on: Self.day)
      try world.askForTwo()
      try world.job("j", "merger")
      try world.run("j")
      try world.requestPurge("j", hard: false)
      for sql in [
        "UPDATE purge_request SET items = x'0000'", "UPDATE purge_request SET hard = 1",
        "UPDATE purge_request SET state = 'running'", "DELETE FROM purge_request",
        "INSERT OR REPLACE INTO purge_request SELECT * FROM purge_request",
        "UPDATE search_run SET items = x'0000'",
        "INSERT OR REPLACE INTO search_run SELECT * FROM search_run",
      ] {
        #expect(throws: DatabaseError.self, "\(sql)") { try world.archive.maintain { try $0.execute(sql: sql) } }
      }
    }
  }
}
