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
        } == ["max@corp.example", "mia@corp.example"])
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
