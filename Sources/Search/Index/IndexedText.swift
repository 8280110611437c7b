internal import Archive

/// The five texts of a message that are searched, in the order of the index's columns.
///
/// A pure function of the envelope: FTS5's contentless tables forget a row only when told its exact text again, so
/// what was indexed must be derivable for as long as the message is kept.
struct IndexedText {
  var subject: String
  var body: String
  var sender: String
  var recipients: String
  var attachments: String

  init(_ envelope: Envelope) {
    subject = envelope.subject
    body = envelope.body
    sender = Self.text(of: envelope.from)
    recipients = Self.lines(envelope.to, Self.text(of:))
    attachments = Self.lines(envelope.attachments, \.name)
  }

  /// Nearly all have one line or none, which needs no joining.
  private static func lines<Part>(_ parts: [Part], _ text: (Part) -> String) -> String {
    guard var lines = parts.first.map(text) else { return "" }
    for part in parts.dropFirst() { lines += "\n" + text(part) }
    return lines
  }

  /// UTF-8 bytes of all five together.
  var byteCount: Int {
    subject.utf8.count + body.utf8.count + sender.utf8.count + recipients.utf8.count + attachments.utf8.count
  }

  /// Name, address and number on lines of their own, so that no phrase runs from one into the next by accident
  /// of order alone.
  private static func text(of party: Party) -> String {
    var text = party.name ?? ""
    for part in [party.email, party.number] {
      guard let part else { continue }
      if !text.isEmpty { text += "\n" }
      text += part
    }
    return text
  }
}
