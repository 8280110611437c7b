internal import Archive

/// A conversation of one day as draft-ietf-vcon-vcon-core has it, bodies of files apart.
struct VConDocument {
  struct Person: Encodable {
    var tel: String?
    var mailto: String?
    var name: String?
  }

  /// A recording or attachment whose bytes go into the document.
  struct Body {
    var item: ExportItem
    var digest: Digest
  }

  struct Dialog: Encodable {
    var type: String
    var start: String
    var duration: Int64?
    /// The sender or caller first.
    var parties: [Int]
    var mediatype: String?
    var filename: String?
    var encoding: String?
    var body: String?
    var disposition: String?
    var application: String
    var messageID: String
    var content: Body?

    private enum CodingKeys: String, CodingKey {
      case type, start, duration, parties, mediatype, filename, encoding, body, disposition, application
      case messageID = "message_id"
    }
  }

  struct Attachment: Encodable {
    var purpose = "attachment"
    var start: String
    var party: Int
    var dialog: Int
    var mediatype: String
    var filename: String
    var encoding = "base64url"
    var content: Body?

    private enum CodingKeys: CodingKey { case purpose, start, party, dialog, mediatype, filename, encoding }
  }

  /// What was said in a call, as the partner wrote it down.
  struct Analysis: Encodable {
    var type = "transcript"
    var dialog: Int
    var vendor: String
    var mediatype = "text/plain"
    var encoding = "none"
    var body: String
  }

  struct Head: Encodable {
    var uuid: String
    var createdAt: String
    var subject: String
    var parties: [Person]

    private enum CodingKeys: String, CodingKey { case uuid, createdAt = "created_at", subject, parties }
  }

  private(set) var dialogs: [Dialog] = []
  private(set) var attachments: [Attachment] = []
  private(set) var analyses: [Analysis] = []
  private let people: [Party]
  private let subject: String
  private let identity: Digest

  init(_ items: [ExportItem], zone: KQLTimeZone) {
    people = Conversation.people(items)
    let names = people.map(Conversation.label).joined(separator: ", ")
    subject = items.first.map { "\(names), \(zone.date(of: $0.envelope.sent.moment))" } ?? names
    let digests = items.map { "\($0.hit.item) \($0.content.emailDigest.hex)\n" }
    identity = Digest(of: Array(digests.joined().utf8))
    var places: [String: Int] = [:]
    for (index, party) in people.enumerated() { places[Conversation.identity(party)] = index }
    for item in items { add(item, places, zone) }
  }

  func head(created: Moment) -> Head {
    Head(uuid: uuid, createdAt: RFC3339.format(created), subject: subject, parties: people.map(Self.party))
  }

  /// A number that is one is `tel`; a short code or a sender's word is no telephone number to call, and is a name.
  private static func party(_ party: Party) -> Person {
    let isNumber = party.number?.hasPrefix("+") == true
    return Person(
      tel: isNumber ? party.number : nil, mailto: party.email, name: party.name ?? (isNumber ? nil : party.number))
  }

  /// UUID version 8 (RFC 9562, 5.8) of the items' digests: the same items make the same container.
  private var uuid: String {
    var bytes = Array(identity.bytes.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = Array(Hex.encode(bytes))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
  }

  private mutating func add(_ item: ExportItem, _ places: [String: Int], _ zone: KQLTimeZone) {
    let envelope = item.envelope
    let start = RFC3339.format(zone.zoned(envelope.sent.moment))
    var files = envelope.attachments[...]
    var dialog = Dialog(
      type: "text", start: start, parties: envelope.participants.compactMap { places[Conversation.identity($0)] },
      application: envelope.kind.rawValue, messageID: envelope.messageID)
    if envelope.kind != .call {
      (dialog.mediatype, dialog.encoding, dialog.body) = ("text/plain", "none", envelope.body)
    } else {
      let header = EmailHeader(item.email)
      dialog.duration = header.durationSeconds
      dialog.type = "recording"
      if let recording = files.popFirst() {
        (dialog.mediatype, dialog.filename) = (recording.mediaType, recording.name)
        (dialog.encoding, dialog.content) = ("base64url", Body(item: item, digest: recording.digest))
      } else if header.wasAnswered == false {
        (dialog.type, dialog.disposition) = ("incomplete", "no-answer")
      }
      if !envelope.body.isEmpty {
        analyses.append(Analysis(dialog: dialogs.count, vendor: header.network, body: envelope.body))
      }
    }
    for file in files {
      attachments.append(
        Attachment(
          start: start, party: dialog.parties.first ?? 0, dialog: dialogs.count, mediatype: file.mediaType,
          filename: file.name, content: Body(item: item, digest: file.digest)))
    }
    dialogs.append(dialog)
  }
}
