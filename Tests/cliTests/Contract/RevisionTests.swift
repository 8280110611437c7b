import Archive
import ArchiveTesting
import Foundation
import Testing

/// What is the same item, what is another, and that nothing delivered is ever replaced.
@Suite("Revisions, redeliveries and copies")
struct RevisionTests {
  private static let day = "2024-01-01"

  @Test("the same id with other content is kept beside the first, and logged")
  func revision() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line("a", "first wording"), HandmadeFeed.line("a", "second wording")])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.done)
      #expect(run.total == Counts.exactly(["offered": 2, "available": 2, "imported": 2]))
      #expect(try test.copies() == ["a · 1 · ada.ames@corp.example", "a · 2 · ada.ames@corp.example"])
      let log = try await test.run(["connector", "log", "o2"]).json["entries"]
      #expect(log.list.count == 1)
      #expect(log[0]["outcome"].text == "revision")
      #expect(log[0]["partnerID"].text == "a")
      #expect(
        log[0]["reason"].text
          == "the partner delivered this id before with other content: both are kept, this as revision 2")
      #expect(try await test.found("first").count == 1)
      #expect(try await test.found("second").count == 1)
      // Delivered again in either wording, it is a duplicate.
      try feed.write("2024-01-02", [HandmadeFeed.line("a", "second wording"), HandmadeFeed.line("a", "first wording")])
      let again = try await test.runConnector(to: "2024-01-02")
      #expect(again.total == Counts.exactly(["offered": 2, "available": 2, "duplicate": 2]))
    }
  }

  @Test("46: an item delivered again is a duplicate for each of its two people; one mapped since then gets a copy")
  func redelivery() async throws {
    try await HandmadeFeed.with { feed, test in
      let caro = HandmadeFeed.Person(name: "Caro Cole", email: "caro.cole@corp.example", number: "+447700900003")
      let line = HandmadeFeed.line("a", "to two", to: [HandmadeFeed.ben, caro])
      try feed.write(Self.day, [line])
      try feed.write("2024-01-02", [line])
      try feed.write("2024-01-03", [line])
      let first = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(first.total == Counts.exactly(["offered": 1, "available": 2, "imported": 2]))
      let again = try await test.runConnector(to: "2024-01-02")
      #expect(again.status == Exit.done)
      #expect(again.total == Counts.exactly(["offered": 1, "available": 2, "duplicate": 2]))
      let log = try await test.run(["connector", "log", "o2", "--day", "2024-01-02"]).json["entries"]
      #expect(log.list.map { $0["reason"].text } == ["it is archived already"])

      let people = test.archive.folder.deletingLastPathComponent().appendingPathComponent("more.csv")
      try Data("Email,DisplayName,MobileNumber,Department\r\ncaro.cole@corp.example,Caro Cole,,\r\n".utf8).write(
        to: people)
      _ = try await test.run(["directory", "import", people.path])
      let mapped = try await test.runConnector(to: "2024-01-03")
      #expect(mapped.total == Counts.exactly(["offered": 1, "available": 3, "imported": 1, "duplicate": 2]))
      #expect(
        try test.copies() == [
          "a · 1 · ada.ames@corp.example", "a · 1 · ben.bold@corp.example", "a · 1 · caro.cole@corp.example",
        ])
      let found = try await test.run(["search", "two", "--mailbox", "caro.cole@corp.example"])
      #expect(found.json["items"].int == 1)
      #expect(try await test.searchCounts() == (items: 3, messages: 1))
    }
  }

  @Test("the same text twice is two records")
  func sameText() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line("a", "ok"), HandmadeFeed.line("b", "ok")])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.total == Counts.exactly(["offered": 2, "available": 2, "imported": 2]))
      let found = try await test.found("ok")
      #expect(found.count == 2)
      #expect(Set(found.map { $0["messageID"] }).count == 2)
    }
  }

  @Test("a group message is one message with a copy for each custodian, who all see the same Message-ID")
  func groupMessage() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(
        Self.day,
        [
          HandmadeFeed.line(
            "g", "all hands", to: [HandmadeFeed.ben, HandmadeFeed.stranger, HandmadeFeed.ben, HandmadeFeed.ada])
        ])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.total == Counts.exactly(["offered": 1, "available": 2, "imported": 2]))
      #expect(run.json["items"].int == 1)
      let found = try await test.found("hands")
      #expect(Set(found.map { $0["mailbox"].text }) == ["ada.ames@corp.example", "ben.bold@corp.example"])
      #expect(Set(found.map { $0["message"] }).count == 1)
      #expect(Set(found.map { $0["messageID"] }).count == 1)
      #expect(try await test.searchCounts() == (items: 2, messages: 1))
    }
  }

  @Test("an item's e-mail has the digest it is shown with, and its source is the delivered line to the byte")
  func exactBytes() async throws {
    try await HandmadeFeed.with { feed, test in
      let line = HandmadeFeed.line("a", #"caf\u00e9 \ud83d\ude80 ไปไหน"#, extra: #", "unknown" : [1.0e2,  "kept"]"#)
      try feed.write(Self.day, [line])
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      let item = try #require(try await test.found("café").first?["item"].int)
      let source = try await test.run(["item", "show", "\(item)", "--source"], asJSON: false)
      #expect(source.stdout == Array(line.utf8))
      let raw = try await test.run(["item", "show", "\(item)", "--raw"], asJSON: false)
      let shown = try await test.run(["item", "show", "\(item)"]).json
      #expect(shown["emailDigest"].text == Digest(of: raw.stdout).hex)
      #expect(shown["originalDigest"].text == Digest(of: Array(line.utf8)).hex)
      #expect(shown["size"].int == raw.stdout.count)
      #expect(shown["body"].text == "café 🚀 ไปไหน")
    }
  }

  @Test("every item of a feed is an e-mail that Python reads without a defect, with the text that was sent")
  func emailsParse() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 1, itemsPerDay: 60, seed: 3)
      let test = try await TestArchive.make(in: folder, feed: feed)
      _ = try await test.runConnector(from: feed.first, to: feed.first)
      let found = try await test.found("")
      #expect(found.count == 50)
      let mails = folder.appendingPathComponent("mails")
      try FileManager.default.createDirectory(at: mails, withIntermediateDirectories: true)
      for hit in found.prefix(25) {
        let item = "\(hit["item"].int ?? 0)"
        let raw = try await test.run(["item", "show", item, "--raw"], asJSON: false)
        try Data(raw.stdout).write(to: mails.appendingPathComponent("\(item).eml"))
        let body = try await test.run(["item", "show", item]).json["body"].text ?? ""
        try Data(body.utf8).write(to: mails.appendingPathComponent("\(item).txt"))
      }
      let python = Process()
      python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      python.arguments = ["python3", "-c", Self.reader, mails.path]
      let output = Pipe()
      python.standardOutput = output
      try python.run()
      let said = output.fileHandleForReading.readDataToEndOfFile()
      python.waitUntilExit()
      #expect(String(decoding: said, as: UTF8.self) == "25 read\n")
      #expect(python.terminationStatus == 0)
    }
  }

  /// Reads every e-mail of a folder with Python's own parser, strictly.
  private static let reader = #"""
    import email, email.policy, glob, sys
    count = 0
    for path in sorted(glob.glob(sys.argv[1] + "/*.eml")):
        message = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.strict)
        for part in message.walk():
            assert not part.defects, (path, part.defects)
        text = message.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip("\n")
        wanted = open(path[:-4] + ".txt", encoding="utf-8", newline="").read().replace("\r\n", "\n").rstrip("\n")
        assert wanted in text, (path, text, wanted)
        count += 1
    print(count, "read")
    """#
}
