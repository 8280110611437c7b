import Archive
import ArchiveTesting
import Testing

/// Cases, their members and their people, as scripts see them.
@Suite("The case commands")
struct CaseCommandsTests {
  private static let ada = HandmadeFeed.ada.email
  private static let ben = HandmadeFeed.ben.email

  /// The fields that are the same in every run.
  private static func people(_ list: JSONValue) -> [String] {
    list.list.map {
      "\($0["email"].text ?? "") \($0["status"].text ?? "") "
        + $0["holds"].list.compactMap(\.text).joined(separator: ", ")
    }
  }

  @Test("a case's life: people come and go, its holds go off with it and are deleted before it is")
  func life() async throws {
    try await HandmadeFeed.with { _, test in
      let made = try await test.run(["case", "create", "Heron"])
      #expect(made.json["name"].text == "Heron")
      #expect(made.json["status"].text == "active")
      let added = try await test.run(["case", "custodian", "add", "Heron", Self.ada, Self.ben, "--hold"])
      #expect(
        Self.people(added.json["custodians"]) == [
          "\(Self.ada) active Custodian hold", "\(Self.ben) active Custodian hold",
        ])
      #expect(
        added.json["custodians"][0].names == [
          "added", "changed", "email", "held", "heldUntil", "holds", "mailboxStatus", "status",
        ])
      let released = try await test.run(["case", "custodian", "release", "Heron", Self.ada])
      #expect(
        Self.people(released.json["custodians"]) == ["\(Self.ada) released ", "\(Self.ben) active Custodian hold"])
      #expect(released.json["custodians"][0]["heldUntil"].text != nil)
      let back = try await test.run(["case", "custodian", "reactivate", "Heron", Self.ada])
      #expect(Self.people(back.json["custodians"]) == ["\(Self.ada) active ", "\(Self.ben) active Custodian hold"])
      #expect(try await test.run(["case", "close", "Heron"]).json["status"].text == "closed")
      let refused = try await test.run(["case", "delete", "Heron"])
      #expect(refused.status == Exit.badInput)
      #expect(refused.error["code"].text == "case.has-holds")
      let shown = try await test.run(["case", "show", "Heron"]).json
      #expect(
        shown.names == [
          "changed", "created", "custodians", "holds", "members", "name", "schema", "sources", "status",
        ])
      #expect(shown["holds"][0]["state"].text == "off")
      let deleted = try await test.run(["hold", "delete", "Heron", "Custodian hold"])
      #expect(deleted.json["state"].text == "deleted")
      #expect(try await test.run(["case", "delete", "Heron"]).json["status"].text == "deleted")
      #expect(try await test.run(["case", "list"]).json["cases"].list.isEmpty)
      let acts = try await test.run(["audit", "list", "--action", "HoldRemoved"]).json["entries"].list
      #expect(acts.map { $0["details"]["hold"].text } == ["Custodian hold"])
    }
  }

  @Test("reopening turns no hold on; applying one puts it back")
  func reopening() async throws {
    try await HandmadeFeed.with { _, test in
      _ = try await test.run(["case", "create", "Heron"])
      _ = try await test.run(["hold", "place", "Heron", "all", "--mailbox", Self.ada])
      _ = try await test.run(["case", "close", "Heron"])
      #expect(try await test.run(["case", "reopen", "Heron"]).json["status"].text == "active")
      #expect(try await test.run(["hold", "list"]).json["holds"][0]["state"].text == "off")
      let applied = try await test.run(["hold", "apply", "Heron", "all"])
      #expect(applied.json["state"].text == "on")
      #expect(applied.json["mailboxes"].list == [.text(Self.ada)])
    }
  }

  @Test("non-custodial mailboxes have a list of their own")
  func sources() async throws {
    try await HandmadeFeed.with { _, test in
      _ = try await test.run(["case", "create", "Heron"])
      let added = try await test.run(["case", "source", "add", "Heron", Self.ada, Self.ben, "--hold"])
      #expect(
        Self.people(added.json["sources"]) == [
          "\(Self.ada) active Non-custodial hold", "\(Self.ben) active Non-custodial hold",
        ])
      _ = try await test.run(["case", "source", "release", "Heron", Self.ada])
      let back = try await test.run(["case", "source", "reactivate", "Heron", Self.ada])
      #expect(Self.people(back.json["sources"]) == ["\(Self.ada) active ", "\(Self.ben) active Non-custodial hold"])
      #expect(
        Self.people(try await test.run(["case", "source", "list", "Heron"]).json["sources"])
          == Self.people(back.json["sources"]))
    }
  }

  @Test("a reviewer of a case looks, and is refused with 77 when it changes something")
  func members() async throws {
    try await HandmadeFeed.with { _, test in
      _ = try await test.run(["case", "create", "Heron"])
      _ = try await test.run(["role", "grant", "rex@corp.example", "eDiscovery Manager"])
      let outside = try await test.run(["--as", "rex@corp.example", "case", "show", "Heron"])
      #expect(outside.status == Exit.noRole)
      let added = try await test.run(["case", "member", "add", "Heron", "Rex@corp.example", "--role", "reviewer"])
      #expect(
        added.json["members"].list.contains(
          .record(["account": .text("rex@corp.example"), "role": .text("reviewer")])))
      #expect(try await test.run(["--as", "rex@corp.example", "case", "show", "Heron"]).status == Exit.done)
      let refused = try await test.run(["--as", "rex@corp.example", "case", "close", "Heron"])
      #expect(refused.status == Exit.noRole)
      #expect(refused.error["code"].text == "access.denied")
      let denied = try await test.run(["audit", "list", "--action", "AccessDenied"]).json["entries"].list
      #expect(denied.map { $0["details"]["attempted"].text } == ["CaseViewed", "CaseUpdated"])
      let changed = try await test.run(["case", "member", "change", "Heron", "rex@corp.example", "--role", "manager"])
      #expect(changed.status == Exit.done)
      #expect(try await test.run(["--as", "rex@corp.example", "case", "close", "Heron"]).status == Exit.done)
      let left = try await test.run(["case", "member", "remove", "Heron", "rex@corp.example"])
      #expect(left.json["members"].list.count == 1)
      #expect(try await test.run(["case", "member", "list", "Heron"]).json == left.json)
    }
  }
}
