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
    recipients = envelope.to.lazy.map(Self.text(of:)).joined(separator: "\n")
    attachments = envelope.attachments.lazy.map(\.name).joined(separator: "\n")
  }

  var all: [String] { [subject, body, sender, recipients, attachments] }

  /// UTF-8 bytes of all five together.
  var byteCount: Int {
    subject.utf8.count + body.utf8.count + sender.utf8.count + recipients.utf8.count + attachments.utf8.count
  }

  /// Whether any of it may be written without spaces; true of a few other scripts as well.
  ///
  /// By the first two bytes of a character alone, since every text that is filed is looked at.
  var mayBeUnspaced: Bool {
    all.contains { text in
      var previous: UInt8 = 0
      for byte in text.utf8 {
        switch previous {
        case 0xE1, 0xE3...0xEA,
          0xF0 where byte >= 0x80:
          return true
        case 0xE0 where byte >= 0xB8, 0xE2 where byte >= 0xBA, 0xEF where byte >= 0xA4: return true
        default: previous = byte
        }
      }
      return false
    }
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
