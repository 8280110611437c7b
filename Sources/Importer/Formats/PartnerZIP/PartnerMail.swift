internal import Archive

/// An EML of the partner's: an e-mail that says in `X-TELEMESSAGE-` fields what it was on the phone.
enum PartnerMail {
  /// What the partner's own fields begin with.
  private static let prefix = "X-TELEMESSAGE-"

  static func record(_ bytes: [UInt8], ordinal: Int64, _ context: ReadingContext) throws -> ForeignRecord {
    let records = MailRecords(context: context)
    var source = MailRecords.Source(ordinal: ordinal, original: bytes)
    guard ordinal > context.after else { return try records.record(source) }
    let header: MailHeader
    do { header = try MailHeader(of: bytes) } catch {
      return ForeignRecord(
        ordinal: ordinal, original: .held(bytes), read: .failure(ItemProblem(.mail, error.description)))
    }
    source.partnerID = text("ArchiveMessageID", header).flatMap { FeedLimits.isUsableID($0) ? $0 : nil }
    source.kind = text("MessageType", header).map(kind)
    do throws(ItemProblem) {
      if let envelope = try EncryptedMail(header, partnerID: source.partnerID) {
        source.email = try envelope.open(bytes, header, context.keys)
      }
    } catch {
      return ForeignRecord(ordinal: ordinal, original: .held(bytes), read: .failure(error))
    }
    return try records.record(source)
  }

  /// A field of the partner's by its name, with or without the prefix.
  static func text(_ name: String, _ header: MailHeader) -> String? {
    let text = header.text(prefix + name) ?? header.text(name)
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What the partner calls its messages: `SMS`, `MMS`, `Voice Call`, `VOICE_CALL_RECORDING`, `WhatsApp`, ...
  private static func kind(_ type: String) -> ItemKind {
    let type = type.lowercased()
    if type.contains("call") || type.contains("voice") { return .call }
    return type.contains("mail") && !type.contains("voicemail") ? .email : .sms
  }
}

extension MailHeader {
  /// The header at the beginning of a message.
  init(of bytes: [UInt8]) throws(MailProblem) {
    self = try MailHeader.split(bytes).header
  }

  /// A message's header, and where its body begins.
  static func split(_ bytes: [UInt8]) throws(MailProblem) -> (header: MailHeader, body: Int) {
    var reader = MailHeaderReader()
    var start = 0
    while start < bytes.count {
      let newline = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let hasReturn = newline > start && bytes[newline - 1] == 13
      let line = bytes[start..<(hasReturn ? newline - 1 : newline)]
      let next = min(newline + 1, bytes.count)
      switch try reader.take(line, end: bytes[(start + line.count)..<next]) {
      case .more: start = next
      case .endOfHeader: return (reader.header, next)
      case .isBody: return (reader.header, start)
      }
    }
    return (reader.header, bytes.count)
  }
}
