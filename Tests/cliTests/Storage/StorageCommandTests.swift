internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

/// What the command says and does of object stores, against a real S3 server.
@Suite("storage", .enabled(if: ObjectServer.shared != nil, "\(ObjectServer.absent)"))
struct StorageCommandTests {
  private static let day = "2024-01-01"
  private static let ada = HandmadeFeed.ada.email
  private static let sound = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }

  private struct World {
    var test: TestArchive
    var feed: HandmadeFeed
    var place: String
    var options: [String]

    /// Files that are this large lie in the archive's folder.
    func localContent() -> [String] {
      test.files(in: "content").filter { !$0.hasPrefix("cache/") && !$0.hasSuffix(".lock") }
    }

    func set(_ purpose: String, more: [String] = []) async throws -> Command.Result {
      try await test.run(["storage", "set", purpose, place] + options + more)
    }
  }

  private func with(withLocks: Bool = false, _ body: (World) async throws -> Void) async throws {
    try await HandmadeFeed.with { feed, test in
      let server = try #require(ObjectServer.shared)
      let file = test.archive.folder.deletingLastPathComponent().appendingPathComponent("key.ini")
      try Data(
        "[default]\naws_access_key_id = \(ObjectServer.keyID)\naws_secret_access_key = \(ObjectServer.secret)\n".utf8
      ).write(to: file)
      try feed.write(
        Self.day, [HandmadeFeed.call("call", recording: Self.sound), HandmadeFeed.line("text", "hello")],
        attachments: [Self.sound])
      let (bucket, prefix) = try server.place(withLocks: withLocks)
      try await body(
        World(
          test: test, feed: feed, place: "s3://\(bucket)/\(prefix)",
          options: ["--endpoint", server.endpoint, "--credentials-file", file.path]))
    }
  }

  @Test("recordings go to the bucket, are shown, exported and verified from there, and a purge removes them there")
  func endToEnd() async throws {
    try await with { world in
      let test = world.test
      let set = try await world.set("content")
      #expect(set.status == Exit.done, "\(set.errors)")
      #expect(set.json["content"]["kind"].text == "s3")
      #expect(set.json["content"]["lock"].text == "off")
      #expect(set.json["staging"]["kind"].text == "local")
      #expect(try await world.set("staging").json["staging"]["kind"].text == "s3")
      #expect(try await test.run(["storage", "test", "content"]).json["works"].flag == true)

      #expect(try await test.runConnector(from: Self.day, to: Self.day).status == Exit.done)
      #expect(world.localContent().isEmpty)
      #expect(test.files(in: "staging") == ["o2/run.lock"])
      let item = try #require(try await test.found("kind:call").first?["item"].int)
      let shown = try await test.run(["item", "show", "\(item)", "--raw"], asJSON: false)
      let encoded = Data(Self.sound).base64EncodedString(options: [
        .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
      ])
      #expect(shown.output.contains(encoded))
      let out = test.archive.folder.deletingLastPathComponent().appendingPathComponent("export")
      #expect(
        try await test.run(["export", "run", out.path, "--query", "", "--format", "eml"]).status == Exit.done)
      #expect(try await Command.run(["export", "verify", out.path]).status == Exit.done)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)

      let purged = try await test.run(["item", "purge", "\(item)"])
      #expect(purged.json["erasure"].text == "done", "\(purged.errors)")
      let clean = try await test.run(["storage", "clean"])
      #expect(clean.json["objects"].int == 0)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }

  @Test("what is moved to the bucket and back is verified, and reads the same at every step")
  func moves() async throws {
    try await with { world in
      let test = world.test
      #expect(try await test.runConnector(from: Self.day, to: Self.day).status == Exit.done)
      #expect(world.localContent().count == 1)
      #expect(try await world.set("content").json["elsewhere"]["objects"].int == 1)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
      let moved = try await test.run(["storage", "move", "content"])
      #expect(moved.json["moved"].int == 1)
      #expect(moved.json["bytes"].int == Self.sound.count)
      #expect(world.localContent().isEmpty)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
      #expect(try await test.run(["storage", "set", "content", "local"]).json["content"]["kind"].text == "local")
      #expect(try await test.run(["storage", "move", "content"]).json["erasure"].text == "done")
      #expect(world.localContent().count == 1)
      #expect(try await test.run(["audit", "verify", "--deep"]).status == Exit.done)
    }
  }

  @Test(
    "a hold is mirrored as a legal hold, retention as a lock; the bucket's refusal leaves a purge pending, said why")
  func locks() async throws {
    try await with(withLocks: true) { world in
      let test = world.test
      #expect(try await world.set("content").json["content"]["lock"].text == "governance")
      _ = try await test.run(["case", "create", "Heron"])
      _ = try await test.run(["setting", "set", "delay-hold-days", "0"])
      _ = try await test.run(["hold", "place", "Heron", "all", "--mailbox", Self.ada])
      #expect(try await test.runConnector(from: Self.day, to: Self.day).status == Exit.done)
      let held = try await test.run(["storage", "show"]).json["locks"]
      #expect((held["held"].int, held["retained"].int, held["waiting"].int) == (1, 0, 0))
      #expect(try await test.run(["storage", "lock"]).json["changed"].int == 0)

      _ = try await test.run(["hold", "release", "Heron", "all"])
      _ = try await test.run([
        "retention", "policy", "create", "decades", "--action", "retain", "--days", "36500", "--all",
      ])
      #expect(try await test.run(["storage", "lock"]).json["changed"].int == 1)
      let retained = try await test.run(["storage", "show"]).json["locks"]
      #expect((retained["held"].int, retained["retained"].int) == (0, 1))

      // Our rule goes, the bucket's lock doesn't: it is never shortened.
      _ = try await test.run(["retention", "policy", "delete", "decades"])
      #expect(try await test.run(["storage", "lock"]).json["changed"].int == 0)
      let item = try #require(try await test.found("kind:call").first?["item"].int)
      let at = ["--at", "2030-01-01T00:00:00Z"]
      let purged = try await test.run(["item", "purge", "\(item)"] + at)
      #expect(purged.json["erasure"].text == "pending", "\(purged.output) \(purged.errors)")
      #expect(purged.errors.contains("the object is locked there until 21"))
      let status = try await test.run(["erasure", "status"])
      #expect(status.json["objects"].int == 1)
      #expect(
        status.json["refusals"][0]["reason"].text?.hasPrefix("the bucket refuses: the object is locked there until 21")
          == true)
      #expect(try await test.run(["erasure", "run"]).status == Exit.attention)
    }
  }

  @Test("a store that is lost ends commands with exit code 74 and clear text, and leaves nothing half done")
  func lost() async throws {
    try await with { world in
      let test = world.test
      let silent = try #require(SilentPort())
      let options = Array(world.options.dropFirst(2))
      let endpoint = ["--endpoint", "http://127.0.0.1:\(silent.number)"]
      let refused = try await test.run(["storage", "set", "content", world.place] + endpoint + options)
      #expect(refused.status == 74)
      #expect(refused.error["code"].text == "store.unreachable")
      let set = try await test.run(["storage", "set", "content", world.place, "--unchecked"] + endpoint + options)
      #expect(set.status == Exit.done)
      let run = try await test.runConnector(from: Self.day, to: Self.day)
      #expect(run.status == 74)
      #expect(
        run.error["message"].text
          == "\(world.place)/ at http://127.0.0.1:\(silent.number) can't be reached (no connection); check "
          + "the network and the store, then run the command again")
      #expect(try test.copies().isEmpty)
      #expect(try await world.set("content").status == Exit.done)
      #expect(try await test.runConnector(from: Self.day, to: Self.day).status == Exit.done)
      #expect(try test.copies().count == 2)
    }
  }

  @Test("places, files and credentials that can't be are named, and no secret is in any answer")
  func refusals() async throws {
    try await with { world in
      let test = world.test
      func code(_ arguments: [String]) async throws -> String? {
        try await test.run(["storage", "set", "content"] + arguments).error["code"].text
      }
      let file = test.archive.folder.deletingLastPathComponent().appendingPathComponent("bad.ini")
      try Data("aws_access_key_id = secret-thing\n".utf8).write(to: file)
      let bad = try await test.run(
        ["storage", "set", "content", world.place, "--credentials-file", file.path] + world.options.prefix(2))
      #expect(bad.error["code"].text == "storage.credentials")
      #expect(!bad.errors.contains("secret-thing"))
      #expect(try await code(["ftp://x"] + world.options) == "storage.place")
      #expect(try await code(["s3://UP/x"] + world.options) == "storage.bucket")
      #expect(try await code(["s3://bucket/a/../b"] + world.options) == "storage.prefix")
      #expect(try await code([world.place] + world.options + ["--lock", "compliance"]) == "storage.lock")
      let plain = ["--endpoint", "http://example.com"] + world.options.dropFirst(2)
      #expect(try await code([world.place] + plain) == "storage.insecure")
      #expect(try await code([world.place]) == "usage")
      #expect(try await test.run(["storage", "set", "content", "local"]).status == Exit.done)
      _ = try await world.set("content")
      for arguments in [["storage", "show"], ["audit", "list"], ["storage", "test", "content"]] {
        let answer = try await test.run(arguments)
        #expect(!answer.output.contains(ObjectServer.secret) && !answer.errors.contains(ObjectServer.secret))
      }
    }
  }
}
