@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Testing

@testable internal import ObjectStorage

@Suite("Content in an object store", .enabled(if: Bucket.isThere, "\(ObjectServer.absent)"))
struct ContentOnStoreTests {
  private func with(
    withLocks: Bool = false, lock: StoreSettings.Lock = .off, _ body: (TestArchive, StoreSettings) async throws -> Void
  ) async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder).withStores()
      let settings = try Bucket.settings(test.archive.keys, withLocks: withLocks, lock: lock)
      try test.use(settings)
      try await body(test, settings)
    }
  }

  @Test("content is put before it is entered, read back from the store alone, and lies in no file")
  func readsBack() async throws {
    try await with { test, settings in
      let bytes = noise(300_000)
      let digest = try await test.keep(bytes)
      #expect(
        try test.store().keys("\(settings.prefix)content/") == [
          "\(settings.prefix)content/\(digest.hex.prefix(2))/\(digest.hex)"
        ])
      // Whatever an import left here is not asked.
      try FileManager.default.removeItem(at: test.archive.content.cache.location(of: digest))
      #expect(try test.read(digest) == bytes)
      #expect(!FileManager.default.fileExists(atPath: test.archive.content.location(of: digest).path))
      #expect(try await test.keep(bytes) == digest)
      #expect(try test.count("content_object") == 1)
    }
  }

  @Test("what an altered store gives is named, and what a lost one has is told with exit code 74's error")
  func altered() async throws {
    try await with { test, settings in
      let digest = try await test.keep(noise(100_000))
      let key = ContentKey.of(digest, settings)
      let store = try test.store()
      try store.put(noise(100_000, seed: 5), as: key, in: test.archive.folder)
      #expect { try test.read(digest) } throws: { ($0 as? StorageError)?.code == "content.altered" }
      try store.remove(key)
      #expect { try test.read(digest) } throws: { StoreProblem.missing.is($0) }
    }
  }

  @Test("a purge removes the object; it is pending until the store has confirmed, and a crash between is made good")
  func purges() async throws {
    try await with { test, settings in
      let kept = try await test.keep(noise(90_000, seed: 2))
      let digest = try await test.keep(noise(80_000))
      try test.drop(digest)
      #expect(try Erasure.status(test.archive).objects == 1)
      #expect(try test.store().size(of: ContentKey.of(digest, settings)) == 80_000)
      // As a crash leaves it that came after the claim.
      try test.archive.maintain { try $0.execute(sql: "UPDATE object_removal SET claimed = 1, tries = 1") }
      #expect(try Erasure.run(test.archive) == .done)
      #expect(try test.store().size(of: ContentKey.of(digest, settings)) == nil)
      #expect(try test.store().size(of: ContentKey.of(kept, settings)) == 90_000)
      #expect(!FileManager.default.fileExists(atPath: test.archive.content.cache.location(of: digest).path))
      #expect(try Erasure.status(test.archive).state == .done)
    }
  }

  @Test("content purged and wanted again survives, whenever the purge's removal comes between")
  func wantedAgain() async throws {
    try await with { test, settings in
      let bytes = noise(80_000)
      // Before the removal began.
      let digest = try await test.keep(bytes)
      try test.drop(digest)
      _ = try await test.keep(bytes)
      #expect(try Erasure.run(test.archive) == .done)
      #expect(try test.read(digest) == bytes)
      // The whole removal between putting and entering: the content would be missing, so that nothing is entered.
      try test.drop(digest)
      let file = try test.archive.content.temporaryFile()
      try Data(bytes).write(to: file)
      try await test.archive.content.keep(file, as: digest, size: Int64(bytes.count))
      #expect(try Erasure.run(test.archive) == .done)
      #expect { try test.enter(digest, bytes.count) } throws: { ($0 as? StorageError)?.code == "store.removing" }
      #expect(try test.count("content") == 0)
      // While it may be under way.
      _ = try await test.keep(bytes)
      try test.drop(digest)
      try Data(bytes).write(to: file)
      try await test.archive.content.keep(file, as: digest, size: Int64(bytes.count))
      try test.archive.maintain { try $0.execute(sql: "UPDATE object_removal SET claimed = 1") }
      #expect { try test.enter(digest, bytes.count) } throws: { ($0 as? StorageError)?.code == "store.removing" }
    }
  }

  @Test("a removal elsewhere in the store between putting and entering does no harm")
  func otherRemoval() async throws {
    try await with { test, _ in
      let other = try await test.keep(noise(70_000, seed: 8))
      try test.drop(other)
      let bytes = noise(80_000)
      let file = try test.archive.content.temporaryFile()
      try Data(bytes).write(to: file)
      try await test.archive.content.keep(file, as: Digest(of: bytes), size: Int64(bytes.count))
      #expect(try Erasure.run(test.archive) == .done)
      try test.enter(Digest(of: bytes), bytes.count)
      #expect(try test.read(Digest(of: bytes)) == bytes)
    }
  }

  @Test("a store that can't be reached leaves a purge pending and says so, and an import nothing half done")
  func unreachable() async throws {
    try await with { test, settings in
      let digest = try await test.keep(noise(80_000))
      try test.drop(digest)
      let silent = try #require(SilentPort())
      let port = silent.number
      try test.attackWithoutGuards { db in
        // The credentials are sealed to the address, so that another gets none.
        try db.execute(sql: "UPDATE object_store SET endpoint = 'http://127.0.0.1:\(port)'")
      }
      let moved = try test.withStores()
      await #expect { try await moved.keep(noise(90_000)) } throws: {
        "\($0)".contains("does not open with the archive's key")
      }
      let lost = try Bucket.settings(test.archive.keys, bucket: settings.bucket, endpoint: "http://127.0.0.1:\(port)")
      try test.attackWithoutGuards { db in try db.execute(sql: "DELETE FROM object_store WHERE id <> 1") }
      try moved.use(lost)
      await #expect { try await moved.keep(noise(90_000)) } throws: { StoreProblem.unreachable.is($0) }
      #expect(try moved.count("content") == 0)
      try test.attackWithoutGuards { db in
        try db.execute(
          sql: "INSERT INTO object_removal (store, digest) SELECT MAX(id), ? FROM object_store",
          arguments: [Data(digest.bytes)])
      }
      #expect(try Erasure.run(moved.archive) == .pending)
      let status = try Erasure.status(moved.archive)
      #expect(status.objects == 2)
      let reasons = status.refusals.map(\.reason)
      #expect(reasons.count == 2 && reasons.contains { $0.contains("can't be reached (no connection)") })
      #expect(status.advice?.hasSuffix("and with 'holdfast erasure run'") == true)
    }
  }

  @Test("content moves to a store, to another and back, and each move is verified, resumable and leaves nothing behind")
  func moves() async throws {
    try await with { test, settings in
      try test.use(nil)
      let contents = (1...3).map { noise(70_000, seed: UInt64($0)) }
      var digests: [Digest] = []
      for bytes in contents { digests.append(try await test.keep(bytes)) }
      #expect(try test.count("content_object") == 0)
      func check(_ places: [StoreSettings?]) throws {
        for (digest, bytes) in zip(digests, contents) { #expect(try test.read(digest) == bytes) }
        #expect(try test.archive.read { try ContentMove.remaining($0).objects } == 0)
        #expect(try Erasure.run(test.archive) == .done)
        for (digest, bytes) in zip(digests, contents) { #expect(try test.read(digest) == bytes) }
      }
      func files() -> Int {
        digests.count { FileManager.default.fileExists(atPath: test.archive.content.location(of: $0).path) }
      }
      try test.use(settings)
      #expect(try ContentMove.run(test.archive, by: test.session).moved == 3)
      try check([settings])
      #expect(files() == 0)
      let other = try Bucket.settings(test.archive.keys)
      try test.use(other)
      #expect(try ContentMove.run(test.archive, by: test.session).bytes == 210_000)
      try check([other])
      let first = try Bucket.open(settings, test.archive.keys)
      #expect(try first.keys("\(settings.prefix)content/").isEmpty)
      first.close()
      try test.use(nil)
      #expect(try ContentMove.run(test.archive, by: test.session).moved == 3)
      try check([nil])
      #expect(files() == 3)
      #expect(try ContentMove.run(test.archive, by: test.session).moved == 0)
    }
  }

  @Test("a file altered on disk is not moved, and stays where it is")
  func moveOfAltered() async throws {
    try await with { test, settings in
      try test.use(nil)
      let digest = try await test.keep(noise(70_000))
      try Data(noise(70_000, seed: 3)).write(to: test.archive.content.location(of: digest))
      try test.use(settings)
      #expect { try ContentMove.run(test.archive, by: test.session) } throws: {
        ($0 as? StorageError)?.code == "content.altered"
      }
      #expect(try test.count("content_object") == 0)
    }
  }

  @Test("leftovers older than a day are removed, younger ones, content and other people's objects are not")
  func cleaning() async throws {
    try await with { test, settings in
      let kept = try await test.keep(noise(70_000))
      let left = noise(75_000, seed: 4)
      let store = try test.store()
      try store.put(left, as: ContentKey.of(Digest(of: left), settings), in: test.archive.folder)
      try store.put([1], as: "\(settings.prefix)content/readme.txt", in: test.archive.folder)
      let now = test.session.now
      let early = try ObjectCleaning.run(test.archive, by: test.session, at: now)
      #expect((early.objects, early.leftovers, early.foreign) == (3, 0, 1))
      let tomorrow = Moment(microseconds: now.microseconds + 2 * 86_400 * 1_000_000)
      #expect(try ObjectCleaning.run(test.archive, by: test.session, at: tomorrow).leftovers == 1)
      #expect(try Erasure.run(test.archive) == .done)
      #expect(
        try store.keys("\(settings.prefix)content/").sorted()
          == [ContentKey.of(kept, settings), "\(settings.prefix)content/readme.txt"].sorted())
    }
  }

  @Test("two archives never share a place")
  func taken() async throws {
    try await with { test, settings in
      let store = try test.store()
      try StoreTrial.claim(store, settings, for: test.archive)
      try StoreTrial.claim(store, settings, for: test.archive)
      try TestArchive.with { other in
        #expect { try StoreTrial.claim(store, settings, for: other.archive) } throws: {
          ($0 as? InputError)?.code == "storage.taken"
        }
      }
    }
  }

  @Test("a shell can't make the archive forget where content lies, nor remove what lies there")
  func guarded() async throws {
    try await with { test, _ in
      _ = try await test.keep(noise(70_000))
      for sql in [
        "DELETE FROM content_object", "UPDATE content_object SET store = NULL", "DELETE FROM object_store",
        "UPDATE object_store SET bucket = 'other'",
        "INSERT INTO object_removal (store, digest) SELECT store, digest FROM content_object",
        "INSERT OR REPLACE INTO content_object (digest, store, entry) SELECT digest, NULL, entry FROM content_object",
      ] {
        #expect(throws: DatabaseError.self, "\(sql)") { try test.attack { try $0.execute(sql: sql) } }
      }
      #expect(try test.count("content_object") == 1)
    }
  }
}

enum ContentKey {
  static func of(_ digest: Digest, _ settings: StoreSettings) -> String {
    ContentStore.key(of: digest, under: settings.prefix)
  }
}
