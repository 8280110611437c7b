import Archive
import Testing

@testable import PartnerSite

@Suite struct SampleFileTests {
  @Test("a recording is a WAV whose header tells its length")
  func wav() {
    let bytes = SampleFile.recording(seconds: 2, serial: 77).bytes
    func number(_ at: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    #expect(bytes.count == 44 + 16_000)
    #expect(Array(bytes[0..<4]) == Array("RIFF".utf8))
    #expect(number(4, 4) == bytes.count - 8)
    #expect(Array(bytes[8..<16]) == Array("WAVEfmt ".utf8))
    #expect(number(16, 4) == 16)
    #expect(number(20, 2) == 1 && number(22, 2) == 1)
    #expect(number(24, 4) == 8000 && number(28, 4) == 8000)
    #expect(number(32, 2) == 1 && number(34, 2) == 8)
    #expect(Array(bytes[36..<40]) == Array("data".utf8))
    #expect(number(40, 4) == 16_000)
  }

  @Test("each item's file has content of its own, the same every time")
  func own() {
    let digests = (1...300).map { Digest(of: SampleFile.recording(seconds: 1, serial: $0).bytes) }
    #expect(Set(digests).count == 300)
    #expect(SampleFile.contact(serial: 4).bytes == SampleFile.contact(serial: 4).bytes)
    #expect(SampleFile.contact(serial: 4).bytes != SampleFile.contact(serial: 5).bytes)
  }
}
