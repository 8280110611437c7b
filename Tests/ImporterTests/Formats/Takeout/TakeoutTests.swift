internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("Google Voice Takeout")
struct TakeoutTests {
  private static let data = "google-voice-takeout"

  /// Offered, imported, partial, duplicate and quarantined: what is partial names sound and pictures that were not
  /// published with the pages.
  @Test(
    "every real page is imported item by item, and a second time is all duplicates",
    arguments: [
      ("lbeder", [55, 42, 13, 0, 0] as [Int64]), ("moshekaplan/test_data", [23, 15, 8, 0, 0]),
      ("psanford/testdata", [19, 12, 7, 0, 0]),
    ])
  func realPages(folder: String, five: [Int64]) async throws {
    let path = "\(Self.data)/\(folder)"
    guard SharedData.exists(path) else { return print(SharedData.absent) }
    try await ForeignFiles.with { files in
      let export = SharedData.folder.appending(path: path).path
      let report = try await files.run([export], format: "takeout")
      #expect(report.failure == nil)
      #expect(report.total.five == five, "\(report.total.five)")
      let again = try await files.run([export], format: "takeout")
      #expect(again.total.five == [five[0], 0, 0, five[0], 0])
      #expect(try await files.verify())
    }
  }

  @Test("what other readers of the same pages found, ours finds")
  func expectations() async throws {
    let path = "\(Self.data)/moshekaplan/test_data"
    guard SharedData.exists(path) else { return print(SharedData.absent) }
    func call(_ name: String) throws -> CarrierItem {
      var page = TakeoutPage(name: name)
      try page.parse(SharedData.bytes("\(path)/\(name)"))
      let made = try #require(TakeoutItems(page: page, options: FormatOptions()).call())
      return try made.item.get()
    }
    let missed = try call("Call - Missed with name.html")
    #expect(missed.from == FeedParty(number: "+11045550100", name: "Joe Smith"))
    #expect(missed.answered == false)
    #expect(RFC3339.format(missed.sent).hasPrefix("2023-05-18T21:02:28"))
    let received = try call("Call - Received with number.html")
    #expect(received.durationSeconds == 33 * 60 + 7)
    #expect(received.direction == .inbound)
    #expect(received.answered == true)
    let placed = try call("Call - Outgoing.html")
    #expect(placed.to == [FeedParty(number: "+11025550163", name: "Joe Smith")])
    #expect(placed.direction == .outbound)
    #expect(placed.durationSeconds == 4)
    let voicemail = try call("Call - Voicemail, no name or number.html")
    #expect(voicemail.transcript == "Hello World Goodbye")
    #expect(voicemail.from == FeedParty())
    #expect(voicemail.durationSeconds == 179)
  }

  @Test("a voicemail brings its sound, which a folder and a ZIP file both have")
  func voicemail() async throws {
    let sound = (0..<90_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    for isZIP in [false, true] {
      try await ForeignFiles.with { files in
        let name = "+447700900501 - Voicemail - 2024-01-02T03_04_05Z"
        _ = try files.write(Self.voicemail(sound: "\(name).mp3"), as: "export/Takeout/Voice/Calls/\(name).html")
        _ = try files.write(sound, as: "export/Takeout/Voice/Calls/\(name).mp3")
        var path = files.folder.appendingPathComponent("export").path
        if isZIP { path = try Self.zip(path) }
        #expect(try await files.run([path]).total.five == [1, 1, 0, 0, 0])
        let stored = try files.stored()
        #expect(stored[0].envelope.attachments.map(\.digest) == [Digest(of: sound)])
        #expect(stored[0].envelope.attachments.map(\.mediaType) == ["audio/mpeg"])
        #expect(stored[0].envelope.body == "Please call back")
        #expect(try await files.verify())
      }
    }
  }

  @Test("what waits for a mailbox keeps its sound, and a replay files both")
  func replay() async throws {
    try await ForeignFiles.with { files in
      let sound = (0..<90_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }
      let name = "+447700900501 - Voicemail - 2024-01-02T03_04_05Z"
      _ = try files.write(Self.voicemail(sound: "\(name).mp3"), as: "export/Calls/\(name).html")
      _ = try files.write(sound, as: "export/Calls/\(name).mp3")
      _ = try files.write(Self.conversation, as: "export/Calls/Group Conversation - 2024-01-02T03_04_05Z.html")
      let export = files.folder.appendingPathComponent("export").path
      #expect(try await files.run([export], options: FormatOptions()).total.five == [3, 0, 0, 0, 3])
      try FileManager.default.removeItem(atPath: export)
      let mapping = Array("MobileNumber,Email\r\n07700900501,\(ForeignFiles.owner)\r\n".utf8)
      try files.test.archive.perform(.mappingChanged, by: files.test.session) {
        _ = try MappingChange.set(mapping, of: TestArchive.connector, $0)
      }
      let replay = try await QuarantineReplay(archive: files.test.archive, session: files.test.session).run()
      #expect(replay.replayed == 3)
      #expect(replay.waiting == 0)
      let stored = try files.stored().map(\.envelope)
      let voicemail = try #require(stored.first { $0.kind == .call })
      #expect(voicemail.attachments.map(\.digest) == [Digest(of: sound)])
      // Those of the conversation still have everybody in it.
      let text = try #require(stored.first { $0.body == "hello\nall" })
      #expect(Set(text.participants.map(\.number)) == ["+447700900501", "+447700900502", "+447700900777"])
      #expect(try await files.verify())
    }
  }

  @Test("everybody in a conversation takes part in each of its texts")
  func conversations() throws {
    var page = TakeoutPage(name: "Group Conversation - 2024-01-02T03_04_05Z.html")
    try page.parse(Array(Self.conversation.utf8))
    let items = TakeoutItems(page: page, options: FormatOptions(owner: ForeignFiles.owner))
    let first = try #require(items.message(0)).item.get()
    #expect(first.from == FeedParty(number: "+447700900501", name: "Bob"))
    #expect(first.to.map(\.number) == ["+447700900777", "+447700900502"])
    #expect(first.to.first?.email == ForeignFiles.owner)
    #expect(first.body == "hello\nall")
    let second = try #require(items.message(1)).item.get()
    #expect(second.direction == .outbound)
    #expect(second.from == FeedParty(number: "+447700900777", email: ForeignFiles.owner))
    #expect(second.to.map(\.name) == ["Bob", "Cy"])
    #expect(items.message(2) == nil)
    // The bytes kept are those of the one text.
    #expect(String(decoding: page.messages[1].bytes, as: UTF8.self).hasPrefix("<div class=\"message\">"))
    #expect(String(decoding: page.messages[1].bytes, as: UTF8.self).hasSuffix("</div>"))
    #expect(!String(decoding: page.messages[1].bytes, as: UTF8.self).contains("hello"))
  }

  // MARK: - Pages by hand

  private static let conversation = """
    <html><head><title>Group Conversation</title></head><body><div class="hChatLog hfeed">
    <div class="participants">Group conversation with:
    <cite class="sender vcard"><a class="tel" href="tel:+447700900501"><span class="fn">Bob</span></a></cite>,
    <cite class="sender vcard"><a class="tel" href="tel:+447700900502"><span class="fn">Cy</span></a></cite></div>
    <div class="message"><abbr class="dt" title="2024-01-02T03:04:05.000Z">then</abbr>:
    <cite class="sender vcard"><a class="tel" href="tel:+447700900501"><span class="fn">Bob</span></a></cite>:
    <q>hello<br>all</q></div>
    <div class="message"><abbr class="dt" title="2024-01-02T03:04:06.000Z">then</abbr>:
    <cite class="sender vcard"><a class="tel" href="tel:+447700900777"><abbr class="fn" title="">Me</abbr></a></cite>:
    <q>hi</q></div></div></body></html>
    """

  private static func voicemail(sound: String) -> String {
    """
    <html><head><title>Voicemail from Bob</title></head><body><div class="haudio">
    <div class="contributor vcard">Voicemail from
    <a class="tel" href="tel:+447700900501"><span class="fn">Bob</span></a></div>
    <abbr class="published" title="2024-01-02T03:04:05.000Z">then</abbr>
    <span class="description"><span class="full-text">Please call back</span></span>
    <audio controls="controls" src="\(sound)"><a rel="enclosure" href="\(sound)">Audio</a></audio>
    <abbr class="duration" title="PT18S">(00:00:18)</abbr>
    <div class="tags"><a rel="tag" href="http://www.google.com/voice#voicemail">Voicemail</a></div></div></body></html>
    """
  }

  /// Packs a folder with Python, which writes ZIP files as everybody does.
  static func zip(_ folder: String, to file: String? = nil) throws -> String {
    let target = file ?? folder + ".zip"
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = ["-m", "zipfile", "-c", target, folder + "/"]
    try python.run()
    python.waitUntilExit()
    try #require(python.terminationStatus == 0)
    return target
  }
}
