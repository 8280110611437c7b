import Archive
import ArchiveTesting
import Foundation
import Testing

/// What could not be archived waits, and is archived once when it can be.
@Suite("Quarantine and mapping")
struct QuarantineTests {
  private static let day = "2024-01-01"

  /// The market leader drops such an item and logs it as failed; here nothing offered is lost.
  @Test("45: an item nobody is mapped to waits, and after the mapping is mended is archived exactly once")
  func replay() async throws {
    try await HandmadeFeed.with { feed, test in
      let line = HandmadeFeed.line(
        "lost", "for \\u0041da", from: HandmadeFeed.stranger, to: [HandmadeFeed.secondStranger])
      try feed.write(Self.day, [line, #"{"id":"broken","#])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.total == Counts.exactly(["offered": 2, "available": 2, "quarantined": 2]))
      let log = try await test.run(["connector", "log", "o2"]).json["entries"]
      #expect(log[0]["participant"].text == "+447700900501, +447700900502")
      let shown = try await test.run(["quarantine", "show", "1"]).json
      #expect(shown["reason"].text == "participant.unmapped")
      #expect(
        shown["detail"].text == "no participant has an active mailbox by the mapping or the e-mail property")
      #expect(shown["record"].text == line)
      #expect(shown["state"].text == "waiting")

      let before = try await test.run(["quarantine", "replay"])
      #expect(before.status == Exit.attention)
      #expect(before.json == .record(["schema": .number(1), "replayed": .number(0), "waiting": .number(2)]))

      let mapping = test.archive.folder.deletingLastPathComponent().appendingPathComponent("mended.csv")
      try Data("MobileNumber,Email\r\n07700 900501,ada.ames@corp.example\r\n".utf8).write(to: mapping)
      #expect(try await test.run(["mapping", "set", "o2", mapping.path]).json["mapped"].int == 1)
      let replayed = try await test.run(["quarantine", "replay", "--connector", "o2"])
      #expect(replayed.status == Exit.attention, "what is no item still waits")
      #expect(replayed.json["replayed"].int == 1)
      #expect(replayed.json["waiting"].int == 1)
      #expect(try test.copies() == ["lost · 1 · ada.ames@corp.example"])
      let item = try #require(try await test.found("ada").first?["item"].int)
      let source = try await test.run(["item", "show", "\(item)", "--source"], asJSON: false)
      #expect(source.stdout == Array(line.utf8))

      let second = try await test.run(["quarantine", "replay"])
      #expect(second.json["replayed"].int == 0)
      #expect(second.json["waiting"].int == 1)
      let after = try await test.run(["quarantine", "show", "1"]).json
      #expect(after["state"].text == "replayed")
      #expect(after["record"] == .null)
      #expect(try await test.run(["quarantine", "list"]).json["entries"].list.map { $0["id"].int } == [2])
      // And delivered again, it is a duplicate.
      let again = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(again.total == Counts.exactly(["offered": 2, "available": 2, "duplicate": 2]))
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }

  @Test("a record that waits has no number twice, and one that isn't there is named")
  func unknownRecord() async throws {
    try await HandmadeFeed.with { _, test in
      let missing = try await test.run(["quarantine", "show", "7"])
      #expect(missing.status == Exit.badInput)
      #expect(missing.error["message"].text == "there is no quarantined record 7; see 'holdfast quarantine list'")
    }
  }

  @Test("two replays at once archive once")
  func replaysAtOnce() async throws {
    try await HandmadeFeed.with { feed, test in
      let lines = (0..<30).map { HandmadeFeed.line("lost-\($0)", "hello", from: HandmadeFeed.stranger) }
      try feed.write(Self.day, lines)
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      let mapping = test.archive.folder.deletingLastPathComponent().appendingPathComponent("mended.csv")
      try Data("MobileNumber,Email\r\n07700 900501,ada.ames@corp.example\r\n".utf8).write(to: mapping)
      _ = try await test.run(["mapping", "set", "o2", mapping.path])
      let runs = try (0..<3).map { _ in try Command.start(["quarantine", "replay"], archive: test.archive.folder) }
      var replayed = 0
      for run in runs {
        let result = try await run.wait()
        #expect(result.status == Exit.done, "\(result.errors)")
        replayed += result.json["replayed"].int ?? 0
      }
      #expect(replayed == 30, "each is counted by the one that archived it")
      #expect(try test.copies().count == 30)
    }
  }

  @Test("mapping test says which mailbox, by what, and the number as it is compared")
  func mappingTest() async throws {
    try await HandmadeFeed.with { feed, test in
      let mapping = test.archive.folder.deletingLastPathComponent().appendingPathComponent("table.csv")
      try Data("MobileNumber,Email\r\n07700 900777,ben.bold@corp.example\r\n".utf8).write(to: mapping)
      _ = try await test.run(["mapping", "set", "o2", mapping.path])
      func answer(_ number: String, _ email: String? = nil) async throws -> JSONValue {
        try await test.run(["mapping", "test", "o2", "--number", number] + (email.map { ["--email", $0] } ?? [])).json
      }
      func expected(_ mailbox: String?, _ by: String?, _ number: String) -> JSONValue {
        .record([
          "schema": .number(1), "mailbox": mailbox.map { .text($0) } ?? .null, "by": by.map { .text($0) } ?? .null,
          "number": .text(number),
        ])
      }
      #expect(try await answer("07700 900777") == expected("ben.bold@corp.example", "custom", "+447700900777"))
      #expect(
        try await answer("0044 7700 900777", "ada.ames@corp.example")
          == expected("ben.bold@corp.example", "custom", "+447700900777"), "the table comes first")
      #expect(
        try await answer("07700 900888", "ADA.Ames@corp.example")
          == expected("ada.ames@corp.example", "automatic", "+447700900888"))
      #expect(try await answer("07700 900888") == expected(nil, nil, "+447700900888"))
      #expect(try await answer("07700 900888", "who@corp.example") == expected(nil, nil, "+447700900888"))
      #expect(try await answer("62255") == expected(nil, nil, "62255"), "a short code is no E.164 number")
    }
  }

  @Test("without automatic mapping the e-mail property decides nothing")
  func noAutomaticMapping() async throws {
    try await HandmadeFeed.with(automaticMapping: false) { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line("a", "one")])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.total == Counts.exactly(["offered": 1, "available": 1, "quarantined": 1]))
    }
  }

  @Test("a leaver's mailbox gets nothing new, and keeps what it has")
  func leaver() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line("a", "one")])
      try feed.write("2024-01-02", [HandmadeFeed.line("b", "two", on: "2024-01-02")])
      _ = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(try await test.run(["directory", "remove", "ada.ames@corp.example"]).json["status"].text == "inactive")
      let run = try await test.runConnector(to: "2024-01-02")
      #expect(run.total == Counts.exactly(["offered": 1, "available": 1, "quarantined": 1]))
      #expect(try test.copies() == ["a · 1 · ada.ames@corp.example"])
    }
  }
}
