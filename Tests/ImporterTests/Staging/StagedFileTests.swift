internal import Archive
internal import ArchiveTesting
internal import struct Crypto.SymmetricKey
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("a staged file")
struct StagedFileTests {
  private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) } }

  /// The bytes as a site sends them, in pieces of that size.
  private static func chunks(_ bytes: [UInt8], piece: Int = 100_000) -> ByteChunks {
    ByteChunks(announced: nil) { Pieces(bytes: bytes[...], piece: piece) }
  }

  private struct Pieces: ChunkReader {
    var bytes: ArraySlice<UInt8>
    let piece: Int

    mutating func next() async throws -> [UInt8]? {
      let next = bytes.prefix(piece)
      bytes = bytes.dropFirst(piece)
      return next.isEmpty ? nil : Array(next)
    }
  }

  private static func staged(_ folder: URL, key: SymmetricKey, name: String = "items") -> StagedFile {
    StagedFile(file: folder.appendingPathComponent("\(name).sealed"), key: key, context: "o2/2024-01-01/\(name)")
  }

  private static func stage(_ content: [UInt8], as file: StagedFile) async throws {
    let expected = StagedFile.Fetched(bytes: Int64(content.count), digest: Digest(of: content))
    #expect(try await file.stage(chunks(content), expecting: expected) == expected)
  }

  private static func read(_ file: StagedFile) throws -> [UInt8] {
    let next = try file.pieces()
    var all: [UInt8] = []
    while let piece = try next() { all += piece }
    return all
  }

  @Test(
    "what was fetched is read back to the byte, whatever its size",
    arguments: [0, 1, SealedFrames.size - 1, SealedFrames.size, SealedFrames.size + 1, 3 * SealedFrames.size, 700_001])
  func roundTrip(_ count: Int) async throws {
    try await TestFolders.withTemporary { folder in
      let file = Self.staged(folder, key: SymmetricKey(size: .bits256))
      let content = Self.bytes(count)
      try await Self.stage(content, as: file)
      #expect(try Self.read(file) == content)
      let sealed = try Data(contentsOf: file.file)
      if count > 64 { #expect(sealed.range(of: Data(content.prefix(64))) == nil, "it is encrypted") }
      let mode = try FileManager.default.attributesOfItem(atPath: file.file.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test("what is not as announced is never published, and nothing of it stays")
  func refused() async throws {
    try await TestFolders.withTemporary { folder in
      let file = Self.staged(folder, key: SymmetricKey(size: .bits256))
      let content = Self.bytes(5_000)
      let wrong = StagedFile.Fetched(bytes: 5_000, digest: Digest(of: [1]))
      let fetched = try await file.stage(Self.chunks(content), expecting: wrong)
      #expect(fetched.bytes == 5_000 && fetched.digest == Digest(of: content))
      #expect(try !file.exists)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test("a changed byte, a cut, a frame moved, left out or put in is found before anything of the frame is believed")
  func tampering() async throws {
    try await TestFolders.withTemporary { folder in
      let key = SymmetricKey(size: .bits256)
      let file = Self.staged(folder, key: key)
      try await Self.stage(Self.bytes(3 * SealedFrames.size), as: file)
      let whole = [UInt8](try Data(contentsOf: file.file))
      func refuses(_ bytes: [UInt8], _ what: String) throws {
        try Data(bytes).write(to: file.file)
        #expect(throws: StorageError.self, "\(what)") { try Self.read(file) }
      }
      var random = SplitMix(seed: 11)
      for _ in 0..<40 {
        var changed = whole
        let place = Int.random(in: 0..<whole.count, using: &random)
        changed[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
        try refuses(changed, "byte \(place) changed")
        try refuses(Array(whole.prefix(place)), "cut after \(place)")
      }
      // Three frames of the same size: a length, the flag, nonce, content and tag each.
      let size = whole.count / 3
      let frames = (0..<3).map { Array(whole[$0 * size..<($0 + 1) * size]) }
      try refuses(frames[1] + frames[0] + frames[2], "two frames changed places")
      try refuses(frames[0] + frames[2], "a frame left out")
      try refuses(frames[0] + frames[1], "the last frame left out")
      try refuses(frames[0] + frames[0] + frames[1] + frames[2], "a frame put in")
      try Data(whole).write(to: file.file)
      let other = StagedFile(file: file.file, key: key, context: "o2/2024-01-02/items")
      #expect(throws: StorageError.self, "another day's file") { try Self.read(other) }
      #expect(try Self.read(file).count == 3 * SealedFrames.size)
    }
  }
}
