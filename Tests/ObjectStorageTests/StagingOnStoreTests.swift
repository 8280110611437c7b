internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer
@testable internal import ObjectStorage

@Suite("Staging in an object store", .enabled(if: Bucket.isThere, "\(ObjectServer.absent)"))
struct StagingOnStoreTests {
  private static let day = CivilDate("2024-01-01") ?? CivilDate(daysSince1970: 0)
  private static let next = CivilDate("2024-01-02") ?? CivilDate(daysSince1970: 1)

  private func with(_ body: (TestArchive, StoreSettings, any ObjectStore) async throws -> Void) async throws {
    try await TestFolders.withTemporary { folder in
      let test = try TestArchive.makeEmpty(in: folder).withStores()
      let settings = try Bucket.settings(test.archive.keys)
      try test.use(settings, for: .staging)
      try await body(test, settings, test.store(.staging))
    }
  }

  private func file(_ bytes: [UInt8], _ date: CivilDate, _ test: TestArchive) throws -> StagedFile {
    try StagingFolder(of: "o2", in: test.archive).file(
      date, "items.jsonl", Digest(of: bytes), key: test.archive.keys.staging, context: "o2/\(date)/items.jsonl")
  }

  private func stage(_ bytes: [UInt8], expecting: [UInt8]? = nil, _ staged: StagedFile) async throws {
    let expected = expecting ?? bytes
    let chunks = ByteChunks(announced: nil) { Pieces(rest: bytes[...]) }
    _ = try await staged.stage(
      chunks, expecting: StagedFile.Fetched(bytes: Int64(expected.count), digest: Digest(of: expected)))
  }

  private struct Pieces: ChunkReader {
    var rest: ArraySlice<UInt8>
    mutating func next() async throws -> [UInt8]? {
      defer { rest = rest.dropFirst(100_003) }
      return rest.isEmpty ? nil : Array(rest.prefix(100_003))
    }
  }

  @Test("a file reads back from the store, lies there encrypted and nowhere here, and is removed")
  func readsBack() async throws {
    try await with { test, settings, store in
      for count in [0, 1, 256 << 10, (5 << 20) + 17] {
        let bytes = [UInt8](repeating: 65, count: count)
        let staged = try file(bytes, Self.day, test)
        #expect(try !staged.exists)
        try await stage(bytes, staged)
        #expect(try staged.exists)
        var read: [UInt8] = []
        let next = try staged.pieces()
        while let piece = try next() { read += piece }
        #expect(read == bytes)
        let key = try #require(try store.keys("\(settings.prefix)staging/o2/2024-01-01/").first)
        let size = try #require(try store.size(of: key))
        #expect(size > count)
        let lying = try store.all(key, size: Int(size))
        #expect(Data(lying).range(of: Data(repeating: 65, count: 20)) == nil)
        staged.remove()
        #expect(try !staged.exists)
      }
      let here = try FileManager.default.subpathsOfDirectory(atPath: test.archive.stagingFolder.path)
      #expect(here.allSatisfy { !$0.hasSuffix(".sealed") && !$0.hasSuffix(".tmp") })
    }
  }

  @Test("what isn't what the manifest announces is not staged, and an altered file is refused")
  func refused() async throws {
    try await with { test, settings, store in
      let bytes = noise(300_000)
      let staged = try file(bytes, Self.day, test)
      try await stage(noise(300_000, seed: 2), expecting: bytes, staged)
      #expect(try !staged.exists)
      try await stage(bytes, staged)
      let key = try #require(try store.keys("\(settings.prefix)staging/").first)
      var lying = try store.all(key, size: Int(try #require(try store.size(of: key))))
      lying[1_000] ^= 1
      try store.put(lying, as: key, in: test.archive.folder)
      let next = try staged.pieces()
      #expect(throws: StorageError.self) { while try next() != nil {} }
      try store.put(Array(lying.prefix(100)), as: key, in: test.archive.folder)
      #expect(throws: StorageError.self) {
        let next = try staged.pieces()
        while try next() != nil {}
      }
    }
  }

  @Test("leftovers of days that are done go, those of open days stay, and another connector's are not touched")
  func leftovers() async throws {
    try await with { test, settings, store in
      let bytes = noise(1_000)
      for date in [Self.day, Self.next] { try await stage(bytes, file(bytes, date, test)) }
      try store.put([1], as: "\(settings.prefix)staging/o22/2024-01-01/x.sealed", in: test.archive.folder)
      try StagingFolder(of: "o2", in: test.archive).removeLeftovers { $0 == Self.next }
      #expect(try !file(bytes, Self.day, test).exists)
      #expect(try file(bytes, Self.next, test).exists)
      try StagingFolder(of: "o2", in: test.archive).remove(Self.next)
      #expect(try store.keys("\(settings.prefix)staging/").count == 1)
      try StagingFolder.removeAll(from: store, settings)
      #expect(try store.keys("\(settings.prefix)staging/").isEmpty)
    }
  }
}
