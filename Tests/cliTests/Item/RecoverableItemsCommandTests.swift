import Archive
import ArchiveTesting
import Foundation
import Testing

@Suite("deleting, restoring and purging by command")
struct RecoverableItemsCommandTests {
  private static let home = "O2 SMS and Voice Network Archiver"

  /// An archive with two texts, items 1 and 2.
  private func with(_ body: (TestArchive) async throws -> Void) async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "marmalade"), HandmadeFeed.line("b", "bread")])
      #expect(try await test.runConnector(from: "2024-01-01", to: "2024-01-01").status == Exit.done)
      try await body(test)
    }
  }

  private func text(_ test: TestArchive, _ arguments: String...) async throws -> String {
    try await test.run(arguments, asJSON: false).output
  }

  @Test("an item is deleted, found, and brought back")
  func restores() async throws {
    try await with { test in
      #expect(try await text(test, "item", "delete", "1") == "item 1 is in Recoverable Items\n")
      let found = try await test.run(["search", "marmalade"])
      #expect(found.json["results"].list.first?["folder"].text == "Recoverable Items/Deletions")
      #expect(
        try await text(test, "item", "restore", "1", "2") == "item 1 is back in \(Self.home)\nitem 2 was not deleted\n")
      _ = try await text(test, "item", "delete", "2")
      let restored = try await test.run(["item", "restore", "1", "2"]).json["results"].list
      #expect(restored.map { $0["outcome"].text } == ["unchanged", "restored"])
      #expect(restored.map { $0["folder"] } == [.null, .text(Self.home)])
      let unknown = try await test.run(["item", "restore", "99"])
      #expect(unknown.status == Exit.badInput)
      #expect(unknown.error["message"].text == "there is no item 99")
      let listed = try await test.run(["audit", "list", "--action", "ItemsRestored"]).json["entries"].list
      #expect(listed.count == 2)
    }
  }

  @Test("what is held is blocked, exits with 3 and lies in Recoverable Items; the rest is purged and erased")
  func blocked() async throws {
    try await with { test in
      _ = try await test.run(["hold", "litigation", "place", HandmadeFeed.ada.email])
      let purged = try await test.run(["item", "purge", "1"])
      #expect(purged.status == Exit.blocked)
      let result = purged.json["results"].list.first
      #expect(result?["outcome"].text == "blocked")
      #expect(result?["folder"].text == "Recoverable Items/Purges")
      #expect(
        try await text(test, "item", "purge", "1")
          == "item 1 is kept by litigationHold 'litigation hold'\n")
      _ = try await test.run(["setting", "set", "delay-hold-days", "0"])
      _ = try await test.run(["hold", "litigation", "release", HandmadeFeed.ada.email])
      #expect(try await text(test, "item", "purge", "1", "2") == "item 1 is purged\nitem 2 is purged\n")
      let status = try await test.run(["erasure", "status"])
      #expect(status.json["erasure"].text == "done")
      #expect(try await text(test, "erasure", "status") == "done: of what was purged nothing is left on disk\n")
      #expect(try await text(test, "erasure", "run") == "done: of what was purged nothing is left on disk\n")
    }
  }

  @Test("with single-item recovery on, an item is kept for its days")
  func singleItemRecovery() async throws {
    try await with { test in
      _ = try await test.run(["setting", "set", "recoverable-days", "10"])
      _ = try await test.run(["setting", "set", "single-item-recovery", "on"])
      #expect(
        try await text(test, "--at", "2024-06-01T12:00:00Z", "item", "purge", "1")
          == "item 1 is kept by recoverableItems 'single-item recovery' until 2024-06-11T12:00:00Z\n")
      for (name, value, said) in [
        ("recoverable-days", "31", "recoverable-days is a number of days, 1 to 30, or off"),
        ("recoverable-days", "0", "recoverable-days is a number of days, 1 to 30, or off"),
        ("single-item-recovery", "maybe", "single-item-recovery is on or off"),
      ] {
        let refused = try await test.run(["setting", "set", name, value])
        #expect(refused.status == Exit.badInput)
        #expect(refused.error["message"].text == said)
      }
    }
  }

  @Test("takes a role")
  func roles() async throws {
    try await with { test in
      for arguments in [["item", "restore", "1"], ["erasure", "run"], ["erasure", "status"]] {
        let refused = try await test.run(arguments + ["--as", "nobody@corp.example"])
        #expect(refused.status == Exit.noRole, "\(arguments)")
      }
    }
  }
}
