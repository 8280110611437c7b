import Archive
import ArchiveTesting
import Foundation
import GRDB
import Testing

/// `kill -9` while a purge erases leaves nothing of what was purged for longer than until the next command.
///
/// Six kills ordinarily; forty with `HOLDFAST_LONG_TESTS=1`.
@Suite("ErasureCrashTests", .serialized)
struct ErasureCrashTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let kills = isLong ? 40 : 6
  private static let texts = isLong ? 20_000 : 2_000

  /// A word of 16 letters that no other text has, and of which no other word has more than the first few.
  private static func word(_ number: Int) -> String {
    var random = SplitMix(seed: UInt64(number))
    return String((0..<16).compactMap { _ in "abcdefghijklmnopqrstuvwxyz".randomElement(using: &random) })
  }

  @Test("what purges that were killed over and over destroyed is nowhere on disk in the end, and the rest is all there")
  func killedPurges() async throws {
    try await HandmadeFeed.with { feed, test in
      let lines = (0..<Self.texts).map { HandmadeFeed.line("m\($0)", "parcel \($0) \(Self.word($0)) on its way") }
      try feed.write("2024-01-01", lines)
      let run = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(run.json["items"].int == Self.texts, "\(run.errors)")

      var random = SplitMix(seed: UInt64.random(in: 0 ... .max))
      var (killed, life) = (0, Duration.milliseconds(300))
      let victims = (0..<Self.kills).map { $0 * (Self.texts / Self.kills) }
      for victim in victims {
        let item = try Self.item(victim, test)
        let purge = try Command.start(["item", "purge", "\(item)"], archive: test.archive.folder)
        try await Task.sleep(for: life * Double.random(in: 0.1...1, using: &random))
        purge.kill()
        let status = try await purge.wait().status
        if status == 137 { killed += 1 } else { life = life * 2 / 3 }
        let verified = try await test.run(["audit", "verify"])
        #expect(verified.status == Exit.done, "\(verified.errors)")
        // Gone or there: a search says the same as the table.
        let isThere = try Self.find(victim, test) != nil
        // Not the whole word: what is searched for stays on the ledger.
        let found = try await test.run(["search", "\(Self.word(victim).prefix(8))*", "--limit", "0"])
        #expect(found.json["items"].int == (isThere ? 1 : 0))
      }
      #expect(killed > 0, "some were met alive")
      for victim in victims {
        guard let item = try Self.find(victim, test) else { continue }
        let purged = try await test.run(["item", "purge", "\(item)"])
        #expect(purged.status == Exit.done, "\(purged.errors)")
      }
      let ran = try await test.run(["erasure", "run"])
      #expect((ran.status, ran.json["erasure"].text) == (Exit.done, "done"), "\(ran.errors)")
      for victim in victims { #expect(try !Self.isOnDisk(Self.word(victim), test), "\(victim)") }
      #expect(try Self.isOnDisk(Self.word(1), test))
      let rest = try await test.run(["search", "parcel", "--limit", "0"])
      #expect(rest.json["items"].int == Self.texts - Self.kills)
      let verified = try await test.run(["audit", "verify", "--deep"])
      #expect(verified.status == Exit.done, "\(verified.errors)")
    }
  }

  private static func find(_ number: Int, _ test: TestArchive) throws -> Int64? {
    try test.archive.read { db in
      try Int64.fetchOne(
        db, sql: "SELECT i.id FROM item i JOIN message m ON m.id = i.message WHERE m.partner_id = ?",
        arguments: ["m\(number)"])
    }
  }

  private static func item(_ number: Int, _ test: TestArchive) throws -> Int64 {
    try #require(try find(number, test))
  }

  /// Whether any file of the archive has the word; the index writes it without what the word before it has as well.
  private static func isOnDisk(_ word: String, _ test: TestArchive) throws -> Bool {
    let rest = Data(word.dropFirst(6).utf8)
    return try FileManager.default.subpathsOfDirectory(atPath: test.archive.folder.path).contains { name in
      let file = test.archive.folder.appendingPathComponent(name)
      return try !file.hasDirectoryPath && Data(contentsOf: file).range(of: rest) != nil
    }
  }
}
