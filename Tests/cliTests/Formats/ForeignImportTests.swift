internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

/// `connector import` from outside: its results, what a kill leaves, and how much memory it takes.
@Suite("importing files of other formats", .serialized)
struct ForeignImportTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1"
  private static let owner = "ada.ames@corp.example"

  @Test("the result has a file's counts in the form of a day's, and the text says the same")
  func result() async throws {
    try await Self.with { test, folder in
      let backup = try Backup(in: folder).write(texts: 3, drafts: 1)
      let done = try await test.run(["connector", "import", "o2", backup, "--owner", Self.owner])
      #expect(done.status == Exit.attention, "\(done.errors)")
      let file = done.json["files"].list.first ?? .null
      #expect(file["file"].text == backup)
      #expect(file["format"].text == "sms-backup")
      #expect(file["complete"].flag == true)
      for (name, value) in [
        ("offered", 4), ("available", 4), ("imported", 3), ("partial", 0), ("duplicate", 0), ("quarantined", 1),
        ("failed", 0), ("missing", 0), ("skipped", 0),
      ] {
        #expect(file[name].int == value, "\(name)")
      }
      #expect(done.json["total"]["imported"].int == 3)
      #expect(done.json["items"].int == 3)
      #expect(try await test.found("draft").isEmpty)
      #expect(try await test.found("\"text 2\"").count == 1)
      let again = try await test.run(
        ["connector", "import", "o2", backup, "--owner", Self.owner], asJSON: false)
      #expect(again.status == Exit.done, "\(again.errors)")
      #expect(again.output.contains("backup.xml  yes       4        4          0         0        4"))
      let log = try await test.run(["audit", "list", "--action", "FileImported"]).json["entries"].list
      #expect(log.count == 2)
    }
  }

  @Test("what can't be imported says why, and files nothing")
  func refusals() async throws {
    try await Self.with { test, folder in
      let text = folder.appendingPathComponent("notes.txt")
      try Data("nothing".utf8).write(to: text)
      let backup = try Backup(in: folder).write(texts: 1)
      for (arguments, code) in [
        (["o2", text.path], "format.unknown"), (["o2", backup, "--format", "fax"], "format.unknown"),
        (["o2", backup + "x"], "file.unreadable"), (["none", backup], "connector.unknown"),
        (["o2", backup, "--columns", "from=1"], "format.option"),
        (["o2", backup, "--from", "2024-02-01", "--to", "2024-01-01"], "connector.days"),
        (["o2", text.path, "--format", "sms-backup"], "file.damaged"),
      ] {
        let refused = try await test.run(["connector", "import"] + arguments)
        #expect(refused.status == Exit.badInput, "\(arguments)")
        #expect(refused.error["code"].text == code, "\(arguments): \(refused.errors)")
      }
      #expect(try await test.searchCounts().items == 0)
    }
  }

  @Test("an import that is killed over and over ends with every item once")
  func kills() async throws {
    try await Self.with { test, folder in
      let texts = Self.isLong ? 60_000 : 8_000
      let backup = try Backup(in: folder).write(texts: texts, pictures: 20)
      let arguments = ["connector", "import", "o2", backup, "--owner", Self.owner]
      let clock = ContinuousClock()
      var life = Duration.seconds(2)
      var killed = 0
      for round in 0..<(Self.isLong ? 20 : 5) {
        let started = clock.now
        let run = try Command.start(arguments, archive: test.archive.folder)
        try await Task.sleep(for: life * Double.random(in: 0.1...1))
        run.kill()
        if try await run.wait().status == 137 {
          killed += 1
        } else {
          life = min(life, started.duration(to: clock.now)) / 2
        }
        #expect(try await test.run(["audit", "verify"]).status == Exit.done, "after kill \(round)")
      }
      #expect(killed > 0)
      let last = try await test.run(arguments)
      #expect(last.status == Exit.done, "\(last.errors)")
      #expect(last.json["files"].list.first?["complete"].flag == true)
      let copies = try test.copies()
      #expect(copies.count == texts + 20)
      #expect(Set(copies).count == copies.count)
      #expect(try await test.searchCounts().items == texts + 20)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
      #expect(test.files(in: "content").filter { $0.hasSuffix(".tmp") } == [])
    }
  }

  /// 2 GB with `HOLDFAST_LONG_TESTS=1`; else what the short form can tell: that the peak stays far below the file's size.
  @Test("memory does not grow with the file")
  func memory() async throws {
    try await Self.with { test, folder in
      let backup = Backup(in: folder)
      let small = try await Self.peak(
        test, backup.write(texts: 2_000, pictures: 4, as: "small.xml", pictureBytes: 1 << 20))
      let large = try await Self.peak(
        test, backup.write(texts: 2_000, pictures: Self.isLong ? 1_440 : 80, as: "large.xml", pictureBytes: 1 << 20))
      #expect(large < 200 << 20, "\(large >> 20) MB")
      #expect(large < small + (96 << 20), "\(small >> 20) MB for 6 MB, \(large >> 20) MB for the large one")
    }
  }

  private static func peak(_ test: TestArchive, _ backup: String) async throws -> Int {
    let run = try await test.run(["connector", "import", "o2", backup, "--owner", owner])
    #expect(run.status == Exit.done, "\(run.errors)")
    return run.peakMemory
  }

  private static func with(_ body: (TestArchive, URL) async throws -> Void) async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.byHand(in: folder)
      try await body(TestArchive.make(in: folder, feed: feed.feed), folder)
    }
  }
}

/// Writes backups of any size, a record at a time.
private struct Backup {
  let folder: URL

  init(in folder: URL) { self.folder = folder }

  func write(
    texts: Int, pictures: Int = 0, drafts: Int = 0, as name: String = "backup.xml", pictureBytes: Int = 80_000
  ) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data("<?xml version='1.0' encoding='UTF-8'?>\n<smses count=\"\(texts + pictures + drafts)\">\n".utf8).write(
      to: file)
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.seekToEnd()
    var random = SplitMix(seed: UInt64(texts &+ pictures &* 7 &+ pictureBytes))
    for number in 0..<pictures {
      let bytes = (0..<pictureBytes / 8).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
      try handle.write(
        contentsOf: Data(
          """
          <mms date="\(1_600_000_000_000 + number)" msg_box="1" address="+447700900501" m_id="\(name)-\(number)"><parts>\
          <part ct="image/jpeg" cl="p.jpg" data="\(Data(bytes).base64EncodedString())"/></parts></mms>

          """.utf8))
    }
    var lines = ""
    for number in 0..<texts + drafts {
      let (type, body) = number < texts ? (1, "text \(number) in \(name)") : (3, "draft \(number)")
      lines += """
        <sms address="+447700900501" date="\(1_700_000_000_000 + number)" type="\(type)" body="\(body)" read="1"/>

        """
    }
    try handle.write(contentsOf: Data((lines + "</smses>\n").utf8))
    return file.path
  }
}
