import Archive
import ArchiveTesting
import Foundation
import PartnerSite
import Testing

/// What the partner delivers wrong: nothing is lost, the message says what to do, and a mended delivery completes the
/// day.
@Suite("A delivery with mistakes")
struct BadFilesTests {
  private static let day = "2024-01-01"

  @Test("a line that is not JSON waits in quarantine with its bytes, and the rest of the day is complete")
  func brokenLine() async throws {
    try await HandmadeFeed.with { feed, test in
      let broken = #"{"id":"cut","type":"sms","sent":"#
      try feed.write(Self.day, [HandmadeFeed.line("a", "one"), broken, HandmadeFeed.line("b", "two")])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.total == Counts.exactly(["offered": 3, "available": 3, "imported": 2, "quarantined": 1]))
      #expect(run.json["days"][0]["complete"].flag == true)
      let log = try await test.run(["connector", "log", "o2", "--day", Self.day]).json["entries"]
      #expect(log.list.count == 1)
      #expect(log[0]["outcome"].text == "quarantined")
      #expect(
        log[0]["reason"].text == "item.json: the line is not JSON: it stops before its object ends (quarantine 1)")
      let waiting = try await test.run(["quarantine", "show", "1"])
      #expect(waiting.json["record"].text == broken)
      #expect(waiting.json["digest"].text == Digest(of: Array(broken.utf8)).hex)
    }
  }

  @Test(
    "a file that is not what the manifest announces is refused whole, and a mended one completes the day",
    arguments: Mistake.all)
  func refusedFile(_ mistake: Mistake) async throws {
    try await HandmadeFeed.withSite { feed, test in
      let good = HandmadeFeed.File("items-0001.jsonl", lines: ["a", "b"].map { HandmadeFeed.line($0, "text \($0)") })
      let lines = ["c", "d"].map { HandmadeFeed.line($0, "text \($0)") }
      try feed.write("2024-01-02", [HandmadeFeed.line("e", "the day after", on: "2024-01-02")])
      try feed.write(Self.day, files: [mistake.made(lines), good])
      let run = try await test.runConnector(from: Self.day, to: "2024-01-02")
      #expect(run.status == Exit.attention)
      #expect(
        run.lines == [
          "warning: 2024-01-01/items-0002.jsonl is refused: \(mistake.reason(lines)); its items (2) are missing "
            + "until the partner delivers it right"
        ])
      #expect(
        run.byDay == [
          Self.day: Counts.exactly(["offered": 4, "available": 2, "imported": 2, "missing": 2]),
          "2024-01-02": Counts.exactly(["offered": 1, "available": 1, "imported": 1]),
        ])
      #expect(run.json["days"].list.map { $0["complete"] } == [.flag(false), .flag(true)])
      #expect(try await test.completeThrough() == .null, "the watermark never passes an incomplete day")

      try feed.write(Self.day, files: [HandmadeFeed.File("items-0002.jsonl", lines: lines), good])
      let mended = try await test.runConnector(to: "2024-01-02")
      #expect(mended.status == Exit.done, "\(mended.errors)")
      #expect(mended.byDay == [Self.day: Counts.exactly(["offered": 4, "available": 4, "imported": 4])])
      #expect(mended.json["items"].int == 2, "items are those of this run")
      #expect(try await test.completeThrough() == .text("2024-01-02"))
      #expect(try test.copies().count == 5)
    }
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var made: @Sendable ([String]) -> HandmadeFeed.File
    var reason: @Sendable ([String]) -> String

    private static func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

    static let all = [
      Mistake(testDescription: "wrong digest") {
        HandmadeFeed.File("items-0002.jsonl", lines: $0, digest: Digest(of: [1]))
      } reason: { _ in
        "its content does not have the SHA-256 that the manifest announces"
      },
      Mistake(testDescription: "too short") {
        HandmadeFeed.File("items-0002.jsonl", lines: $0, announcedBytes: size($0) + 7)
      } reason: {
        "it has \(size($0)) bytes where the manifest announces \(size($0) + 7)"
      },
      Mistake(testDescription: "too long") {
        HandmadeFeed.File("items-0002.jsonl", lines: $0, announcedBytes: size($0) - 7)
      } reason: {
        "it has more than the \(size($0) - 7) bytes that the manifest announces"
      },
      Mistake(testDescription: "absent") {
        HandmadeFeed.File("items-0002.jsonl", lines: $0, isAbsent: true)
      } reason: { _ in
        "the partner does not have it"
      },
    ]
  }

  @Test("a file with fewer lines than announced keeps its day incomplete until it is delivered again")
  func shortFile() async throws {
    try await HandmadeFeed.with { feed, test in
      let one = HandmadeFeed.line("a", "one")
      try feed.write(Self.day, files: [HandmadeFeed.File(lines: [one], items: 2)])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.total == Counts.exactly(["offered": 2, "available": 1, "imported": 1, "missing": 1]))
      #expect(run.json["days"][0]["complete"].flag == false)
      try feed.write(Self.day, [one, HandmadeFeed.line("b", "two")])
      let mended = try await test.runConnector(to: Self.day)
      #expect(mended.status == Exit.done)
      #expect(mended.total == Counts.exactly(["offered": 2, "available": 2, "imported": 1, "duplicate": 1]))
      #expect(try test.copies() == ["a · 1 · ada.ames@corp.example", "b · 1 · ada.ames@corp.example"])
    }
  }

  @Test("a recording the partner lacks makes a partial import, and its later delivery a revision with the recording")
  func missingRecording() async throws {
    let sound = (0..<3_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try await HandmadeFeed.withSite { feed, test in
      let lines = [HandmadeFeed.call("call", recording: sound), HandmadeFeed.line("text", "hello")]
      try feed.write(Self.day, lines)
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.total == Counts.exactly(["offered": 2, "available": 2, "imported": 1, "partial": 1]))
      #expect(run.json["days"][0]["complete"].flag == true)
      let log = try await test.run(["connector", "log", "o2"]).json["entries"]
      #expect(log.list.count == 1)
      #expect(log[0]["outcome"].text == "partial")
      #expect(log[0]["reason"].text == "attachment \(Digest(of: sound)): the partner does not have it")

      try feed.write(Self.day, lines, attachments: [sound])
      let again = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(again.status == Exit.done)
      #expect(again.total == Counts.exactly(["offered": 2, "available": 2, "imported": 1, "duplicate": 1]))
      #expect(
        try test.copies() == [
          "call · 1 · ada.ames@corp.example", "call · 2 · ada.ames@corp.example", "text · 1 · ada.ames@corp.example",
        ])
      let whole = try await test.found("hasattachment:true kind:call")
      #expect(whole.map { $0["attachments"] } == [.list([.text("call.wav")])])
      let item = try #require(whole.first?["item"].int)
      let email = try await test.run(["item", "show", "\(item)", "--raw"], asJSON: false)
      let encoded = Data(sound).base64EncodedString(options: [
        .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
      ])
      #expect(email.output.contains(encoded))

      // A partner that has lost the recording since takes nothing away.
      try feed.write(Self.day, lines)
      let third = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(third.total == Counts.exactly(["offered": 2, "available": 2, "duplicate": 2]))
    }
  }

  @Test(
    "a manifest that can't be used stops its day alone",
    arguments: [
      (
        "not JSON",
        "it is not JSON with schema, network, date, items and files, each file with name, items, bytes and sha256"
      ),
      (
        #"{"schema":1,"network":"o2","date":"2024-01-05","items":0,"files":[]}"#,
        "it is for another day, not 2024-01-01"
      ),
      (#"{"schema":1,"network":"ee","date":"2024-01-01","items":0,"files":[]}"#, "it is for another network, not o2"),
      (
        #"{"schema":2,"network":"o2","date":"2024-01-01","items":0,"files":[]}"#,
        "its schema is 2; this version reads schema 1"
      ),
      (
        #"{"schema":1,"network":"o2","date":"2024-01-01","items":3,"files":[]}"#,
        "it announces 3 items, but its files have 0"
      ),
      (
        #"{"schema":1,"network":"o2","date":"2024-01-01","items":1,"files":[{"name":"../../keys/vault","items":1,"bytes":1,"#
          + #""sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]}"#,
        "the name of file 1 is not safe: use letters, digits, dots, hyphens and underscores"
      ),
    ])
  func unusableManifest(_ manifest: String, _ reason: String) async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line("a", "one")])
      let right = try Data(contentsOf: feed.day(Self.day).appendingPathComponent("manifest.json"))
      try feed.write("2024-01-02", [HandmadeFeed.line("b", "two", on: "2024-01-02")])
      try Data(manifest.utf8).write(to: feed.day(Self.day).appendingPathComponent("manifest.json"))
      let run = try await test.runConnector(from: Self.day, to: "2024-01-02")
      #expect(run.status == Exit.badInput)
      #expect(run.error["code"].text == "manifest.invalid")
      #expect(
        run.error["message"].text
          == "2024-01-01: the manifest can't be used: \(reason); ask the partner to deliver the day again")
      #expect(run.json["days"].list.map { $0["complete"] } == [.flag(false), .flag(true)])
      #expect(try await test.completeThrough() == .null)

      try right.write(to: feed.day(Self.day).appendingPathComponent("manifest.json"))
      let mended = try await test.runConnector(to: "2024-01-02")
      #expect(mended.status == Exit.done)
      #expect(mended.byDay == [Self.day: Counts.exactly(["offered": 1, "available": 1, "imported": 1])])
      #expect(try await test.completeThrough() == .text("2024-01-02"))
    }
  }

  @Test("an item over the connector's size limit waits in quarantine, and says so")
  func tooLarge() async throws {
    try await HandmadeFeed.with(sizeLimit: 1_000) { feed, test in
      let sound = [UInt8](repeating: 9, count: 1_001)
      let long = String(repeating: "x", count: 1_001)
      try feed.write(
        Self.day,
        [
          HandmadeFeed.line("fits", "short"), HandmadeFeed.line("long", long),
          HandmadeFeed.call("loud", recording: sound),
        ],
        attachments: [sound])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.total == Counts.exactly(["offered": 3, "available": 3, "imported": 1, "quarantined": 2]))
      let waiting = try await test.run(["quarantine", "list"]).json["entries"].list
      #expect(waiting.map { $0["partnerID"].text } == ["long", "loud"])
      for entry in waiting {
        #expect(entry["reason"].text == "item.size")
        #expect(
          entry["detail"].text
            == "the item with its attachments is larger than the connector's limit of 1000 bytes")
      }
    }
  }

  @Test("an id with control characters is never an item's, and can't reach a terminal")
  func hostileID() async throws {
    try await HandmadeFeed.with { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line(#"a\u001b]0;owned\u0007"#, "hello")])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.total == Counts.exactly(["offered": 1, "available": 1, "quarantined": 1]))
      let entry = try await test.run(["quarantine", "list"]).json["entries"][0]
      #expect(entry["partnerID"] == .null)
      #expect(entry["reason"].text == "item.id")
      #expect(entry["detail"].text == "id is empty, longer than 255 bytes or holds control characters")
      for command in [["quarantine", "list"], ["quarantine", "show", "1"], ["connector", "log", "o2"]] {
        let shown = try await test.run(command, asJSON: false)
        #expect(shown.status == Exit.done)
        #expect(!shown.stdout.contains { $0 < 32 && $0 != 10 }, "\(command)")
      }
    }
  }

  @Test("a line of hundreds of megabytes waits in quarantine as a file, in bounded memory")
  func hugeLine() async throws {
    let size = (ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1" ? 300 : 64) << 20
    try await HandmadeFeed.withSite { feed, test in
      try feed.write(Self.day, [HandmadeFeed.line("a", "one")])
      let huge = #"{"id":"huge","body":""# + String(repeating: "x", count: size)
      try feed.write(
        Self.day,
        files: [HandmadeFeed.File(lines: [HandmadeFeed.line("a", "before"), huge, HandmadeFeed.line("b", "after")])])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention, "\(run.errors)")
      #expect(run.total == Counts.exactly(["offered": 3, "available": 3, "imported": 2, "quarantined": 1]))
      #expect(run.peakMemory > 10 << 20)
      #expect(run.peakMemory < 200 << 20, "the run took \(run.peakMemory >> 20) MB")
      let entry = try await test.run(["quarantine", "list"]).json["entries"][0]
      #expect(entry["reason"].text == "item.line")
      #expect(entry["detail"].text == "the line has \(huge.utf8.count) bytes; the most is 16777216")
      #expect(entry["size"].int == huge.utf8.count)
      let digest = try #require(entry["digest"].text)
      #expect(test.files(in: "content") == ["\(digest.prefix(2))/\(digest)"])
      let shown = try await test.run(["quarantine", "show", "1"])
      #expect(shown.json["record"].text == String(huge.prefix(64 << 10)), "its beginning is shown")

      let again = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(again.total == Counts.exactly(["offered": 3, "available": 3, "duplicate": 3]))
      #expect(test.files(in: "content") == ["\(digest.prefix(2))/\(digest)"], "and no second copy stays behind")
    }
  }
}
