internal import Archive
internal import Foundation

/// What one `<sms>`, `<mms>` or `<call>` says.
///
/// Times are milliseconds since 1970 in UTC; the word `null` stands for nothing.
struct SMSBackupRecord {
  private enum Kind { case sms, mms, call, other(String) }

  private let kind: Kind
  /// The other person's number; of an MMS to several, theirs with `~` between them.
  private let address: String?
  private let name: String?
  private let date: String?
  private let type: String?
  private let body: String
  private let duration: String?
  private let presentation: String?
  private let messageID: String?
  private var parts = SMSBackupParts()

  /// Everything that was decoded of the record's parts.
  var contents: FetchedFiles { parts.contents }

  init(_ element: MarkupName, _ attributes: MarkupAttributes) {
    func value(_ name: StaticString) -> String? { attributes[name].flatMap { $0 == "null" ? nil : $0 } }
    switch element {
    case "sms": (kind, type, body) = (.sms, value("type"), attributes["body"] ?? "")
    case "mms": (kind, type, body) = (.mms, value("msg_box"), value("sub") ?? "")
    case "call": (kind, type, body) = (.call, value("type"), "")
    default: (kind, type, body) = (.other(element.text), nil, "")
    }
    address = value("address") ?? value("number")
    name = value("contact_name").flatMap { $0 == "(Unknown)" || $0.isEmpty ? nil : $0 }
    (date, duration, presentation) = (value("date"), value("duration"), value("presentation"))
    messageID = value("m_id")
  }

  /// Takes in an element inside it.
  mutating func add(_ element: MarkupName, _ attributes: MarkupAttributes, _ stager: ContentStager) throws {
    switch element {
    case "part": try parts.add(part: attributes, stager)
    case "addr": parts.add(address: attributes)
    default: break
    }
  }

  /// What makes it this record and no other, whatever phone or version of the app wrote the backup: never what changes
  /// afterwards, as whether it was read and what the contact is called.
  func contentID(_ options: FormatOptions) -> ContentID {
    var id = ContentID(format: "sms-backup")
    id.add(options.normalizedOwner)
    switch kind {
    case .sms: id.add("sms")
    case .mms: id.add("mms")
    case .call: id.add("call")
    case .other(let name): id.add(name)
    }
    for field in [type, address, date, body, duration, messageID] { id.add(field) }
    parts.name(&id)
    return id
  }

  func item(_ options: FormatOptions) -> ReadRecord {
    do throws(ItemProblem) {
      switch kind {
      case .sms: return .success(try message(options))
      case .mms: return .success(try multimedia(options))
      case .call: return .success(try call(options))
      case .other(let name): throw ItemProblem(.type, "a backup's records are sms, mms and call; this is <\(name)>")
      }
    } catch {
      return .failure(error)
    }
  }

  private func message(_ options: FormatOptions) throws(ItemProblem) -> CarrierItem {
    let direction = try direction()
    let other = FeedParty(number: address, name: name)
    let owner = options.ownerParty
    return CarrierItem(
      partnerID: "", kind: .sms, direction: direction, sent: try sent(),
      from: direction == .inbound ? other : owner, to: [direction == .inbound ? owner : other], body: body)
  }

  private func multimedia(_ options: FormatOptions) throws(ItemProblem) -> CarrierItem {
    let direction = try direction()
    try parts.check()
    let people = SMSBackupPeople(address: address, name: name, parts: parts, owner: options.ownerParty)
    let (from, to) = direction == .inbound ? people.received : people.sent
    let text = ([body] + parts.texts).filter { !$0.isEmpty }.joined(separator: "\n")
    return CarrierItem(
      partnerID: "", kind: .sms, direction: direction, sent: try sent(), from: from, to: to, body: text,
      attachments: parts.attachments)
  }

  private func call(_ options: FormatOptions) throws(ItemProblem) -> CarrierItem {
    guard let seconds = Int64(duration ?? "0"), seconds >= 0 else {
      throw ItemProblem(.duration, "duration is '\(Self.shown(duration))'; it is whole seconds")
    }
    let direction: Direction
    let answered: Bool
    switch type {
    case "1", "7": (direction, answered) = (.inbound, true)
    case "2": (direction, answered) = (.outbound, seconds > 0)
    // Missed, sent to voicemail, rejected, blocked.
    case "3", "4", "5", "6": (direction, answered) = (.inbound, false)
    default: throw ItemProblem(.type, "type is '\(Self.shown(type))'; a call's is 1 to 7")
    }
    // Presentation 1 is a number that is shown; the app writes -1 and -2 for those that aren't.
    let isShown = (presentation ?? "1") == "1" && address.map { !$0.isEmpty && !$0.hasPrefix("-") } ?? false
    let other = FeedParty(number: isShown ? address : nil, name: name)
    let owner = options.ownerParty
    return CarrierItem(
      partnerID: "", kind: .call, direction: direction, sent: try sent(), durationSeconds: seconds,
      answered: answered, from: direction == .inbound ? other : owner,
      to: [direction == .inbound ? owner : other])
  }

  private func direction() throws(ItemProblem) -> Direction {
    switch type {
    case "1": .inbound
    // Sent, being sent, not got through, waiting.
    case "2", "4", "5", "6": .outbound
    case "3": throw ItemProblem(.type, "it is a draft, which was never sent")
    default: throw ItemProblem(.type, "the kind of message is '\(Self.shown(type))'; it is 1 to 6")
    }
  }

  private func sent() throws(ItemProblem) -> ZonedMoment {
    guard let date else { throw ItemProblem(.missing, "date is missing") }
    guard let milliseconds = Int64(date), abs(milliseconds) < Int64.max / 1_000 else {
      throw ItemProblem(.date, "date is '\(Self.shown(date))'; it is milliseconds since 1970")
    }
    return ZonedMoment(Moment(microseconds: milliseconds * 1_000))
  }

  /// As much of a stranger's value as a message needs.
  private static func shown(_ value: String?) -> String { HeaderText.clean(String((value ?? "").prefix(40))) }
}
