internal import ArchiveTesting
internal import Testing

@testable internal import Search

/// What no program at hand checks for us; that ZIPs can be read at all is checked with Python's `zipfile`.
@Suite("ZIP files of short messages")
struct StoredZIPTests {
  @Test("the checksum is CRC-32's, whatever the pieces")
  func checksum() {
    var known = CRC32()
    known.update(Array("123456789".utf8))
    #expect(known.value == 0xCBF4_3926, "the check value of the CRC catalogue")
    #expect(CRC32().value == 0)
    var random = SplitMix(seed: 2)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...100, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      var whole = CRC32()
      whole.update(bytes)
      let cut = Int.random(in: 0...bytes.count, using: &random)
      var pieces = CRC32()
      pieces.update(Array(bytes[..<cut]))
      pieces.update(Array(bytes[cut...]))
      #expect(pieces.value == whole.value)
      #expect(whole.value == Self.bitByBit(bytes))
    }
  }

  /// The definition, as slow as it is plain.
  private static func bitByBit(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = ~0
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  @Test("the same members make the same bytes")
  func golden() throws {
    var bytes: [UInt8] = []
    var zip = StoredZIP { bytes += Array($0) }
    var pieces: [[UInt8]] = [Array("hi".utf8)]
    try zip.add(StoredZIP.Member(name: "a.txt", size: 2, checksum: 0xD893_2AAC)) { pieces.popLast() }
    try zip.finish()
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(bytes.count == 30 + 5 + 2 + 46 + 5 + 22)
    #expect(bytes.starts(with: [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0xAC, 0x2A, 0x93, 0xD8, 2]))
    #expect(text.contains("a.txthi"))
    #expect(bytes.suffix(22).starts(with: [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 51, 0, 0, 0, 37]))
  }
}
