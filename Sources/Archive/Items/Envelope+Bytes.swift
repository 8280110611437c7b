extension Envelope {
  /// Minutes from UTC that RFC 3339 can write; more would overflow the arithmetic of times.
  private static let largestOffset = 1439

  func write(to writer: inout ByteWriter) {
    writer.number(UInt64(kind.code))
    writer.number(UInt64(direction == .inbound ? 0 : 1))
    writer.signed(sent.moment.microseconds)
    writer.signed(Int64(sent.offsetMinutes))
    writer.text(messageID)
    writer.text(subject)
    writer.text(body)
    writer.number(to.count)
    for party in participants {
      writer.text(party.name)
      writer.text(party.email)
      writer.text(party.number)
    }
    writer.number(attachments.count)
    for attachment in attachments {
      writer.text(attachment.name)
      writer.text(attachment.mediaType)
      writer.number(UInt64(attachment.bytes))
      writer.digest(attachment.digest)
    }
  }

  init(from reader: inout ByteReader) throws {
    guard let kind = ItemKind(code: UInt8(truncatingIfNeeded: try reader.number())) else {
      throw ByteReader.Damaged()
    }
    let direction: Direction = try reader.number() == 0 ? .inbound : .outbound
    let moment = Moment(microseconds: try reader.signed())
    let offset = Int(try reader.signed())
    guard (-Self.largestOffset...Self.largestOffset).contains(offset) else { throw ByteReader.Damaged() }
    let messageID = try reader.text()
    let subject = try reader.text()
    let body = try reader.text()
    var parties: [Party] = []
    for _ in 0...(try reader.count()) {
      parties.append(
        Party(
          name: try reader.optionalText(), email: try reader.optionalText(), number: try reader.optionalText()))
    }
    self.init(
      kind: kind, direction: direction, sent: ZonedMoment(moment, offsetMinutes: offset), from: parties[0],
      to: Array(parties.dropFirst()), subject: subject, body: body,
      attachments: try Self.attachments(next: &reader), messageID: messageID)
  }

  /// The attachments alone, of an envelope that `reader` is at the beginning of.
  static func attachments(from reader: inout ByteReader) throws -> [Attachment] {
    // What kind it is, which way it went, when, and where that was.
    for _ in 0..<4 { _ = try reader.number() }
    // Message-ID, subject, body.
    for _ in 0..<3 { try reader.skipText() }
    for _ in 0...(try reader.count()) {
      for _ in 0..<3 { try reader.skipOptionalText() }
    }
    return try attachments(next: &reader)
  }

  private static func attachments(next reader: inout ByteReader) throws -> [Attachment] {
    var attachments: [Attachment] = []
    for _ in 0..<(try reader.count()) {
      attachments.append(
        Attachment(
          name: try reader.text(), mediaType: try reader.text(),
          bytes: Int64(clamping: try reader.number()), digest: try reader.digest()))
    }
    return attachments
  }
}
