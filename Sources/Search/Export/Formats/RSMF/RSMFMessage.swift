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
    var bytes: [UInt8] = []
    for name in ["From", "To", "Date"] {
      if let value = header.raw(name) { bytes += Array("\(name): \(value)\r\n".utf8) }
    }
    let people = manifest.participants.map {
      [$0.display, $0.accountID, $0.email].compactMap(\.self).joined(separator: " ")
    }
    let identity = Digest(of: Array("\(first.hit.item)-\(last.hit.item)\n\(first.envelope.messageID)".utf8))
    let fields: [(StaticString, String)] = [
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
    var writer = HeaderWriter(reserving: 2_048)
    for (name, value) in fields { writer.text(name, HeaderText.clean(value)) }
    bytes += writer.bytes
    var text = "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n--\(boundary)\r\n"
    text += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    bytes += Array(text.utf8)
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
