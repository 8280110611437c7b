import Archive
import ArchiveTesting
import Foundation
import Testing

/// `kill -9` at any moment of a rebuild of the index.
///
/// Five kills ordinarily; fifty with `HOLDFAST_LONG_TESTS=1`.
@Suite("IndexRebuildCrashTests", .serialized)
struct IndexRebuildCrashTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let kills = isLong ? 50 : 5
  private static let texts = isLong ? 30_000 : 6_000

  @Test("a rebuild that is killed over and over hides nothing silently, and ends with the index that an import makes")
  func killedRebuilds() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        "2024-01-01", (0..<Self.texts).map { HandmadeFeed.line("m\($0)", "parcel \($0) for gate \($0 % 7)") })
      #expect(try await test.runConnector(from: "2024-01-01", to: "2024-01-01").json["items"].int == Self.texts)
      let queries = ["parcel", "gate 3", "parc*", "kind:sms"]
      var expected: [JSONValue] = []
      for query in queries { expected.append(try await test.run(["search", query, "--limit", "0"]).json["items"]) }

      var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
      var (killed, life) = (0, Duration.seconds(1))
      for _ in 0..<Self.kills {
        let rebuild = try Command.start(["index", "rebuild"], archive: test.archive.folder)
        try await Task.sleep(for: life * Double.random(in: 0.05...1, using: &random))
        rebuild.kill()
        if try await rebuild.wait().status == 137 { killed += 1 } else { life = life * 2 / 3 }
        // What a search could not look into, it says.
        let found = try await test.run(["search", "parcel", "--limit", "0"]).json
        let counted = (found["coverage"]["messages"].int ?? 0) + (found["coverage"]["pending"].int ?? 0)
        #expect(counted == Self.texts)
        #expect(found["items"].int == found["coverage"]["messages"].int, "all that is in the index is found")
        #expect(try await test.run(["audit", "verify"]).status == Exit.done)
      }
      #expect(killed > 0, "some were met alive")
      let last = try await test.run(["index", "rebuild"])
      #expect((last.status, last.json["messages"].int) == (Exit.done, Self.texts), "\(last.errors)")
      for (query, items) in zip(queries, expected) {
        let found = try await test.run(["search", query, "--limit", "0"]).json
        #expect(found["items"] == items, "\(query)")
        #expect(found["coverage"]["pending"].int == 0)
      }
      let examined = try await test.run(["doctor", "--skip", "clock", "--skip", "space"])
      let index = examined.json["findings"].list.filter { $0["check"].text == "index" }
      #expect(index.map { $0["severity"].text } == ["ok"], "\(index)")
    }
  }
}
