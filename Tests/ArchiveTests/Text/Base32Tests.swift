import ArchiveTesting
import Testing

@testable import Archive

@Suite("base32 for people")
struct Base32Tests {
  @Test("brings any bytes back, in either case, with dashes and blanks")
  func roundTrip() {
    var numbers = SplitMix(seed: 32)
    for count in 0...60 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
      let text = Base32.encode(bytes)
      #expect(text.utf8.count == (count * 8 + 4) / 5)
      #expect(Base32.decode(text) == bytes)
      #expect(Base32.decode(text.lowercased().map { "\($0)- " }.joined()) == bytes)
    }
  }

  @Test("is Crockford's, who reads O as 0 and I and L as 1")
  func alphabet() {
    #expect(Base32.encode([0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF]) == "0123456789ABCDEF")
    #expect(Base32.decode("oO0o iIlL") == [0x00, 0x00, 0x00, 0x84, 0x21])
  }

  @Test("is nothing else", arguments: ["U", "0", "00000000000U", "!", "é", "01"])
  func rubbish(text: String) { #expect(Base32.decode(text) == nil) }
}
