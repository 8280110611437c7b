internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

@Suite("reading a delivered file line by line")
struct RecordReaderTests {
  /// Gives bytes in pieces of random sizes.
  private static func pieces(_ bytes: [UInt8], _ random: SplitMix) -> ContentPieces {
    var (rest, random) = (bytes[...], random)
    return {
      let piece = rest.prefix(Int.random(in: 1...40, using: &random))
      rest = rest.dropFirst(piece.count)
      return piece.isEmpty ? nil : Array(piece)
    }
  }

  @Test("every line that isn't blank comes out once, to the byte and with its number, however the bytes arrive")
  func lines() throws {
    try TestArchive.with { test in
      for seed in 0..<200 {
        var random = SplitMix(seed: UInt64(seed))
        let lines = (0..<Int.random(in: 0...12, using: &random)).map { _ in
          let blank = random.chance(1, in: 4)
          return (0..<Int.random(in: 0...60, using: &random)).map { _ in
            blank ? [32, 9, 13].randomElement(using: &random) ?? 32 : UInt8.random(in: 11...255, using: &random)
          }
        }
        var bytes = Array(lines.joined(separator: [10]))
        if random.chance(1, in: 2) { bytes.append(10) }
        let reader = RecordReader(Self.pieces(bytes, random), content: test.archive.content)
        let expected = bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated()
          .filter { !$0.element.allSatisfy { [32, 9, 13].contains($0) } }
        for (index, line) in expected {
          guard case .line(let number, let read)? = try reader.record() else {
            Issue.record("seed \(seed): line \(index + 1) is lost")
            return
          }
          #expect(number == Int64(index + 1))
          #expect(read == Array(line))
        }
        if try reader.record() != nil { Issue.record("seed \(seed): a line too many") }
      }
    }
  }

  @Test("a line longer than any item goes to a file with its size and digest, and the next line is read")
  func oversized() throws {
    try TestArchive.with { test in
      let long = [UInt8](repeating: 120, count: RecordReader.longestLine + 300_000)
      let bytes = Array("before\n".utf8) + long + Array("\nafter".utf8)
      var rest = bytes[...]
      let reader = RecordReader(
        {
          let piece = rest.prefix(200_000)
          rest = rest.dropFirst(piece.count)
          return piece.isEmpty ? nil : Array(piece)
        }, content: test.archive.content)
      guard case .line(1, Array("before".utf8))? = try reader.record(),
        case .oversized(2, let size, let digest, let file)? = try reader.record(),
        case .line(3, Array("after".utf8))? = try reader.record()
      else {
        Issue.record("not the lines that were given")
        return
      }
      #expect(size == Int64(long.count))
      #expect(digest == Digest(of: long))
      #expect(try [UInt8](Data(contentsOf: file)) == long)
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }
}
