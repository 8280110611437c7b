import Archive
import ArchiveTesting
import Foundation
import GRDB
import Testing

@Suite("backup and restore")
struct BackupCommandTests {
  @Test("what is restored is the archive as it was, verified, and its ledger says that it was restored")
  func roundTrip() async throws {
    try await BackupWorld.with { world in
      let first = try await world.backup(encrypted: true)
      #expect(first.status == Exit.done, "\(first.errors)")
      let line = first.json["backup"]
      #expect(line["messages"].int == 43 && line["items"].int == 43 && line["keys"].flag == true)
      #expect(first.json["encrypted"].flag == true && first.json["holdingPurged"].list.isEmpty)

      let second = try await world.backup(encrypted: true)
      #expect(second.json["backups"].int == 2)
      #expect(try #require(second.json["writtenBytes"].int) < #require(first.json["writtenBytes"].int))
      #expect(try #require(second.json["writtenFiles"].int) < #require(first.json["writtenFiles"].int))
      let name = try #require(second.json["backup"]["name"].text)

      let digest = try #require(second.json["manifestSHA256"].text)
      let verified = try await world.verify(["--manifest", digest], encrypted: true)
      #expect((verified.status, verified.json["intact"].flag) == (Exit.done, true), "\(verified.errors)")
      #expect(verified.json["backup"] == second.json["backup"])
      let made = try await world.test.run(["audit", "list", "--action", "BackupMade"]).json["entries"].list
      #expect(made.contains { $0["object"].text == name && $0["details"]["manifest"].text == digest })

      let before = try world.test.copies()
      let restored = try await world.restore(encrypted: true)
      #expect(restored.status == Exit.done, "\(restored.errors)")
      #expect(restored.json["backup"]["name"].text == name && restored.json["missing"].list.isEmpty)
      let copy = try TestArchive.open(world.restored)
      #expect(try copy.copies() == before)
      let checked = try await copy.run(["audit", "verify", "--deep"])
      #expect(checked.status == Exit.done, "\(checked.errors)")
      let found = try await copy.run(["search", BackupWorld.word])
      #expect(found.json["items"].int == 1)
      let acts = try await copy.run(["audit", "list", "--action", "ArchiveRestored"]).json["entries"].list
      #expect(acts.map { $0["object"].text } == [name])
      #expect(acts.first?["details"]["root"].text == second.json["backup"]["root"].text)
      let again = try await copy.runConnector(from: "2024-01-01", to: "2024-01-01")
      #expect(again.status == Exit.done, "the connector goes on: \(again.errors)")
      #expect(try copy.copies() == before, "and brings nothing twice")
    }
  }

  @Test("nobody but the owner can read a backup or what is restored of it")
  func permissions() async throws {
    try await BackupWorld.with(texts: 3) { world in
      #expect(try await world.backup().status == Exit.done)
      #expect(try await world.restore().status == Exit.done)
      for root in [world.backups, world.restored] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        for file in names.map({ root.appendingPathComponent($0) }) + [root] {
          var status = stat()
          #expect(lstat(file.path, &status) == 0)
          let wanted: mode_t = status.st_mode & S_IFMT == S_IFDIR ? 0o700 : 0o600
          let mode = status.st_mode & 0o777
          #expect(mode == wanted, "\(file.path)")
        }
      }
    }
  }

  @Test("an encrypted backup shows neither texts nor recordings nor their digests, and one without a passphrase no key")
  func secrecy() async throws {
    try await BackupWorld.with { world in
      #expect(try await world.backup(encrypted: true).status == Exit.done)
      #expect(try !BackupWorld.has(Data("SQLite format 3".utf8), in: world.backups))
      #expect(try !BackupWorld.has(BackupWorld.recording(0)[100..<200], in: world.backups))
      let names = try BackupWorld.files(world.backups).joined()
      #expect(!names.contains(Digest(of: BackupWorld.recording(0)).hex))

      try FileManager.default.removeItem(at: world.backups)
      #expect(try await world.backup().status == Exit.done)
      #expect(try BackupWorld.has(BackupWorld.recording(0)[100..<200], in: world.backups))
      for key in ["ledger.key", "vault.key", "staging.key"] {
        let hex = try Data(contentsOf: world.test.archive.folder.appendingPathComponent("keys/\(key)")).dropLast()
        #expect(try !BackupWorld.has(hex, in: world.backups), "\(key)")
      }
    }
  }

  @Test("what was purged is not in backups made afterwards, and --forget-purged takes it out of the folder")
  func purged() async throws {
    try await BackupWorld.with { world in
      let rest = Array(BackupWorld.word.dropFirst(6).utf8)
      let recording = BackupWorld.recording(1)[..<1_000]
      #expect(try await world.backup().status == Exit.done)
      #expect(try BackupWorld.has(rest, in: world.backups))
      #expect(try BackupWorld.has(recording, in: world.backups))
      let items = [try #require(try world.item("m1")), try #require(try world.item("c1"))]
      let purge = try await world.test.run(["item", "purge"] + items.map(String.init))
      #expect(purge.status == Exit.done, "\(purge.errors)")

      let later = try await world.backup()
      #expect(later.status == Exit.attention)
      #expect(later.json["holdingPurged"].list.count == 1 && later.json["erasurePending"].flag == false)
      #expect(
        later.errors.contains(
          "warning: 1 older backups hold what has been purged since they were made; --forget-purged removes them\n"))
      let clean = try await world.backup(["--forget-purged"])
      #expect(clean.status == Exit.done, "\(clean.errors)")
      #expect(clean.json["expired"].list.count == 1)
      #expect(try !BackupWorld.has(rest, in: world.backups), "the word is nowhere in the folder")
      #expect(try !BackupWorld.has(recording, in: world.backups), "nor is the recording")
      #expect(try BackupWorld.has(BackupWorld.recording(0)[..<1_000], in: world.backups))
      let verified = try await world.verify()
      #expect(verified.status == Exit.done, "\(verified.errors)")
      #expect(try await world.restore().status == Exit.done)
    }
  }

  @Test("of many backups the newest are kept, and what only the others had is removed")
  func keep() async throws {
    try await BackupWorld.with(texts: 5, recordings: 1) { world in
      for _ in 0..<4 { #expect(try await world.backup(["--keep", "2"]).status == Exit.done) }
      let list = try await Command.run(["backup", "list", world.backups.path]).json["backups"].list
      #expect(list.count == 2)
      for name in list.compactMap(\.["name"].text) {
        #expect(try await world.verify(["--backup", name]).status == Exit.done)
      }
      let pieces = try Set(BackupWorld.files(world.backups.appendingPathComponent("blobs"))).count
      let one = try #require(list.last?["files"].int)
      #expect(pieces <= 2 * one)
      let none = try await world.backup(["--keep", "0"])
      #expect(none.status == Exit.usage)
    }
  }

  @Test(
    "whatever file of a backup is changed, cut, emptied or removed, it is named and nothing is restored",
    arguments: [false, true])
  func damage(encrypted: Bool) async throws {
    try await BackupWorld.with(texts: 3, recordings: 1) { world in
      let made = try await world.backup(encrypted: encrypted)
      let digest = try #require(made.json["manifestSHA256"].text.flatMap { Digest(hex: $0) })
      // Opened once: making the key takes as long as a guess is to take.
      let folder = try BackupFolder.open(
        world.backups, passphrase: encrypted ? Secret("correct horse battery staple") : nil)
      let files = try BackupWorld.files(world.backups)
      let blobs = files.filter { $0.hasPrefix("blobs/") }
      var random = SplitMix(seed: 5)
      func refused(_ name: String, _ how: String) {
        #expect(throws: BackupDamage.self, "\(name) \(how)") { try BackupVerifier(folder).verify(expecting: digest) }
      }
      for name in blobs.prefix(3) + files.filter({ $0.hasPrefix("backups/") }) {
        let file = world.backups.appendingPathComponent(name)
        let whole = try Data(contentsOf: file)
        var changed = whole
        changed[Int.random(in: 0..<whole.count, using: &random)] ^= 0x20
        for (wrong, how) in [
          (changed, "changed"), (whole.dropLast(), "cut"), (Data(), "emptied"), (whole + [0], "longer"),
        ] {
          try wrong.write(to: file)
          refused(name, how)
        }
        try FileManager.default.removeItem(at: file)
        refused(name, "removed")
        if !name.hasSuffix("keys.json") {
          let keys = encrypted ? nil : world.test.archive.folder.appendingPathComponent("keys")
          #expect(throws: BackupDamage.self, "\(name)") {
            try Restore(folder, keys: keys, to: world.restored).run(
              user: TestArchive.machineUser, prepare: { _ in })
          }
          #expect(!FileManager.default.fileExists(atPath: world.restored.path))
        }
        try whole.write(to: file)
      }
      #expect(try BackupVerifier(folder).verify(expecting: digest).manifest.counts.messages == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder.path).allSatisfy { !$0.hasPrefix(".") })
      guard !encrypted else { return }
      try FileManager.default.removeItem(at: world.backups.appendingPathComponent(blobs[0]))
      let verified = try await world.verify()
      #expect((verified.status, verified.error["code"].text) == (Exit.badInput, "backup.damaged"))
      #expect(verified.error["message"].text?.hasPrefix("the backup is damaged: ") == true)
    }
  }

  @Test("content that is missing when the backup is made is named then and at the restore, and nothing else is lost")
  func missing() async throws {
    try await BackupWorld.with { world in
      let digest = Digest(of: BackupWorld.recording(2))
      try FileManager.default.removeItem(at: world.test.archive.content.location(of: digest))
      let made = try await world.backup()
      #expect((made.status, made.json["missing"].list.map(\.text)) == (Exit.attention, [digest.hex]))
      let verified = try await world.verify()
      #expect((verified.status, verified.json["missing"].list.map(\.text)) == (Exit.attention, [digest.hex]))
      let restored = try await world.restore()
      #expect((restored.status, restored.json["missing"].list.map(\.text)) == (Exit.attention, [digest.hex]))
      #expect(try await Command.run(["audit", "verify"], archive: world.restored).status == Exit.done)
    }
  }

  @Test("what can't be done is refused with what to do")
  func refusals() async throws {
    try await BackupWorld.with(texts: 2, recordings: 0) { world in
      let bare = try await world.test.run(["backup", world.backups.path])
      #expect((bare.status, bare.error["code"].text) == (Exit.badInput, "backup.keys"))
      #expect(
        bare.error["message"].text
          == "keys are never written in the clear: give --passphrase-file to encrypt the backup, or --without-keys and "
          + "keep a copy of \(world.test.archive.folder.path)/keys elsewhere, without which a backup can't be restored")
      let inside = try await world.test.run(["backup", world.test.archive.folder.path + "/b", "--without-keys"])
      #expect((inside.status, inside.error["code"].text) == (Exit.badInput, "backup.inside"))
      let foreign = try await world.test.run(["backup", world.feed.feed.folder.path, "--without-keys"])
      #expect((foreign.status, foreign.error["code"].text) == (Exit.badInput, "backup.foreign"))
      let short = world.folder.appendingPathComponent("short")
      try Data("secret".utf8).write(to: short)
      let weak = try await world.test.run(["backup", world.backups.path, "--passphrase-file", short.path])
      #expect((weak.status, weak.error["code"].text) == (Exit.badInput, "backup.passphrase"))
      let role = try await world.test.run(["--as", "eve@corp.example", "backup", world.backups.path, "--without-keys"])
      #expect(role.status == Exit.noRole)

      #expect(try await world.backup(encrypted: true).status == Exit.done)
      try Data("another horse battery staple".utf8).write(to: short)
      let wrong = try await Command.run(["backup", "verify", world.backups.path, "--passphrase-file", short.path])
      #expect((wrong.status, wrong.error["code"].text) == (Exit.badInput, "backup.passphrase"))
      let none = try await world.verify()
      #expect((none.status, none.error["code"].text) == (Exit.badInput, "backup.passphrase"))
      let occupied = try await Command.run(
        ["restore", world.backups.path, world.folder.path, "--passphrase-file", world.passphrase.path])
      #expect((occupied.status, occupied.error["code"].text) == (Exit.badInput, "restore.target"))

      try FileManager.default.removeItem(at: world.backups)
      #expect(try await world.backup().status == Exit.done)
      let keyless = try await Command.run(["restore", world.backups.path, world.restored.path])
      #expect((keyless.status, keyless.error["code"].text) == (Exit.badInput, "restore.keys"))
      let other = try TestArchive.makeEmpty(in: world.folder.appendingPathComponent("other"))
      let strange = try await Command.run(
        ["restore", world.backups.path, world.restored.path, "--keys", other.archive.folder.path + "/keys"])
      #expect((strange.status, strange.error["code"].text) == (Exit.badInput, "restore.keys"))
      #expect(!FileManager.default.fileExists(atPath: world.restored.path))
    }
  }
}
