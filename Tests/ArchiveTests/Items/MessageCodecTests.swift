@testable internal import Archive
internal import ArchiveTesting
internal import Testing

@Suite("Packing messages")
struct MessageCodecTests {
  private static let texts = [
    "", "ok.see you", "สวัสดีครับ", "\u{0}\r\n.\r\n", "👩‍👩‍👧 é", String(repeating: "long ", count: 9000),
  ]

  private func random(_ g: inout SplitMix) -> StoredMessage {
    func text() -> String { Self.texts.randomElement(using: &g) ?? "" }
    func optional() -> String? { Bool.random(using: &g) ? text() : nil }
    func party() -> Party { Party(name: optional(), email: optional(), number: optional()) }
    func digest() -> Digest { Digest(of: [UInt8.random(in: 0...255, using: &g)]) }
    func bytes() -> [UInt8] { (0..<Int.random(in: 0...400, using: &g)).map { _ in .random(in: 0...255, using: &g) } }
    let segments = (0..<Int.random(in: 0...5, using: &g)).map { _ -> EmailForm.Segment in
      Bool.random(using: &g)
        ? .bytes(bytes()) : .base64(digest(), bytes: .random(in: 0...EmailForm.largestContent, using: &g))
    }
    return StoredMessage(
      original: bytes(), email: EmailForm(segments: segments),
      envelope: Envelope(
        kind: ItemKind.allCases.randomElement(using: &g) ?? .sms,
        direction: Direction.allCases.randomElement(using: &g) ?? .inbound,
        sent: ZonedMoment(
          Moment(microseconds: .random(in: .min ... .max, using: &g)),
          offsetMinutes: .random(in: -1439...1439, using: &g)),
        from: party(), to: (0..<Int.random(in: 0...6, using: &g)).map { _ in party() }, subject: text(), body: text(),
        attachments: (0..<Int.random(in: 0...3, using: &g)).map { _ in
          Attachment(name: text(), mediaType: "audio/wav", bytes: .random(in: 0 ... .max, using: &g), digest: digest())
        }, messageID: text()))
  }

  @Test("what is packed unpacks to the same, whole or in part, through one codec and through another")
  func roundTrip() throws {
    var generator = SplitMix(seed: 1)
    let (codec, other) = (try MessageCodec(), try MessageCodec())
    for _ in 0..<500 {
      let message = random(&generator)
      let stored = try codec.pack(message)
      #expect(try codec.unpack(stored) == message)
      #expect(try other.unpack(stored) == message)
      #expect(try codec.envelope(stored) == message.envelope)
      #expect(try codec.attachments(stored) == message.envelope.attachments)
    }
  }

  @Test("a text's three parts take less than half of what they say")
  func compresses() throws {
    let message = Samples.message(2)
    let size = try MessageCodec().pack(message).count
    #expect(size < 200)
  }

  @Test("a damaged frame is refused with its reason, and never crashes")
  func damagedFrames() throws {
    var generator = SplitMix(seed: 2)
    let codec = try MessageCodec()
    let stored = try codec.pack(Samples.message(1))
    for cut in 0..<stored.count { #expect(throws: StorageError.self) { try codec.unpack(Array(stored[..<cut])) } }
    for _ in 0..<5000 {
      var bad = stored
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bad[Int.random(in: 0..<bad.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      if let message = try? codec.unpack(bad) {
        #expect(message.email.size >= 0)
        #expect(!RFC3339.format(message.envelope.sent).isEmpty)
      }
    }
    #expect(
      throws: StorageError("a stored message can't be unpacked: it was altered on disk", code: "content.altered")
    ) { try codec.unpack([1, 2, 3]) }
    #expect(
      throws: StorageError("a stored message has the form 9, which this version can't read")
    ) { try codec.unpack([9]) }
  }

  @Test("damaged parts inside a sound frame are refused or harmless")
  func damagedParts() throws {
    var generator = SplitMix(seed: 3)
    var writer = ByteWriter()
    let message = Samples.message(4, content: [1, 2, 3])
    message.email.write(to: &writer)
    message.envelope.write(to: &writer)
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = writer.bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      var reader = ByteReader(bytes[...])
      do {
        let email = try EmailForm(from: &reader)
        var skipping = reader
        let envelope = try Envelope(from: &reader)
        #expect(try Envelope.attachments(from: &skipping) == envelope.attachments)
        #expect(email.size >= 0)
        #expect(!RFC3339.format(envelope.sent).isEmpty)
      } catch is ByteReader.Damaged { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test("numbers of every length read back")
  func numbers() throws {
    var writer = ByteWriter()
    let values: [Int64] = [0, 1, -1, 63, 64, -64, -65, .max, .min, 1 << 40]
    for value in values { writer.signed(value) }
    writer.number(UInt64.max)
    var reader = ByteReader(writer.bytes[...])
    for value in values { #expect(try reader.signed() == value) }
    #expect(try reader.number() == .max)
    #expect(throws: ByteReader.Damaged.self) { try reader.number() }
  }
}
