import Archive
import ArchiveTesting
import Foundation
import Testing

/// People who leave, as scripts see their mailboxes.
@Suite("The directory and who left")
struct InactiveMailboxCommandsTests {
  private static let ada = HandmadeFeed.ada.email
  private static let left = "2024-06-01T12:00:00Z"

  @Test("72: a removed mailbox shows what keeps it and from when a sweep may empty it, and the sweep keeps to that")
  func removal() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "one")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let removed = try await test.run(["directory", "remove", Self.ada, "--at", Self.left])
      #expect(removed.json["status"].text == "inactive")
      let told = removed.json["mailboxes"]
      #expect(told.list.count == 1)
      #expect(
        told[0].names == [
          "department", "displayName", "email", "inactiveSince", "keptBy", "mobileNumber", "purgeableFrom", "status",
        ])
      #expect(told[0]["keptBy"].list.isEmpty)
      #expect(told[0]["purgeableFrom"].text == "2024-07-01T12:00:00Z")
      let text = try await test.run(
        ["directory", "list", "--inactive", "--at", Self.left], asJSON: false)
      #expect(text.output.contains("a sweep empties it from 2024-07-01T12:00:00Z on"))
      let early = try await test.run(["retention", "run", "--at", "2024-07-01T11:59:59Z"])
      #expect(early.json["removed"].int == 0)
      let due = try await test.run(["retention", "run", "--at", "2024-07-01T12:00:00Z"])
      #expect(due.json["byPolicy"].list.map { $0["name"].text } == ["inactive mailbox"])
      #expect(try await test.searchCounts().items == 0)
    }
  }

  @Test("a held mailbox of someone who left is searched and kept, and names no hold to whom holds are no concern")
  func held() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "one")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      _ = try await test.run(["hold", "litigation", "place", Self.ada])
      _ = try await test.run(["directory", "remove", Self.ada, "--at", Self.left])
      _ = try await test.run(["role", "grant", "dora@corp.example", "Data Connector Admin"])
      let list = ["directory", "list", "--inactive", "--at", Self.left]
      let told = try await test.run(list).json["mailboxes"][0]
      #expect(
        told["keptBy"].list == [
          .record(["kind": .text("litigationHold"), "name": .text("litigation hold"), "until": .null])
        ])
      #expect(told["purgeableFrom"] == .null)
      let other = try await test.run(["--as", "dora@corp.example"] + list).json["mailboxes"][0]
      #expect(other["keptBy"][0]["kind"].text == "litigationHold")
      #expect(other["keptBy"][0]["name"] == .null)
      #expect(try await test.found("one").first?["held"].flag == true)
      #expect(try await test.run(["retention", "run", "--at", "2040-01-01T00:00:00Z"]).json["removed"].int == 0)
    }
  }

  @Test("whom the directory names again is active again")
  func back() async throws {
    try await HandmadeFeed.with { feed, test in
      _ = try await test.run(["directory", "remove", Self.ada])
      let back = try await test.run(["directory", "import", feed.feed.directory.path], asJSON: false)
      #expect(
        back.output
          == "0 added, 1 updated, 1 unchanged, 0 rejected; 1 of the updated were inactive, and are active again\n")
      let listed = try await test.run(["directory", "list"]).json["mailboxes"].list
      #expect(Set(listed.map { $0["status"].text }) == ["active"])
      #expect(listed.allSatisfy { $0["purgeableFrom"] == .null && $0["keptBy"].list.isEmpty })
    }
  }
}
