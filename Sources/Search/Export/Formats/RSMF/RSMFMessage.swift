internal import Archive

/// The e-mail around an RSMF file's ZIP.
enum RSMFMessage {
  /// Neither base64 nor a header of ours can show it.
  private static let boundary = "=_holdfast-rsmf"

  /// The header, the text that shows the conversation, and the attachment's own header.
  static func head(_ items: [ExportItem], _ manifest: RSMFManifest, _ zone: KQLTimeZone) -> [UInt8] {
    guard let first = items.first, let last = items.last else { return [] }
    // The addresses and the date are those of the first event's e-mail, which are written as a header takes them.
    let header = EmailHeader(first.email)
    let times = items.map(\.envelope.sent.moment)
    var text = ""
    for name in ["From", "To", "Date"] {
      if let value = header.raw(name) { text += "\(name): \(value)\r\n" }
    }
    let people = manifest.participants.map {
      [$0.display, $0.accountID, $0.email].compactMap(\.self).joined(separator: " ")
    }
    let identity = Digest(of: Array("\(first.hit.item)-\(last.hit.item)\n\(first.envelope.messageID)".utf8))
    let fields = [
      ("Subject", "\(manifest.conversations[0].display), \(zone.date(of: first.envelope.sent.moment))"),
      ("Message-ID", "<\(identity.hex.prefix(40))@rsmf.holdfast.invalid>"), ("MIME-Version", "1.0"),
      ("X-RSMF-Version", manifest.version), ("X-RSMF-Generator", "Holdfast"),
      ("X-RSMF-BeginDate", times.min().map { RFC3339.format(zone.zoned($0)) } ?? ""),
      ("X-RSMF-EndDate", times.max().map { RFC3339.format(zone.zoned($0)) } ?? ""),
      ("X-RSMF-EventCount", "\(items.count)"), ("X-RSMF-Application", manifest.conversations[0].platform),
      ("X-RSMF-Custodian", first.custodian.email), ("X-RSMF-Participants", people.joined(separator: "; ")),
      ("X-RSMF-AttachmentCount", "\(items.reduce(0) { $0 + $1.envelope.attachments.count })"),
      ("X-RSMF-EventCollectionID", manifest.eventcollectionid),
    ]
    for (name, value) in fields { text += "\(name): \(HeaderValue.written(value))\r\n" }
    text += "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n--\(boundary)\r\n"
    text += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    var bytes = Array(text.utf8)
    var lines = Base64Lines()
    bytes += Array(conversation(items, manifest).utf8).withUnsafeBytes { lines.encode($0) }
    bytes += lines.finish()
    bytes += Array(
      """
      --\(boundary)\r
      Content-Type: application/zip; name="rsmf.zip"\r
      Content-Disposition: attachment; filename="rsmf.zip"\r
      Content-Transfer-Encoding: base64\r
      \r

      """.utf8)
    return bytes
  }

  static let tail = Array("--\(boundary)--\r\n".utf8)

  /// What happened, for whoever opens the file as an e-mail.
  private static func conversation(_ items: [ExportItem], _ manifest: RSMFManifest) -> String {
    var text = ""
    for (item, event) in zip(items, manifest.events) {
      text += "\(event.timestamp) \(Conversation.label(item.envelope.from)): \(event.body)\r\n"
      for attachment in event.attachments ?? [] { text += "  [\(attachment.display)]\r\n" }
    }
    return text
  }
}

/// A header field's value, as RFC 5322 and RFC 2047 let it stand.
enum HeaderValue {
  /// Short enough to stand on one line behind any field's name of ours.
  private static let longestPlain = 60
  /// What can't be folded must end before a line does (998, RFC 5322, 2.1.1).
  private static let longestWord = 900
  /// RFC 2047, 2: an encoded word has at most 75 characters, 12 of them its frame.
  private static let bytesPerWord = 45

  /// Plain where it is short printable ASCII, else in encoded words, a line each.
  static func written(_ value: String) -> String {
    let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !value.contains("=?")
    if isPlain, value.utf8.count <= (value.contains(" ") ? longestPlain : longestWord) { return value }
    var words: [String] = []
    var word: [UInt8] = []
    for scalar in value.unicodeScalars {
      // Line ends and controls would start a header of a stranger's in a program that decodes and passes on.
      let shown = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
      let bytes = UTF8.encode(shown).map(Array.init) ?? []
      if word.count + bytes.count > bytesPerWord {
        words.append(encoded(word))
        word = []
      }
      word += bytes
    }
    words.append(encoded(word))
    return words.joined(separator: "\r\n ")
  }

  private static func encoded(_ word: [UInt8]) -> String {
    var lines = Base64Lines()
    var base64 = word.withUnsafeBytes { lines.encode($0) } + lines.finish()
    base64.removeAll { $0 == 13 || $0 == 10 }
    return "=?utf-8?B?\(String(decoding: base64, as: UTF8.self))?="
  }
}
