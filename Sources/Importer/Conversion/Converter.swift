public import Archive

/// Turns a carrier's item into an e-mail: pure, and the same for the same input, always.
///
/// The form is described in `docs/adr/0004-email-form.md`.
public struct Converter: Sendable {
  /// The domain of addresses that stand for numbers; `.invalid` is reserved (RFC 6761), so that no answer to
  /// such a message can ever reach anyone.
  public static let numberDomain = "number.holdfast.invalid"
  /// The domain of the Message-IDs we make.
  public static let messageDomain = "message.holdfast.invalid"

  public let network: String
  /// The connector's name, as it stands in every e-mail it made.
  public let connector: String
  private let numbers: PhoneNumbers

  /// - Parameters:
  ///   - network: The carrier network (`o2`): with the partner's id it makes the Message-ID.
  ///   - connector: The connector's name.
  ///   - numbers: Reads numbers as people of the connector's region write them.
  public init(network: String, connector: String, numbers: PhoneNumbers) {
    (self.network, self.connector, self.numbers) = (network, connector, numbers)
  }

  /// Makes the e-mail of an item.
  ///
  /// - Parameters:
  ///   - item: The item.
  ///   - revision: 1, or more where the partner sent other content under the same id later.
  ///   - missing: Files the partner announced and didn't deliver: named in the e-mail and not attached.
  ///   - names: A participant's name and address in the directory, where they have a mailbox here.
  /// - Returns: The e-mail and its envelope.
  public func convert(
    _ item: CarrierItem, revision: Int = 1, missing: Set<Digest> = [],
    names: (FeedParty) -> (name: String?, email: String?)?
  ) -> ConvertedMessage {
    func participant(_ party: FeedParty) -> Participant {
      Participant(party, person: names(party), numbers: numbers, numberDomain: Self.numberDomain)
    }
    let sender = participant(item.from)
    let recipients = item.to.map(participant)
    let all = item.files.map(AttachmentForm.init)
    let files = missing.isEmpty ? all : all.filter { !missing.contains($0.file.sha256) }
    let absent = missing.isEmpty ? [] : all.filter { missing.contains($0.file.sha256) }

    let identity = MessageID(network: network, partnerID: item.partnerID, revision: revision)
    let envelope = Envelope(
      kind: item.kind, direction: item.direction, sent: item.sent, from: sender.party,
      to: recipients.map(\.party), subject: SubjectLine.make(for: item, from: sender, to: recipients),
      body: item.kind == .call ? item.transcript ?? "" : item.body, attachments: files.map(\.record),
      messageID: identity.text(domain: Self.messageDomain))

    let text =
      item.kind != .call
      ? item.body : CallText.make(for: item, from: sender, to: recipients, files: files)
    var header = HeaderWriter(reserving: 1_200 + text.utf8.count * 3 / 2 + recipients.count * 160)
    write(envelope, sender, recipients, to: &header)
    write(item, sender, recipients, absent: absent, to: &header)
    let email = MultipartForm(text: BodyText(text), files: files, identity: identity).finish(header)
    return ConvertedMessage(envelope: envelope, email: email)
  }

  /// What every mail program knows.
  private func write(
    _ envelope: Envelope, _ sender: Participant, _ recipients: [Participant], to header: inout HeaderWriter
  ) {
    header.addresses("From", CollectionOfOne(sender.mailbox))
    header.addresses("To", recipients.map(\.mailbox))
    header.text("Subject", envelope.subject)
    header.token("Date") { DateForm.append(envelope.sent, to: &$0) }
    header.token("Message-ID") { $0.append(envelope.messageID) }
    header.token("MIME-Version") { $0.append("1.0" as StaticString) }
  }

  /// What only we know.
  private func write(
    _ item: CarrierItem, _ sender: Participant, _ recipients: [Participant], absent: [AttachmentForm],
    to header: inout HeaderWriter
  ) {
    header.text("X-Holdfast-Network", HeaderText.clean(network))
    header.text("X-Holdfast-Connector", HeaderText.clean(connector))
    header.text("X-Holdfast-Partner-ID", HeaderText.clean(item.partnerID))
    header.token("X-Holdfast-Type") { $0.append(item.kind.rawValue) }
    header.token("X-Holdfast-Direction") { $0.append(item.direction.rawValue) }
    header.token("X-Holdfast-Sent") { $0.append(RFC3339.format(item.sent)) }
    if let number = sender.party.number { header.text("X-Holdfast-From-Number", number) }
    if let email = sender.unwritableEmail { header.text("X-Holdfast-From-Email", email) }
    for recipient in recipients {
      if let number = recipient.party.number { header.text("X-Holdfast-To-Number", number) }
      if let email = recipient.unwritableEmail { header.text("X-Holdfast-To-Email", email) }
    }
    if let seconds = item.durationSeconds {
      header.token("X-Holdfast-Duration-Seconds") { $0.append("\(seconds)") }
    }
    if let answered = item.answered {
      header.token("X-Holdfast-Answered") { $0.append(answered ? "yes" : "no" as StaticString) }
    }
    for file in absent {
      header.text("X-Holdfast-Missing-Attachment", "\(file.file.sha256) \(file.name)")
    }
  }
}

/// An item's e-mail, and what a person sees of it without opening it.
public struct ConvertedMessage: Hashable, Sendable {
  public let envelope: Envelope
  public let email: EmailForm
}
