@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("Durable files and locks")
struct DurableFileTests {
  @Test("a file is replaced whole, is the owner's alone, and leaves nothing beside it")
  func replaces() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("f")
      try DurableFile.replace(file, with: [1, 2])
      try DurableFile.replace(file, with: [])
      try DurableFile.replace(file, with: [3])
      #expect(try Data(contentsOf: file) == Data([3]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["f"])
      #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("a place that can't be written is named with what the system said")
  func fails() throws {
    let error = #expect(throws: StorageError.self) {
      try DurableFile.replace(URL(fileURLWithPath: "/nonexistent/f"), with: [1])
    }
    #expect(error?.description.hasPrefix("could not create /nonexistent/.f.") == true)
    #expect(error?.description.hasSuffix(": No such file or directory") == true)
  }

  @Test("a lock is one holder's at a time")
  func locks() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("lock")
      let held = try FileLock(file)
      #expect(try FileLock.tryLock(file) == nil)
      held.release()
      #expect(try FileLock.tryLock(file) != nil)
    }
  }

  @Test("what is sealed opens only with the same key, whole, and where it belongs")
  func sealing() throws {
    try TestArchive.with { test in
      let (keys, secret) = (test.archive.keys, Array("secret".utf8))
      let sealed = try Sealing.seal(secret, with: keys.vault, context: "password of o2")
      #expect(try Sealing.open(sealed, with: keys.vault, context: "password of o2") == secret)
      #expect(throws: StorageError.self) { try Sealing.open(sealed, with: keys.staging, context: "password of o2") }
      #expect(throws: StorageError.self) { try Sealing.open(sealed, with: keys.vault, context: "password of x") }
      for index in sealed.indices {
        var bad = sealed
        bad[index] ^= 1
        #expect(throws: StorageError.self) { try Sealing.open(bad, with: keys.vault, context: "password of o2") }
      }
      #expect(throws: StorageError.self) { try Sealing.open([UInt8](), with: keys.vault, context: "password of o2") }
    }
  }
}
