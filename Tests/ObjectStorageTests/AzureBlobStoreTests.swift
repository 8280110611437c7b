@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Hold
internal import Testing

@testable internal import ObjectStorage

/// Against a stand-in that checks the requests' forms.
@Suite("An Azure container")
struct AzureBlobStoreTests {
  private func with<R>(
    signature: String = AzureStandIn.signature, container: String = "box",
    _ body: (any ObjectStore, TestArchive, StoreSettings) async throws -> R
  ) async throws -> R {
    let server = try AzureStandIn()
    return try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder)
      let settings = try StoreSettings(
        kind: .azure, endpoint: server.endpoint, bucket: container, prefix: "p", region: "azure", lock: .off,
        authorities: nil, credentials: .azure("https://corp.blob.core.windows.net/box?\(signature)"),
        keys: test.archive.keys)
      var options = Bucket.quick
      options.partSize = 1 << 20
      let store = try Bucket.open(settings, test.archive.keys, options: options)
      defer { store.close() }
      defer { withExtendedLifetime(server) {} }
      return try await body(store, test.withStores(options), settings)
    }
  }

  @Test("blobs of every size come back whole, are listed page by page, and are removed for good")
  func blobs() async throws {
    try await with { store, test, _ in
      let sizes = [0, 1, 70_000, 1 << 20, (1 << 20) + 1, (3 << 20) + 5]
      for size in sizes {
        for _ in 0..<2 { try store.put(noise(size), as: "p/ä b/\(size)", in: test.archive.folder) }
        #expect(try store.size(of: "p/ä b/\(size)") == Int64(size))
        #expect(try store.all("p/ä b/\(size)", size: size) == noise(size))
      }
      #expect(try store.keys("p/").count == sizes.count)
      let listed = try #require(try store.list("p/", page: nil).objects.first?.stored)
      #expect(abs(listed.microseconds / 1_000_000 - Int64(Date().timeIntervalSince1970)) < 60)
      for size in sizes { for _ in 0..<2 { try store.remove("p/ä b/\(size)") } }
      #expect(try store.keys("p/").isEmpty)
    }
  }

  @Test("a blob of other bytes under the key is replaced; an immutable one's refusal is told as a lock")
  func replaced() async throws {
    try await with { store, test, _ in
      try store.put(noise(80_000, seed: 2), as: "p/x", in: test.archive.folder)
      try store.put(noise(80_000), as: "p/x", in: test.archive.folder)
      #expect(try store.all("p/x", size: 80_000) == noise(80_000))
      try store.put([1], as: "p/immutable", in: test.archive.folder)
      #expect { try store.remove("p/immutable") } throws: { StoreProblem.locked.is($0) }
      #expect(try !store.hasLocks())
    }
  }

  @Test("a signature that doesn't open the container is refused, and stands in no error")
  func refused() async throws {
    try await with(signature: "sv=2021-12-02&sig=wrong-signature") { store, test, _ in
      let error = try #require(throws: StorageError.self) { try store.put([1], as: "k", in: test.archive.folder) }
      #expect(error.code == "store.refused")
      #expect(!error.description.contains("wrong-signature"))
    }
    try await with(container: "none") { store, test, _ in
      #expect { try store.put([1], as: "k", in: test.archive.folder) } throws: { StoreProblem.missing.is($0) }
    }
  }

  @Test("content is kept, read, purged and cleaned there as in a bucket")
  func content() async throws {
    try await with { store, test, settings in
      try test.use(settings)
      #expect(try !StoreTrial.run(store, settings))
      let bytes = noise(2_500_000)
      let digest = try await test.keep(bytes)
      #expect(try test.read(digest) == bytes)
      try test.drop(digest)
      #expect(try Erasure.run(test.archive) == .done)
      #expect(try store.keys("p/").isEmpty)
    }
  }
}
