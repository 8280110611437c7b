internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Search

@Suite("files of an export")
struct ExportFilesTests {
  @Test("a file that is appended to can be taken back, cut and read on, and always knows its digest")
  func appending() throws {
    try TestFolders.withTemporary { folder in
      var random = SplitMix(seed: 4)
      let url = folder.appendingPathComponent("list")
      var file = try AppendedFile(url, path: "list", length: 0)
      var model: [UInt8] = []
      for _ in 0..<150 {
        switch Int.random(in: 0...4, using: &random) {
        case 0:
          let mark = file.mark
          try file.write([UInt8](repeating: 9, count: Int.random(in: 0...400_000, using: &random)))
          try file.rollBack(to: mark)
        case 1:
          try file.flush()
          // What a crash leaves behind the last checkpoint.
          let kept = model.count
          try file.write([1, 2, 3])
          try file.flush()
          file = try AppendedFile(url, path: "list", length: Int64(kept))
        default:
          let bytes = (0..<Int.random(in: 0...5_000, using: &random)).map { UInt8(truncatingIfNeeded: $0) }
          try file.write(bytes)
          model += bytes
        }
        #expect(file.size == Int64(model.count))
      }
      let closed = try file.close()
      #expect(closed == ClosedFile(path: "list", size: Int64(model.count), digest: Digest(of: model)))
      #expect(try [UInt8](Data(contentsOf: url)) == model)
    }
  }

  @Test("a new file overwrites nothing, and is gone if it isn't what was expected")
  func creating() throws {
    try TestFolders.withTemporary { folder in
      let files = try ExportFiles(root: folder)
      let file = try files.create("a/b", "x")
      try file.write("hello")
      #expect(try file.close() == Digest(of: Array("hello".utf8)))
      #expect(throws: StorageError.self) { try files.create("a/b", "x") }
      let other = try files.create("a/b", "y")
      try other.write("other")
      #expect(try other.close(expecting: Digest(of: [])) == nil)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b") == ["x"])
      #expect(files.closed.map(\.path) == ["a/b/x"])
      try files.discard(since: 0)
      #expect(files.closed.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b").isEmpty)
    }
  }

  @Test("a walk finds every file once, in the order of the paths' bytes")
  func walking() throws {
    try TestFolders.withTemporary { folder in
      var random = SplitMix(seed: 8)
      let names = ["a", "a-", "a.b", "B", "é", "z", "0", "a b", "~"]
      var paths: Set<String> = []
      for _ in 0..<120 {
        let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in names.randomElement(using: &random) ?? "a" }
        // Folders end in d, so that no file is asked to be a folder as well.
        let path = (parts.dropLast().map { $0 + "d" } + [parts.last ?? "a"]).joined(separator: "/")
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: url)
        paths.insert(path)
      }
      let walk = FolderWalk(folder)
      var found: [String] = []
      while let next = try walk.next() { found.append(next.path) }
      #expect(found == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }
}
