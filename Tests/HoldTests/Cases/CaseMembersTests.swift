internal import Archive
internal import Hold
internal import Testing

@Suite("who may work in a case")
struct CaseMembersTests {
  @Test("an eDiscovery Manager sees the cases it belongs to, an Administrator all")
  func managersAndAdministrators() async throws {
    try await HoldWorld.with { world in
      try world.archive.perform(.roleGranted, by: world.session()) { act in
        try Accounts.grant("mia@corp.example", .eDiscoveryManager, act)
        try Accounts.grant("max@corp.example", .eDiscoveryManager, act)
        try Accounts.grant("ada@corp.example", .eDiscoveryAdministrator, act)
      }
      try world.legalCase("Mia's", as: "mia@corp.example")
      try world.legalCase("Max's", as: "max@corp.example")
      func visible(_ account: String) throws -> [String] {
        try world.archive.read { try LegalCase.visible(to: account, $0).map(\.name) }
      }
      #expect(try visible("mia@corp.example") == ["Mia's"])
      #expect(try visible("max@corp.example") == ["Max's"])
      #expect(try visible("ada@corp.example") == ["Max's", "Mia's"])
      #expect(try visible("nobody@corp.example") == [])
      #expect(throws: AccessError.notInCase(account: "max@corp.example", name: "Mia's")) {
        try world.archive.read { try LegalCase.require("mia's", for: "max@corp.example", $0) }
      }
      #expect(
        refusal { try world.archive.read { try LegalCase.require("Mia's", for: "max@corp.example", $0) } }
          == "max@corp.example is not a member of the case 'Mia's'; an eDiscovery Administrator can add it")
      try world.onCase("Mia's") { try CaseMembers.add("MAX@corp.example", to: $0.id, $1) }
      #expect(try visible("max@corp.example") == ["Max's", "Mia's"])
      #expect(
        try world.archive.read { db in
          try CaseMembers.all(of: LegalCase.require("Mia's", for: "ada@corp.example", db).id, db)
        }.map { "\($0.account) \($0.role)" } == ["max@corp.example manager", "mia@corp.example manager"])
    }
  }

  @Test("a reviewer looks and changes nothing, a manager does both, and the last manager stays one")
  func roles() async throws {
    try await HoldWorld.with { world in
      try world.archive.perform(.roleGranted, by: world.session()) { act in
        try Accounts.grant("mia@corp.example", .eDiscoveryManager, act)
        try Accounts.grant("rex@corp.example", .eDiscoveryManager, act)
      }
      try world.legalCase("Mia's", as: "mia@corp.example")
      try world.onCase("Mia's") { try CaseMembers.add("rex@corp.example", to: $0.id, as: .reviewer, $1) }
      func require(_ account: String, as role: CaseMembers.Role) -> String? {
        refusal { try world.archive.read { try LegalCase.require("Mia's", for: account, as: role, $0) } }
      }
      #expect(require("rex@corp.example", as: .reviewer) == nil)
      #expect(
        require("rex@corp.example", as: .manager)
          == "rex@corp.example is a reviewer of the case 'Mia's' and changes nothing in it; a manager of the case can "
          + "make it one with 'holdfast case member change --role manager'")
      #expect(
        refusal { try world.onCase("Mia's") { try CaseMembers.add("rex@corp.example", to: $0.id, $1) } }
          == "'rex@corp.example' is a member of the case already")
      #expect(
        refusal { try world.onCase("Mia's") { try CaseMembers.remove("mia@corp.example", from: $0.id, $1) } }
          == "'mia@corp.example' is the case's last manager; make someone else one first")
      #expect(
        refusal {
          try world.onCase("Mia's") { try CaseMembers.change("mia@corp.example", in: $0.id, to: .reviewer, $1) }
        }
          == "'mia@corp.example' is the case's last manager; make someone else one first")
      #expect(
        refusal { try world.onCase("Mia's") { try CaseMembers.remove("zoe@corp.example", from: $0.id, $1) } }
          == "'zoe@corp.example' is not a member of the case; see 'holdfast case member list'")
      try world.onCase("Mia's") { try CaseMembers.change("Rex@corp.example", in: $0.id, to: .manager, $1) }
      #expect(require("rex@corp.example", as: .manager) == nil)
      try world.onCase("Mia's") { try CaseMembers.remove("mia@corp.example", from: $0.id, $1) }
      #expect(
        require("mia@corp.example", as: .reviewer)
          == "mia@corp.example is not a member of the case 'Mia's'; an eDiscovery Administrator can add it")
    }
  }

  @Test("whoever tries what the case does not let him do is refused, changes nothing and is on the ledger")
  func attempts() async throws {
    try await HoldWorld.with { world in
      try world.archive.perform(.roleGranted, by: world.session()) { act in
        try Accounts.grant("max@corp.example", .eDiscoveryManager, act)
      }
      try world.legalCase("Matter")
      let max = try world.session(as: "max@corp.example")
      #expect(throws: AccessError.notInCase(account: "max@corp.example", name: "Matter")) {
        try world.archive.perform(.caseUpdated, on: "Matter", by: max) { act in
          try LegalCase.require("Matter", for: max.account, as: .manager, act.db).close(act)
        }
      }
      try world.onCase("Matter") { try CaseMembers.add("max@corp.example", to: $0.id, as: .reviewer, $1) }
      #expect(throws: AccessError.reviewsOnly(account: "max@corp.example", name: "Matter")) {
        try world.archive.perform(.caseRemoved, on: "Matter", by: max) { act in
          try LegalCase.require("Matter", for: max.account, as: .manager, act.db).delete(act)
        }
      }
      let denied = try world.archive.read { try LedgerReader.entries(action: "AccessDenied", $0) }.entries
      #expect(denied.map(\.actor) == ["max@corp.example", "max@corp.example"])
      #expect(Set(denied.map { $0.details["attempted"] }) == ["CaseUpdated", "CaseRemoved"])
      #expect(denied.allSatisfy { $0.object == "Matter" })
      #expect(try world.archive.read { try LegalCase.visible(to: HoldWorld.user, $0).map(\.status) } == [.active])
    }
  }

  @Test("nobody without the role group places a hold, and the attempt is on the ledger")
  func withoutRole() async throws {
    try await HoldWorld.with { world in
      let session = try world.session(as: "eve@corp.example")
      #expect(throws: AccessError.self) {
        try world.archive.perform(.litigationHoldPlaced, by: session) { act in
          _ = try HoldPlacement.placeLitigationHold(
            on: HoldWorld.email("ann"), HoldTerms(kind: .litigation, name: "litigation hold"), act)
        }
      }
      #expect(try world.count("hold") == 0)
      let entry = try world.archive.read { try LedgerReader.entries(action: "AccessDenied", $0) }.entries.last
      #expect(entry?.actor == "eve@corp.example")
      #expect(entry?.details["attempted"] == "LitigationHoldPlaced")
    }
  }
}
