internal import Archive

/// A message that the program writes, as it goes to the mail server (RFC 5322).
struct OutboxLetter {
  let from: MailboxForm
  /// The mail server's own sender, an address.
  let sender: String
  /// The recipient's name; empty: none.
  let name: String
  let address: String
  let subject: String
  let body: String
  let date: Moment

  init(
    from: MailboxForm, sender: String, to name: String, at address: String, subject: String, body: String, date: Moment
  ) {
    (self.from, self.sender, self.name, self.address) = (from, sender, name, address)
    (self.subject, self.body, self.date) = (subject, body, date)
  }

  func bytes(_ messageID: String) -> [UInt8] {
    var header = HeaderWriter(reserving: 1_024 + body.utf8.count * 3 / 2)
    header.addresses("From", CollectionOfOne(from))
    // Who really hands it in, where that is somebody else (RFC 5322, 3.6.2).
    if sender != from.address {
      header.addresses("Sender", CollectionOfOne(MailboxForm(name: "", address: sender)))
    }
    header.addresses("To", CollectionOfOne(MailboxForm(name: HeaderText.clean(name), address: address)))
    header.text("Subject", HeaderText.clean(subject))
    header.token("Date") { DateForm.append(ZonedMoment(date), to: &$0) }
    header.token("Message-ID") { $0.append(messageID) }
    // Nobody's absence note is to answer it (RFC 3834, 5).
    header.token("Auto-Submitted") { $0.append("auto-generated" as StaticString) }
    header.token("MIME-Version") { $0.append("1.0" as StaticString) }
    header.body { BodyText(body).appendPart(to: &$0) }
    return header.bytes
  }

  /// Unique, and told from a partner's or a person's at sight.
  static func messageID(domain: String) -> String {
    let random = (0..<16).map { _ in UInt8.random(in: 0...255) }
    return "<notice.\(Hex.encode(random))@\(domain)>"
  }
}
