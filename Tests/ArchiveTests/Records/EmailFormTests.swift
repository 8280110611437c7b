@testable internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("E-mails put together")
struct EmailFormTests {
  @Test("an attachment is written as Foundation's base64 in lines of 76, whatever the pieces it comes in")
  func base64() throws {
    var generator = SplitMix(seed: 4)
    for count in Array(0...180) + [1000, 57 * 20, 100_000] {
      let content = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let digest = Digest(of: content)
      let email = EmailForm(
        segments: [.bytes([1]), .base64(digest, bytes: Int64(count)), .bytes([2])])
      var expected = Data(content).base64EncodedData(options: [
        .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
      ])
      if !expected.isEmpty { expected.append(contentsOf: [13, 10]) }
      let written = try Samples.bytes(
        of: email, contents: [digest: content], piece: .random(in: 1...200, using: &generator))
      #expect(written == [1] + Array(expected) + [2])
      #expect(email.size == Int64(written.count))
    }
  }
}
