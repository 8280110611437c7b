internal import Archive
internal import ArchiveTesting
internal import Hold
internal import Search
internal import Testing

@Suite("who may see a search job, and where it searches")
struct SearchJobAccessTests {
  static let manager = "manager@corp.example"
  static let other = "other@corp.example"

  @Test("a manager sees the jobs of the cases it belongs to and its own; an administrator sees all")
  func visible() async throws {
    try await HoldWorld.with { world in
      for account in [Self.manager, Self.other] { try world.grant(account, .eDiscoveryManager) }
      try world.legalCase("Heron", as: Self.manager)
      try world.job("of the case", "merger", in: "Heron", as: Self.manager)
      try world.job("own", "merger", as: Self.manager)
      try world.job("other's", "merger", as: Self.other)
      func names(_ account: String) throws -> [String] {
        try world.archive.read { try SearchJob.visible(to: account, $0).map(\.name) }
      }
      #expect(try names(Self.manager) == ["of the case", "own"])
      #expect(try names(Self.other) == ["other's"])
      #expect(try names(HoldWorld.user) == ["of the case", "other's", "own"])
      #expect(try names("nobody").isEmpty)
      #expect(
        refusal { try world.run("of the case", as: Self.other) }
          == "other@corp.example is not a member of the case 'Heron'; an eDiscovery Administrator can add it")
      #expect(
        refusal { try world.run("own", as: Self.other) }
          == "other@corp.example may not see the search job 'own': it belongs to no case, so that only who made it and "
          + "eDiscovery Administrators see it")
      #expect(try world.run("of the case").items == 0)
      try world.onCase("Heron") { try CaseMembers.add(Self.other, to: $0.id, $1) }
      #expect(try names(Self.other) == ["of the case", "other's"])
      #expect(
        refusal { try world.job("x", "merger", in: "Owl", as: Self.other) }
          == "there is no case 'Owl'; see 'holdfast case list'")
    }
  }

  @Test("it searches the mailboxes it names and its case's active custodians at each run, less the excluded")
  func places() async throws {
    try await HoldWorld.with { world in
      let sent = "2024-02-01T09:00:00Z"
      try await world.deliver([.init(id: "1", sent: sent, to: ["ben", "cat"], body: "merger")], on: "2024-02-01")
      try world.legalCase("Heron")
      func custodian(_ person: String) throws {
        try world.onCase("Heron") { try Custodian.add([HoldWorld.email(person)], to: $0, hold: false, $1) }
      }
      #expect(
        refusal { try world.job("j", "merger", custodians: true) } == "custodians are a case's; name it with --case")
      try world.job("j", "merger", in: "Heron", custodians: true)
      try world.job("named", "merger", in: "Heron", mailboxes: ["cat"], custodians: true)
      try world.job("all but", "merger", excluded: ["ann", "cat"])
      #expect(
        refusal { try world.run("j") }
          == "the case 'Heron' has no active custodian to search; add one with 'holdfast case custodian add'")
      try custodian("ann")
      #expect(try world.run("j").items == 1)
      try custodian("ben")
      #expect(try world.run("j").items == 2)
      #expect(try world.run("named").items == 3)
      try world.onCase("Heron") { try Custodian.release(HoldWorld.email("ann"), from: $0, $1) }
      #expect(try world.run("j").items == 1)
      #expect(try world.run("all but").items == 1)
      try world.onCase("Heron") { try $0.close($1) }
      #expect(
        refusal { try world.run("j") } == "the case 'Heron' is closed; reopen it with 'holdfast case reopen' first")
    }
  }

  @Test("a run holds what its runner could see, and each reader sees of it what it may")
  func filters() async throws {
    try await HoldWorld.with { world in
      let sent = "2024-02-01T09:00:00Z"
      try await world.deliver([.init(id: "1", sent: sent, to: ["ben", "cat"], body: "merger")], on: "2024-02-01")
      try world.grant(Self.other, .eDiscoveryAdministrator)
      try world.filter("no-cat", for: HoldWorld.user, mailbox: "cat")
      try world.filter("no-ben", for: Self.other, mailbox: "ben")
      let job = try world.job("j", "merger")
      let run = try world.run("j")
      #expect(run.items == 2)
      #expect(run.filters == ["no-cat"])
      func seen(_ account: String) throws -> SearchAnswer {
        try world.archive.read { db in
          try SearchEngine(db, for: .account(account)).answer(
            SearchRequest(query: .everything, text: ""), of: run.pinned(db))
        }
      }
      #expect(try seen(HoldWorld.user).items == 2)
      let others = try seen(Self.other)
      #expect(others.results.map(\.mailbox.email) == [HoldWorld.email("ann")])
      // What is gone can't be shown to be what this reader might have seen.
      #expect(others.gone == nil)
      #expect(try world.archive.read { try SearchJob.find(job.id, $0) } == job)
    }
  }
}
