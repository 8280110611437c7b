internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import NIOHTTP1
internal import Testing

@testable internal import ObjectStorage

/// Against SeaweedFS.
@Suite("An S3 bucket", .enabled(if: Bucket.isThere, "\(ObjectServer.absent)"))
struct S3StoreTests {
  private func with<R>(
    _ options: StoreOptions = Bucket.quick, _ body: (any ObjectStore, URL, StoreSettings) throws -> R
  ) throws -> R {
    try TestArchive.with { test throws in
      let settings = try Bucket.settings(test.archive.keys)
      let store = try Bucket.open(settings, test.archive.keys, options: options)
      defer { store.close() }
      return try body(store, test.archive.folder, settings)
    }
  }

  @Test("objects of every size around a part's come back whole, once stored and stored again")
  func sizes() throws {
    var options = Bucket.quick
    options.partSize = 5 << 20
    try with(options) { store, folder, _ in
      for count in [0, 1, 70_000, 5 << 20, (5 << 20) + 1, (10 << 20) + 12_345] {
        let bytes = noise(count)
        for _ in 0..<2 { try store.put(bytes, as: "k/\(count)", in: folder) }
        #expect(try store.size(of: "k/\(count)") == Int64(count))
        #expect(try store.all("k/\(count)", size: count) == bytes)
      }
      #expect(try store.keys("k/").count == 6)
    }
  }

  @Test("an object that has other bytes than its key says is replaced, one of the same size too")
  func replaced() throws {
    try with { store, folder, _ in
      let right = noise(80_000)
      for wrong in [noise(80_000, seed: 2), noise(10)] {
        try store.put(wrong, as: "x", in: folder)
        try store.put(right, as: "x", in: folder)
        #expect(try store.all("x", size: right.count) == right)
      }
    }
  }

  @Test("a file that is not what it was said to be is not stored, in one piece or in parts")
  func changed() throws {
    var options = Bucket.quick
    options.partSize = 5 << 20
    try with(options) { store, folder, _ in
      for count in [100, 6 << 20] {
        let file = folder.appendingPathComponent("changed")
        try Data(noise(count)).write(to: file)
        let said = LocalObject(path: file.path, size: Int64(count), digest: Digest(of: noise(count, seed: 9)))
        #expect(throws: StorageError.self) { try store.put(said, as: "changed") }
        #expect(try store.size(of: "changed") == nil)
      }
    }
  }

  @Test("pieces are read from anywhere, and there are none past the end")
  func ranges() throws {
    try with { store, folder, _ in
      let bytes = noise(1_000)
      try store.put(bytes, as: "r", in: folder)
      #expect(try store.read("r", from: 10, count: 5) == Array(bytes[10..<15]))
      #expect(try store.read("r", from: 990, count: 100) == Array(bytes[990...]))
      #expect(try store.read("r", from: 1_000, count: 1).isEmpty)
      #expect { try store.read("none", from: 0, count: 1) } throws: { StoreProblem.missing.is($0) }
    }
  }

  @Test("a removed object is gone, removing it again is no error, and nothing of a like name goes with it")
  func removes() throws {
    try with { store, folder, _ in
      for key in ["a", "ab", "a/b"] { try store.put([1, 2, 3], as: "p/\(key)", in: folder) }
      for _ in 0..<2 { try store.remove("p/a") }
      #expect(try store.size(of: "p/a") == nil)
      #expect(try store.keys("p/").sorted() == ["p/a/b", "p/ab"])
    }
  }

  @Test("keys with every kind of character are signed, stored, listed and removed")
  func characters() throws {
    try with { store, folder, _ in
      let keys = ["u/a b", "u/ä€", "u/1+1=2&3", "u/100%", "u/~-._"]
      for key in keys { try store.put(Array(key.utf8), as: key, in: folder) }
      for key in keys { #expect(try store.read(key, from: 0, count: 100) == Array(key.utf8)) }
      #expect(try store.keys("u/").sorted() == keys.sorted())
      for key in keys { try store.remove(key) }
      #expect(try store.keys("u/").isEmpty)
    }
  }

  @Test("wrong credentials, buckets and addresses are told apart, and no error has a secret in it")
  func errors() throws {
    try TestArchive.with { test throws in
      let keys = test.archive.keys
      func problem(_ settings: StoreSettings) throws -> StorageError {
        let store = try Bucket.open(settings, keys)
        defer { store.close() }
        return try #require(throws: StorageError.self) { try store.put([1], as: "k", in: test.archive.folder) }
      }
      let refused = try problem(Bucket.settings(keys, secret: "wrong"))
      #expect(refused.code == "store.refused")
      #expect(!"\(refused)".contains("wrong") && !"\(refused)".contains(ObjectServer.keyID))
      #expect(try problem(Bucket.settings(keys, bucket: "no-such-bucket")).code == "store.missing")
      let silent = try #require(SilentPort())
      let port = silent.number
      let settings = try Bucket.settings(keys, bucket: "any", endpoint: "http://127.0.0.1:\(port)")
      let lost = try problem(settings)
      #expect(lost.code == "store.unreachable")
      #expect(
        lost.description
          == "s3://any/\(settings.prefix) at http://127.0.0.1:\(port) can't be reached (no connection); check the network and the "
          + "store, then run the command again")
    }
  }

  @Test("a bucket with versions loses every version of what is removed")
  func versions() throws {
    try TestArchive.with { test throws in
      let settings = try Bucket.settings(test.archive.keys, withLocks: true)
      let store = try Bucket.open(settings, test.archive.keys)
      defer { store.close() }
      for seed in 1...3 { try store.put(noise(70_000, seed: UInt64(seed)), as: "v", in: test.archive.folder) }
      try store.remove("v")
      #expect(try store.size(of: "v") == nil)
      let versions = try #require(store as? S3Store).send(.GET, nil, query: [("versions", ""), ("prefix", "v")])
      let left = StoreXML(versions.body, groups: ["Version", "DeleteMarker"]).groups
      #expect(left.isEmpty)
    }
  }

  @Test("locks are told from none, refuse removal, and are lengthened")
  func locks() throws {
    try TestArchive.with { test throws in
      let plain = try Bucket.open(Bucket.settings(test.archive.keys), test.archive.keys)
      #expect(try !plain.hasLocks())
      plain.close()
      let store = try Bucket.open(Bucket.settings(test.archive.keys, withLocks: true), test.archive.keys)
      defer { store.close() }
      #expect(try store.hasLocks())
      try store.put([1], as: "held", in: test.archive.folder)
      try store.setHold(true, on: "held")
      let held = try #require(throws: StorageError.self) { try store.remove("held") }
      #expect(held == StoreProblem.locked.error("the bucket refuses: the object is under a legal hold there"))
      try store.setHold(false, on: "held")
      try store.remove("held")
      try store.put([2], as: "kept", in: test.archive.folder)
      let end = Moment(microseconds: (Int64(Date().timeIntervalSince1970) + 86_400) * 1_000_000)
      try store.retain("kept", until: end, mode: .compliance)
      #expect { try store.remove("kept") } throws: { StoreProblem.locked.is($0) }
      let later = Moment(microseconds: end.microseconds + 1_000_000)
      try store.retain("kept", until: later, mode: .compliance)
      #expect { try store.retain("kept", until: end, mode: .compliance) } throws: { StoreProblem.refused.is($0) }
      let kept = try #require(throws: StorageError.self) { try store.remove("kept") }
      #expect(kept.description == "the bucket refuses: the object is locked there until \(RFC3339.format(later))")
    }
  }
}
