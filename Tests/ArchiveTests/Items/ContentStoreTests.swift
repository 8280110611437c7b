@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import GRDB
internal import Testing

@Suite("The content store")
struct ContentStoreTests {
  private func read(_ digest: Digest, _ test: TestArchive) throws -> [UInt8] {
    try test.archive.read { db in
      let next = try test.archive.content.pieces(of: digest, db)
      var bytes: [UInt8] = []
      while let piece = try next() { bytes += piece }
      return bytes
    }
  }

  private func store(_ content: [UInt8], asFile: Bool, _ test: TestArchive) throws -> Digest {
    let (digest, store) = (Digest(of: content), test.archive.content)
    if asFile {
      let temporary = try store.temporaryFile()
      try Data(content).write(to: temporary)
      try store.adopt(temporary, as: digest)
    }
    _ = try test.archive.perform(.itemsImported, by: test.session) {
      try store.register(digest, size: Int64(content.count), bytes: asFile ? nil : content, $0.db)
    }
    return digest
  }

  @Test("content reads back, from the database and from a file, and is stored once")
  func readsBack() throws {
    try TestArchive.with { test in
      for (count, asFile) in [(0, false), (100, false), (300_000, true)] {
        let content = [UInt8](repeating: 7, count: count)
        let digest = try store(content, asFile: asFile, test)
        #expect(try store(content, asFile: asFile, test) == digest)
        #expect(try read(digest, test) == content)
        #expect(try test.archive.read { try test.archive.content.size(of: digest, $0) } == Int64(count))
        #expect(FileManager.default.fileExists(atPath: test.archive.content.location(of: digest).path) == asFile)
      }
      #expect(try test.archive.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM content") } == 3)
    }
  }

  @Test("altered content is named when its end is read")
  func altered() throws {
    try TestArchive.with { test in
      let digest = try store([UInt8](repeating: 7, count: 300_000), asFile: true, test)
      try Data(count: 300_000).write(to: test.archive.content.location(of: digest))
      #expect(
        throws: StorageError(
          "content \(digest) no longer has its digest: it was altered on disk", code: "content.altered")
      ) { try read(digest, test) }
    }
  }

  @Test("content that isn't there is named, and can't be registered as a file")
  func missing() throws {
    try TestArchive.with { test in
      let digest = Digest(of: [9])
      #expect(throws: StorageError("content \(digest) is not in the archive", code: "content.missing")) {
        try read(digest, test)
      }
      #expect(throws: StorageError("content \(digest) was to be stored as a file, and isn't there")) {
        try test.archive.perform(.itemsImported, by: test.session) {
          try test.archive.content.register(digest, size: 1, bytes: nil, $0.db)
        }
      }
    }
  }

  @Test("a crash's leftover is harmless, and a purge cut off before the unlink is finished later")
  func leftovers() throws {
    try TestArchive.with { test in
      let temporary = try test.archive.content.temporaryFile()
      try Data([1]).write(to: temporary)
      let digest = try store([UInt8](repeating: 3, count: 70_000), asFile: true, test)
      let id = try test.archive.read { try Int64.fetchOne($0, sql: "SELECT id FROM content") }
      try test.archive.perform(.itemsPurged, by: test.session) {
        try test.archive.content.dropUnreferenced([#require(id)], $0.db)
      }
      let file = test.archive.content.location(of: digest)
      #expect(FileManager.default.fileExists(atPath: file.path))
      let again = try Archive.open(at: test.archive.folder)
      #expect(try again.maintain { try again.content.unlinkPending($0, atMost: 10) } == 1)
      #expect(!FileManager.default.fileExists(atPath: file.path))
      #expect(try again.maintain { try again.content.unlinkPending($0, atMost: 10) } == 0)
    }
  }

  @Test("content wanted again between a purge and its unlink survives")
  func wantedAgain() throws {
    try TestArchive.with { test in
      let content = [UInt8](repeating: 3, count: 70_000)
      let digest = try store(content, asFile: true, test)
      let id = try test.archive.read { try Int64.fetchOne($0, sql: "SELECT id FROM content") }
      try test.archive.perform(.itemsPurged, by: test.session) {
        try test.archive.content.dropUnreferenced([#require(id)], $0.db)
      }
      _ = try store(content, asFile: true, test)
      _ = try test.archive.maintain { try test.archive.content.unlinkPending($0, atMost: 10) }
      #expect(try read(digest, test) == content)
    }
  }
}
