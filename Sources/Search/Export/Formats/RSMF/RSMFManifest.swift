internal import Archive

/// `rsmf_manifest.json`: a conversation's people and events, under the publisher's JSON Schema of version 2.0.0.
struct RSMFManifest: Encodable {
  struct Property: Encodable {
    var name: String
    var value: String
  }

  struct Participant: Encodable {
    var id: String
    var display: String
    var email: String?
    /// The number: what tells accounts of a phone network apart.
    var accountID: String?

    private enum CodingKeys: String, CodingKey { case id, display, email, accountID = "account_id" }
  }

  struct Talk: Encodable {
    var id = "C1"
    var display: String
    var platform = "sms"
    /// Whom a text is sent to never changes afterwards.
    var type = "direct"
    var participants: [String]
    var custodian: String?
  }

  struct Attachment: Encodable {
    /// The member of the ZIP.
    var id: String
    var display: String
    var size: Int64
  }

  struct Event: Encodable {
    var id: String
    var type = "message"
    var participant: String
    var conversation = "C1"
    /// ISO 8601, in the export's time zone, with its offset.
    var timestamp: String
    var body: String
    var direction: String
    var attachments: [Attachment]?
    var custom: [Property]
  }

  var version = "2.0.0"
  var participants: [Participant]
  var conversations: [Talk]
  var events: [Event]
  var eventcollectionid: String
}

extension RSMFManifest {
  /// Describes some items of one conversation; `attachments` are the members of the ZIP, for each item in turn.
  init(_ items: [ExportItem], attachments: [[Attachment]], zone: KQLTimeZone) {
    let people = Conversation.people(items)
    var ids: [String: String] = [:]
    participants = people.enumerated().map { index, party in
      let id = "P\(index + 1)"
      ids[Conversation.identity(party)] = id
      return Participant(
        id: id, display: Conversation.label(party), email: party.email, accountID: party.number)
    }
    func id(_ party: Party) -> String { ids[Conversation.identity(party)] ?? "" }
    let custodian = items.first?.custodian
    let owner = people.first { party in
      party.email.map { $0.lowercased() } == custodian?.email.lowercased()
        || (party.number != nil && party.number == custodian?.number)
    }
    conversations = [
      Talk(
        display: people.map(Conversation.label).joined(separator: ", "), participants: participants.map(\.id),
        custodian: owner.map(id))
    ]
    events = zip(items, attachments).map { item, attachments in
      let envelope = item.envelope
      return Event(
        id: "E\(item.hit.item)", participant: id(envelope.from),
        timestamp: RFC3339.format(zone.zoned(envelope.sent.moment)), body: Self.body(item),
        direction: item.content.item.isOutgoing ? "outgoing" : "incoming",
        attachments: attachments.isEmpty ? nil : attachments, custom: Self.properties(item))
    }
    eventcollectionid = Hex.encode(Conversation.key(items[0].envelope))
  }

  /// A text, or what happened in a call and what was said.
  static func body(_ item: ExportItem) -> String {
    guard item.envelope.kind == .call else { return item.envelope.body }
    let header = EmailHeader(item.email)
    var facts: [String] = []
    if let answered = header.wasAnswered { facts.append(answered ? "answered" : "not answered") }
    if let seconds = header.durationSeconds { facts.append("\(seconds) s") }
    let call = facts.isEmpty ? "Call" : "Call (\(facts.joined(separator: ", ")))"
    return item.envelope.body.isEmpty ? call : "\(call)\n\n\(item.envelope.body)"
  }

  private static func properties(_ item: ExportItem) -> [Property] {
    let header = EmailHeader(item.email)
    var properties = [
      Property(name: "Type", value: item.envelope.kind.rawValue),
      Property(name: "Item", value: item.hit.item.description),
      Property(name: "Message-ID", value: item.envelope.messageID),
      Property(name: "E-mail SHA-256", value: item.content.emailDigest.hex),
    ]
    if let seconds = header.durationSeconds { properties.append(Property(name: "Duration (s)", value: "\(seconds)")) }
    if let answered = header.wasAnswered {
      properties.append(Property(name: "Answered", value: answered ? "yes" : "no"))
    }
    if header.missingAttachments > 0 {
      properties.append(Property(name: "Attachments never delivered", value: "\(header.missingAttachments)"))
    }
    return properties
  }
}
