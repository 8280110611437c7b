@testable internal import Archive
internal import ArchiveTesting
internal import Crypto
internal import Foundation
internal import Testing

@Suite("How a backup's files are sealed")
struct BackupCodingTests {
  private static let coding = BackupCoding.sealed(
    seal: SymmetricKey(data: Array(repeating: 1, count: 32)), names: SymmetricKey(data: Array(repeating: 2, count: 32)))

  private static func write(_ bytes: [UInt8], to file: URL, in pieces: Int = 70_000, context: String = "a") throws {
    let writer = try BackupFileWriter(file, coding, context: context)
    var rest = bytes[...]
    while !rest.isEmpty {
      try writer.write(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    try writer.finish()
  }

  private static func read(_ file: URL, context: String = "a") throws -> [UInt8] {
    let next = try BackupFile.pieces(file, coding, context: context)
    var all: [UInt8] = []
    while let piece = try next() { all += piece }
    return all
  }

  private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

  @Test(
    "what is sealed is read back, and takes the bytes that were foreseen",
    arguments: [0, 1, SealedFrames.size - 1, SealedFrames.size, SealedFrames.size + 1, 3 * SealedFrames.size])
  func roundTrip(_ count: Int) throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("f")
      try Self.write(Self.bytes(count), to: file)
      #expect(try Self.read(file) == Self.bytes(count))
      #expect(try Int64(Data(contentsOf: file).count) == Self.coding.stored(Int64(count)))
    }
  }

  @Test("frames that are cut off, moved, doubled, changed or another file's are refused")
  func tampered() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("f")
      try Self.write(Self.bytes(3 * SealedFrames.size - 7), to: file)
      let sealed = [UInt8](try Data(contentsOf: file))
      let frame = SealedFrames.size + SealedFrames.overhead
      let (first, second, last) = (sealed[..<frame], sealed[frame..<2 * frame], sealed[(2 * frame)...])
      func refused(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: file)
        #expect(throws: BackupDamage.self) { try Self.read(file) }
      }
      try refused(Array(first + second))
      try refused(Array(second + first + last))
      try refused(Array(first + first + last))
      try refused(Array(first + last))
      try refused(sealed + [0])
      try refused([])
      for place in [0, 4, 5, 20, frame - 1, frame + 4, sealed.count - 1] {
        var changed = sealed
        changed[place] ^= 1
        try refused(changed)
      }
      try Data(sealed).write(to: file)
      #expect(throws: BackupDamage.self) { try Self.read(file, context: "b") }
      #expect(try Self.read(file).count == 3 * SealedFrames.size - 7)
    }
  }

  @Test("a list is read back, and one that was cut or changed is refused")
  func lists() throws {
    try TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("list")
      let entries = (0..<10_000).map { BackupList.Entry(digest: Digest(of: [UInt8($0 % 251)]), size: Int64($0) << 20) }
      let writer = BackupList.Writer(try BackupFileWriter(file, .plain, context: ""))
      for entry in entries { try writer.add(entry) }
      let part = try writer.finish()
      func read(_ file: URL) throws -> [BackupList.Entry] {
        let next = BackupList.entries(try BackupFile.pieces(file, .plain, context: ""), as: part)
        var found: [BackupList.Entry] = []
        while let entry = try next() { found.append(entry) }
        return found
      }
      #expect(try read(file) == entries)
      let bytes = [UInt8](try Data(contentsOf: file))
      for wrong in [Array(bytes.dropLast()), Array(bytes.dropLast(BackupList.entryBytes)), bytes + bytes, [0] + bytes] {
        try Data(wrong).write(to: file)
        #expect(throws: BackupDamage.self) { try read(file) }
      }
    }
  }

  @Test("a folder that asks for more memory than a key may take, or for another derivation, is refused")
  func hostile() throws {
    let good = BackupEncryption(salt: "00", rounds: 1 << 14, blockSize: 8, parallelism: 1, check: "00")
    var wrong = [good, good, good, good]
    wrong[0].rounds = 1 << 30
    wrong[1].derivation = "none"
    wrong[2].parallelism = 1_000_000
    wrong[3].rounds = 3
    for encryption in wrong {
      #expect(
        throws: InputError("the folder's encryption is none that this version knows", code: "backup.unknown")
      ) { try encryption.open(Secret("correct horse battery staple"), folder: "x") }
    }
  }
}
