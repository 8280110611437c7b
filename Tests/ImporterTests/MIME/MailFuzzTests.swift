internal import Archive
internal import ArchiveTesting
internal import Foundation
internal import Testing

@testable internal import Importer

/// Messages that nobody wrote: the corpora with bytes changed, cut, doubled and moved.
@Suite("broken messages", .enabled(if: SharedData.isHere, "\(SharedData.absent)"))
struct MailFuzzTests {
  private static let isLong = ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] != nil

  static func corpus() throws -> [[UInt8]] {
    try ["email-stalwart-mail-parser/eml", "email-ruby-mail/emails"].flatMap { folder in
      try SharedData.files(under: folder).filter { $0.hasSuffix(".eml") }.map(SharedData.bytes)
    }
  }

  private static func mutated(_ message: [UInt8], _ g: inout SplitMix) -> [UInt8] {
    var bytes = Array(message.prefix(isLong ? 200_000 : 20_000))
    for _ in 0..<Int.random(in: 1...6, using: &g) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &g)
      let end = min(bytes.count, at + Int.random(in: 1...200, using: &g))
      switch Int.random(in: 0..<6, using: &g) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &g)
      case 1: bytes.removeSubrange(at..<end)
      case 2: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &g))
      case 3: bytes.insert(contentsOf: [13, 10, 45, 45], at: at)
      case 4: bytes.removeSubrange(at...)
      default: bytes[at] = [0, 10, 13, 34, 40, 58, 59, 61, 63, 92].randomElement(using: &g) ?? 0
      }
    }
    return bytes
  }

  @Test("never crash the reader, and what is stored of them is put together byte for byte")
  func mutations() throws {
    let corpus = try Self.corpus()
    #expect(corpus.count > 200)
    var g = SplitMix(seed: 22)
    let rounds = Self.isLong ? 200 : 4
    var read = 0
    for _ in 0..<rounds {
      for message in corpus {
        let bytes = Self.mutated(message, &g)
        guard let mail = try? MailReader.read(bytes) else { continue }
        read += 1
        try Self.check(mail, bytes)
      }
    }
    #expect(read > corpus.count * rounds / 2, "most are still messages")
  }

  @Test("as they came are stored so that each is put together byte for byte")
  func roundTrip() throws {
    for bytes in try Self.corpus() { try Self.check(try MailReader.read(bytes), bytes) }
  }

  @Test("read in pieces of any size give the same as read at once")
  func pieces() throws {
    var g = SplitMix(seed: 5)
    for bytes in try Self.corpus() {
      let whole = try MailReader.read(bytes)
      var rest = bytes[...]
      let pieced = try MailReader.read({
        guard !rest.isEmpty else { return nil }
        let piece = Array(rest.prefix(Int.random(in: 1...997, using: &g)))
        rest = rest.dropFirst(piece.count)
        return piece
      })
      #expect(whole.text == pieced.text)
      #expect(whole.parts.map(\.content?.digest) == pieced.parts.map(\.content?.digest))
      #expect(whole.parts.map(\.place) == pieced.parts.map(\.place))
    }
  }

  private static func check(_ mail: Mail, _ bytes: [UInt8]) throws {
    var contents = FetchedFiles()
    for number in mail.attachments {
      guard let content = mail.parts[number].content else { continue }
      contents.files[content.digest] = .held(try content.prefix(Int(content.bytes)))
    }
    let form = try EmailForm(of: bytes, mail, contents)
    var made: [UInt8] = []
    try form.write(content: { try contents.pieces(of: $0) }, to: { made += $0 })
    #expect(made == bytes)
    #expect(form.size == Int64(bytes.count))
  }
}
