internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("sandbox generate") struct SandboxGenerateTests {
  @Test("it writes a feed, and says what an import of it must report")
  func generate() async throws {
    try await TestFolders.withTemporary { folder in
      let result = try await Command.run(
        [
          "sandbox", "generate", "feed", "--days", "2", "--users", "5", "--items-per-day", "30", "--start",
          "2024-02-28",
        ],
        directory: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.json["folder"].text == "feed")
      #expect(result.json["days"].int == 2)
      #expect(result.json["users"].int == 5)
      let written = try JSONValue(Data(contentsOf: folder.appendingPathComponent("feed/expected.json")))
      #expect(result.json["expected"] == written["total"])
      #expect(result.json["expected"]["offered"].int == 60)
      #expect(written["days"].list.map { $0["date"].text } == ["2024-02-28", "2024-02-29"])
    }
  }

  @Test("a clean feed has nothing awkward in it")
  func clean() async throws {
    try await TestFolders.withTemporary { folder in
      let result = try await Command.run(["sandbox", "generate", "feed", "--clean"], directory: folder)
      #expect(result.json["expected"]["quarantined"].int == 0)
      #expect(result.json["expected"]["duplicate"].int == 0)
      #expect(result.json["expected"]["imported"] == result.json["expected"]["available"])
    }
  }

  @Test("another seed gives another feed, the same seed the same bytes")
  func seed() async throws {
    try await TestFolders.withTemporary { folder in
      for (name, seed) in [("a", "7"), ("b", "7"), ("c", "8")] {
        let made = try await Command.run(
          ["sandbox", "generate", name, "--seed", seed, "--days", "1"], directory: folder)
        #expect(made.status == 0, "\(made.errors)")
      }
      let items = try ["a", "b", "c"].map {
        try Data(contentsOf: folder.appendingPathComponent("\($0)/2024-01-01/items-0001.jsonl"))
      }
      #expect(items[0] == items[1])
      #expect(items[0] != items[2])
    }
  }

  @Test("a folder with something in it, and settings out of range, are refused with a reason")
  func refusals() async throws {
    try await TestFolders.withTemporary { folder in
      try Data().write(to: folder.appendingPathComponent("mine"))
      let full = try await Command.run(["sandbox", "generate", folder.path])
      #expect(full.status == 65)
      #expect(
        full.error["message"].text == "\(folder.path) isn't empty: give a folder that isn't there yet")
      let none = try await Command.run(["sandbox", "generate", "feed", "--users", "1"], directory: folder)
      #expect(none.status == 65)
      #expect(none.error["code"].text == "sandbox.feed")
      #expect(none.error["message"].text == "users must be from 2 to 500, not 1")
      #expect(
        try await Command.run(["sandbox", "generate", "feed", "--start", "soon"], directory: folder).status == 64)
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("feed").path))
    }
  }
}
