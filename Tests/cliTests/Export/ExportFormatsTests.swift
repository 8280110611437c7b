import Archive
import ArchiveTesting
import Foundation
import Testing

/// Every format, read by somebody else's readers.
@Suite("Exports read by other programs")
struct ExportFormatsTests {
  static let formats = ["eml", "mbox", "rsmf", "vcon", "loadfile"]

  /// Texts that each format has to be careful with.
  static let hostile: [String] = {
    let bodies = [
      #"From here on\n>From there\n>>From everywhere\r\nFrom "#, #"=HYPERLINK(\"http://x\")"#, #"\u0014þ®þ\u0014"#,
      #"line\rline\nline\r\nline\u2028line"#, "مرحبا بالعالم \u{202E}txt.exe", "",
      #"<b>&amp;</b> \\ \/ \" ' `"#, "สวัสดี 👨‍👩‍👧 田中さん", String(repeating: "e\u{301}", count: 2_000),
      #"--=_holdfast-rsmf\r\n--=_holdfast-rsmf--"#, #"\u0000\u0007\u001b[31mred"#,
    ]
    let odd = HandmadeFeed.Person(name: #"=cmd|' /C calc'!A0"#, email: "", number: "+447700900777")
    let short = HandmadeFeed.Person(name: "", email: "", number: "HSBC þ®")
    return bodies.enumerated().map { index, body in
      HandmadeFeed.line(
        "h\(index)", body, from: index % 3 == 0 ? odd : index % 3 == 1 ? short : HandmadeFeed.ada,
        to: [
          HandmadeFeed.ben
        ])
    }
  }()

  private static func call(_ id: String, answered: Bool, transcript: String) -> String {
    HandmadeFeed.line(id, "", to: [HandmadeFeed.ben])
      .replacing(#""type":"sms""#, with: #""type":"call""#)
      .replacing(#""sent":"#, with: #""durationSeconds":7,"answered":\#(answered),"started":"#)
      .replacing(#""body":"","attachments":[]"#, with: #""transcript":\#(transcript),"recording":null"#)
  }

  @Test(
    "hold every item with its text, people and files, under their publishers' schemas",
    .enabled(if: PythonExportReader.python != nil, "python3 isn't installed"), arguments: formats)
  func readBack(format: String) async throws {
    try await HandmadeFeed.with { feed, test in
      let recording = [UInt8]((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      let picture = [UInt8](repeating: 0xFF, count: 5_000)
      let mms = HandmadeFeed.line("mms", "look", to: [HandmadeFeed.ben]).replacing(
        #""attachments":[]"#,
        with:
          #""attachments":[{"name":"..\\..\\CON.JPG","mediaType":"image/jpeg","bytes":5000,"sha256":"\#(Digest(of: picture))"}]"#
      )
      let lines =
        Self.hostile + [
          HandmadeFeed.call("c1", recording: recording), mms, Self.call("c2", answered: false, transcript: "null"),
          Self.call("c3", answered: true, transcript: #""hello, \"this\" is me""#),
        ]
      try feed.write("2024-01-01", lines, attachments: [recording, picture])
      let run = try await test.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(run.total["quarantined"] == 0, "\(run.errors)")
      for deduplicating in [false, true] {
        let place = test.archive.folder.deletingLastPathComponent().appendingPathComponent("out-\(deduplicating)")
        let made = try await test.run(
          ["export", "run", place.path, "--query", "", "--format", format, "--time-zone", "Asia/Tokyo"]
            + (deduplicating ? ["--deduplicate"] : []))
        #expect(made.status == Exit.done, "\(made.errors)")
        #expect(made.json["exceptions"].list.isEmpty)
        let exported = try #require(made.json["exported"].int)
        #expect(made.json["hits"].int == exported + (made.json["duplicates"].int ?? -1))
        #expect(exported == (deduplicating ? lines.count : made.json["hits"].int))
        #expect(try PythonExportReader.read(place, format: format) == "\(exported) read\n")
        let verified = try await Command.run(["export", "verify", place.path])
        #expect(verified.status == Exit.done, "\(verified.errors)")
        #expect(verified.json["files"] == made.json["files"])
        #expect(verified.json["manifestSHA256"] == made.json["manifestSHA256"])
      }
    }
  }

  @Test(
    "hold a week of made-up texts and calls as well",
    .enabled(if: PythonExportReader.python != nil, "python3 isn't installed"))
  func generated() async throws {
    try await TestFolders.withTemporary { folder in
      let feed = try Feeds.generated(in: folder, days: 2, users: 8, itemsPerDay: 150, seed: 5)
      let test = try await TestArchive.make(in: folder, feed: feed)
      _ = try await test.runConnector(from: feed.first, to: feed.last)
      for format in Self.formats {
        let place = folder.appendingPathComponent("out-\(format)")
        let made = try await test.run(
          ["export", "run", place.path, "--query", "", "--format", format, "--time-zone", "America/New_York"])
        #expect(made.status == Exit.done, "\(made.errors)")
        #expect(made.json["hits"].int == feed.expectedTotal["imported"])
        #expect(try PythonExportReader.read(place, format: format) == "\(made.json["exported"].int ?? -1) read\n")
      }
    }
  }
}
