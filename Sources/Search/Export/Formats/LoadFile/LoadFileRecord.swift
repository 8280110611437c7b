internal import Archive

/// The values of an item and of its attachments, by the field names that review platforms map by themselves.
struct LoadFileRecord {
  static let fields = [
    "Control Number", "Group Identifier", "Parent Document ID", "Custodian", "All Custodians", "Record Type",
    "Direction", "From", "To", "Subject", "Date Sent", "Time Zone", "Duration (s)", "Message ID", "Conversation ID",
    "Folder", "Attachment Count", "File Name", "File Extension", "File Size", "SHA256 Hash", "Archive Item",
    "Partner ID", "Native File", "Extracted Text",
  ]

  let control: String
  private let item: ExportItem
  private let zone: KQLTimeZone
  private let custodians: [String]

  init(_ item: ExportItem, zone: KQLTimeZone, custodians: [String]) {
    (self.item, self.zone, self.custodians) = (item, zone, custodians)
    let digits = String(item.hit.place)
    control = "HF" + String(repeating: "0", count: max(0, Self.controlDigits - digits.count)) + digits
  }

  /// Sorts as text what sorts as number, up to a thousand million items.
  private static let controlDigits = 9

  func control(ofAttachment index: Int) -> String {
    let digits = String(index + 1)
    return "\(control).\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
  }

  func values(native: String, text: String) -> [String] {
    let header = EmailHeader(item.email)
    return shared(
      control, parent: "", type: item.envelope.kind.rawValue, duration: header.durationSeconds.map(String.init) ?? "",
      attachments: "\(item.envelope.attachments.count)", name: "\(control).eml", ending: "eml",
      size: item.content.size, digest: item.content.emailDigest, native: native, text: text)
  }

  func values(of attachment: Attachment, _ index: Int, native: String) -> [String] {
    shared(
      control(ofAttachment: index), parent: control, type: "attachment", duration: "", attachments: "0",
      name: attachment.name, ending: SafeName.ending(of: attachment.name), size: attachment.bytes,
      digest: attachment.digest, native: native, text: "")
  }

  private func shared(
    _ control: String, parent: String, type: String, duration: String, attachments: String, name: String,
    ending: String, size: Int64, digest: Digest, native: String, text: String
  ) -> [String] {
    let envelope = item.envelope
    return [
      control, self.control, parent, item.custodian.email, custodians.joined(separator: "; "), type,
      envelope.direction.rawValue, PersonText.of(envelope.from),
      envelope.to.map(PersonText.of).joined(separator: "; "), envelope.subject, Self.date(envelope.sent.moment, zone),
      zone.identifier, duration, envelope.messageID, Hex.encode(Conversation.key(envelope)), item.folder, attachments,
      name, ending, "\(size)", digest.hex, "\(item.hit.item)", item.content.partnerID, Self.windows(native),
      Self.windows(text),
    ]
  }

  /// `2024-01-02 08:15:03`, which every platform reads the same, in the zone of the next field.
  private static func date(_ moment: Moment, _ zone: KQLTimeZone) -> String {
    let text = RFC3339.format(zone.zoned(moment))
    return String(text.prefix(19)).replacing("T", with: " ")
  }

  /// A path below the load file's folder, as these platforms write it.
  static func windows(_ path: String) -> String { path.replacing("/", with: "\\") }
}

/// A person in a list: `Ada Ames <+447700900001>`.
///
/// A number stands in brackets, also alone: bare, its `+` would be a formula's to a spreadsheet.
enum PersonText {
  static func of(_ party: Party) -> String {
    let address = [party.number, party.email].compactMap { $0 }.map { "<\($0)>" }.joined(separator: " ")
    let name = party.name ?? ""
    return name.isEmpty || address.isEmpty ? name + address : "\(name) \(address)"
  }
}
