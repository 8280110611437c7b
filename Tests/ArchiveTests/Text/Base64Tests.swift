import ArchiveTesting
import Foundation
import Testing

@testable import Archive

@Suite("base64")
struct Base64Tests {
  private func random(_ count: Int, _ numbers: inout SplitMix) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
  }

  @Test("is what Foundation makes of the same bytes, behind what is there already")
  func run() {
    var numbers = SplitMix(seed: 64)
    for count in Array(0...200) + [4_095, 4_096, 4_097] {
      let bytes = random(count, &numbers)
      var text: [UInt8] = [1]
      bytes.withUnsafeBytes { Base64.append($0, to: &text) }
      #expect(text == [1] + Data(bytes).base64EncodedData())
    }
  }

  @Test("comes in lines of 76 columns, however the bytes are cut into pieces")
  func lines() {
    var numbers = SplitMix(seed: 76)
    for count in [0, 1, 56, 57, 58, 113, 114, 115, 1_000, 5_700] {
      let bytes = random(count, &numbers)
      var expected = Data(bytes).base64EncodedData(options: [
        .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
      ])
      if count > 0 { expected += Data("\r\n".utf8) }
      var whole: [UInt8] = []
      bytes.withUnsafeBytes { Base64.appendLines($0, to: &whole) }
      #expect(whole == Array(expected))
      var encoder = Base64Lines()
      var pieces: [UInt8] = []
      var start = 0
      while start < count {
        let end = min(count, start + Int.random(in: 0...130, using: &numbers))
        pieces += bytes[start..<end].withUnsafeBytes { encoder.encode($0) }
        start = end
      }
      pieces += encoder.finish()
      #expect(pieces == whole)
    }
  }
}
