import Archive
import ArchiveTesting
import Foundation
import Testing

/// The partner's ZIP files of e-mails, as a connector takes them.
@Suite("the partner's ZIP files of e-mails", .enabled(if: PartnerZIPs.canMake, "python3 or openssl isn't installed"))
struct PartnerZIPTests {
  private static let day = "2024-01-02"

  /// An archive of Ada and Ben with a connector to a folder of ZIP files.
  private static func with(_ body: (PartnerZIPs, TestArchive) async throws -> Void) async throws {
    try await TestFolders.withTemporary { folder in
      let zips = try PartnerZIPs(in: folder)
      // One is there when the connector is made, so that it is recognised.
      try zips.deliver("1", [PartnerZIPs.message("m1", "hello \u{20AC}5")])
      let feed = try Feeds.byHand(in: folder)
      let test = try await TestArchive.make(
        in: folder, feed: feed.feed, site: "file:\(zips.folder.path)", usesMapping: false)
      try await body(zips, test)
    }
  }

  @Test("are recognised in a folder, taken by day, kept byte for byte and found")
  func imports() async throws {
    try await Self.with { zips, test in
      #expect(try await test.run(["connector", "show", "o2"]).json["delivery"].text == "zip")
      let second = PartnerZIPs.message("m2", "second", attachment: Array(repeating: 7, count: 100_000))
      try zips.deliver("2", [second, PartnerZIPs.message("m3", "third", type: "Voice Call")])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.done, "\(run.errors)")
      #expect(run.total == Counts.exactly(["offered": 3, "available": 6, "imported": 6]))
      #expect(try await test.completeThrough().text == Self.day)
      #expect(
        try test.copies()
          == ["m1", "m2", "m3"].flatMap { id in
            ["\(id) · 1 · ada.ames@corp.example", "\(id) · 1 · ben.bold@corp.example"]
          })
      let found = try await test.found("second")
      #expect(found.first?["kind"].text == "sms")
      #expect(found.first?["attachments"][0].text == "data.bin")
      let item = try #require(found.first?["item"].int)
      for form in ["--raw", "--source"] {
        let shown = try await test.run(["item", "show", "\(item)", form], asJSON: false)
        #expect(shown.stdout == second)
      }
      #expect(try await test.found("kind:call").count == 2)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
      let again = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(again.total == Counts.exactly(["offered": 3, "available": 6, "duplicate": 6]))
    }
  }

  @Test("that do not add up are refused whole with what differs, and the rest of the day goes on")
  func refused() async throws {
    try await Self.with { zips, test in
      try zips.deliver("2", [PartnerZIPs.message("m2", "two")], manifest: "Count: 2\nm0.eml\nm1.eml\n")
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.byDay[Self.day] == Counts.exactly(["offered": 3, "available": 2, "imported": 2, "missing": 2]))
      #expect(run.errors.contains("is refused: its manifest counts 2 messages, and it holds 1"), "\(run.errors)")
      #expect(try await test.completeThrough() == .null)
      // Delivered right, the day is completed.
      try zips.deliver("2", [PartnerZIPs.message("m2", "two")])
      let mended = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(mended.status == Exit.done, "\(mended.errors)")
      #expect(mended.json["days"][0]["complete"].flag == true)
      #expect(try await test.completeThrough().text == Self.day)
    }
  }

  @Test("made to do harm are refused", arguments: ["truncated", "link", "path", "encrypted", "twice", "bomb"])
  func hostile(_ kind: String) async throws {
    try await Self.with { zips, test in
      try zips.deliverHostile("2", kind)
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.errors.contains("is refused: "), "\(run.errors)")
      #expect(run.total["imported"] == 2)
      #expect(run.json["days"][0]["complete"].flag == false)
      #expect(run.peakMemory < 200 << 20)
    }
  }

  @Test("encrypted ones wait for their key, and are archived once it is there", arguments: ["oaep-sha256", "pkcs1"])
  func encrypted(_ wrap: String) async throws {
    try await Self.with { zips, test in
      let sealed = try zips.encrypted("secret", "the treasure", wrap: wrap)
      try zips.deliver("2", [sealed])
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == Exit.attention)
      #expect(run.total["quarantined"] == 1)
      #expect(try await test.run(["quarantine", "show", "1"]).json["reason"].text == "item.key")
      let key = zips.privateKey
      let add = ["connector", "key", "add", "k1", "--file", key, "--wrap", wrap, "--cipher", "aes-cbc"]
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
      #expect(try await test.run(add).error["code"].text == "file.not-private")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
      let added = try await test.run(add)
      #expect(added.status == Exit.done, "\(added.errors)")
      #expect(added.json["bits"].int == 2048)
      #expect(try await test.run(["connector", "key", "list"]).json["keys"][0]["id"].text == "k1")
      let replayed = try await test.run(["quarantine", "replay"])
      #expect(replayed.json["replayed"].int == 1, "\(replayed.errors)")
      let item = try #require(try await test.found("treasure").first?["item"].int)
      #expect(try await test.run(["item", "show", "\(item)", "--source"], asJSON: false).stdout == sealed)
      let raw = try await test.run(["item", "show", "\(item)", "--raw"], asJSON: false).output
      #expect(raw.hasSuffix("Content-Type: text/plain; charset=utf-8\n\nthe treasure\n"))
      #expect(!raw.contains("ENC-"))
      for name in ["archive.sqlite", "archive.sqlite-wal"] {
        let bytes = (try? Data(contentsOf: test.archive.folder.appendingPathComponent(name))) ?? Data()
        #expect(bytes.range(of: Data("PRIVATE KEY".utf8)) == nil, "\(name) shows the key")
      }
    }
  }
}
