import ArchiveTesting
import Testing

/// The index's state, and making it anew.
@Suite("Index")
struct IndexTests {
  @Test("status says whether every message is searchable, and rebuild makes it so")
  func statusAndRebuild() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write("2024-01-01", [HandmadeFeed.line("a", "ประชุมพรุ่งนี้"), HandmadeFeed.line("b", "hello")])
      _ = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      let status = try await test.run(["index", "status"]).json
      #expect(status["state"].text == "complete")
      #expect(status["version"].text == status["madeBy"].text)
      #expect(status["coverage"]["messages"].int == 2)
      #expect(status["coverage"]["pending"].int == 0)
      let rebuilt = try await test.run(["index", "rebuild"])
      #expect(rebuilt.json["messages"].int == 2)
      #expect(rebuilt.errors.isEmpty)
      #expect(try await test.run(["search", "ประชุม"]).json["items"].int == 1)
      for action in ["IndexViewed", "IndexRebuildStarted", "IndexRebuilt"] {
        #expect(try await test.run(["audit", "list", "--action", action]).json["entries"].list.count == 1, "\(action)")
      }
    }
  }
}
