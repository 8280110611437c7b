import ArchiveTesting
import Foundation
import Testing

/// E-mails in files and mbox files, imported by hand.
@Suite("e-mails imported by hand") struct MailImportTests {
  private static func with(_ body: (URL, TestArchive) async throws -> Void) async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      try await body(folder, TestArchive.make(in: folder, feed: feed.feed, usesMapping: false))
    }
  }

  @Test("keep their bytes, are found by their text and their files, and come in once")
  func eml() async throws {
    try await Self.with { folder, test in
      let bytes = PartnerZIPs.message("unused", "the heron", attachment: Array(repeating: 9, count: 10_000))
      let file = folder.appendingPathComponent("a.eml")
      try Data(bytes).write(to: file)
      let run = try await test.run(["connector", "import", "o2", file.path])
      #expect(run.status == Exit.done, "\(run.errors)")
      #expect(run.total == Counts.exactly(["offered": 1, "available": 2, "imported": 2]))
      let found = try await test.found("heron kind:email")
      #expect(found.count == 2)
      let item = try #require(found.first?["item"].int)
      #expect(try await test.run(["item", "show", "\(item)", "--raw"], asJSON: false).stdout == bytes)
      #expect(try await test.found("data.bin").count == 2)
      let again = try await test.run(["connector", "import", "o2", file.path])
      #expect(again.total == Counts.exactly(["offered": 1, "available": 2, "duplicate": 2]))
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }

  @Test(
    "of the corpora are all accounted for, and what is archived has its exact bytes",
    .enabled(if: SharedData.isHere, "\(SharedData.absent)"))
  func corpora() async throws {
    try await Self.with { folder, test in
      let mail = folder.appendingPathComponent("mail")
      try FileManager.default.createDirectory(at: mail, withIntermediateDirectories: true)
      var count = 0
      for name in ["email-stalwart-mail-parser/eml", "email-ruby-mail/emails"] {
        for path in try SharedData.files(under: name) where path.hasSuffix(".eml") {
          count += 1
          // Addressed to somebody here, so that what can be read is filed.
          let bytes = Array("To: Ben <ben.bold@corp.example>\n".utf8) + (try SharedData.bytes(path))
          try Data(bytes).write(to: mail.appendingPathComponent("\(count).eml"))
        }
      }
      let run = try await test.run(["connector", "import", "o2", mail.path, "--format", "eml"])
      #expect(run.total["offered"] == count)
      let counts = run.total
      #expect(
        counts["available"]
          == ["imported", "partial", "duplicate", "quarantined", "failed"].reduce(0) { $0 + (counts[$1] ?? 0) })
      #expect(counts["imported"] ?? 0 > 100, "\(counts)")
      for item in try await test.run(["search", "", "--limit", "20"]).json["results"].list {
        let id = try #require(item["item"].int)
        let raw = try await test.run(["item", "show", "\(id)", "--raw"], asJSON: false)
        #expect(raw.status == Exit.done)
      }
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }

  @Test("of a large mbox file take no memory that grows with it")
  func memory() async throws {
    try await Self.with { folder, test in
      let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] != nil
      let file = folder.appendingPathComponent("large.mbox")
      #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
      let handle = try FileHandle(forWritingTo: file)
      let messages = isLong ? 1_500 : 10
      for number in 0..<messages {
        var attachment = [UInt8](repeating: UInt8(number % 251), count: 1 << 20)
        attachment.append(contentsOf: "\(number)".utf8)
        try handle.write(contentsOf: Data("From a@b.example Tue Jan  2 08:15:03 2024\n".utf8))
        try handle.write(
          contentsOf: Data(PartnerZIPs.message("n\(number)", "number \(number)", attachment: attachment)))
        try handle.write(contentsOf: Data("\n".utf8))
      }
      try handle.close()
      let run = try await test.run(["connector", "import", "o2", file.path])
      #expect(run.status == Exit.done, "\(run.errors)")
      #expect(run.total["imported"] == messages * 2)
      #expect(run.peakMemory < 200 << 20, "\(run.peakMemory >> 20) MB")
      print("\(messages) messages of 1.4 MB: \(run.peakMemory >> 20) MB of memory")
    }
  }
}
