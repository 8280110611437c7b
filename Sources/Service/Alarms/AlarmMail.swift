internal import Archive
internal import GRDB
internal import Hold

/// Mails alarms through the server that notices are handed to, each alarm in one message.
///
/// A message that the server takes and whose alarm can't be marked then is sent once more: better twice than never.
enum AlarmMail {
  /// Alarms told in one message; the next message has the rest.
  static let mostAlarms = 50

  /// Sends what nobody has been told of by mail, or nothing where alarms are not mailed.
  ///
  /// - Throws: `MailUnavailable`, ``InputError`` where no mail server is set or it refuses the message.
  static func send(_ archive: Archive, at now: Moment) throws {
    let waiting = try archive.read { db in
      try ServiceSettings.alarmMail(db).map {
        (recipient: $0, alarms: try Alarm.active(db).filter { $0.mailed == nil })
      }
    }
    guard let waiting, !waiting.alarms.isEmpty else { return }
    let alarms = Array(waiting.alarms.prefix(mostAlarms))
    let (service, organization) = try archive.read { db in
      (try MailService.require(db), try Setting.organization.read(db) ?? "")
    }
    let bytes = message(alarms, from: service.sender, to: waiting.recipient, organization, at: now)
    switch try service.hand(bytes, to: waiting.recipient, keys: archive.keys) {
    case .taken: try archive.maintain { db in try alarms.forEach { try $0.markMailed(at: now, db) } }
    case .refused:
      throw InputError("the mail server refuses the address of alarm-mail for good", code: "mail.refused")
    case .later: throw InputError("the mail server does not take the message now", code: "mail.delayed")
    }
  }

  static func message(
    _ alarms: [Alarm], from sender: String, to recipient: String, _ organization: String, at now: Moment
  ) -> [UInt8] {
    var header = HeaderWriter(reserving: 4_096)
    header.addresses("From", CollectionOfOne(MailboxForm(name: "Holdfast", address: sender)))
    header.addresses("To", CollectionOfOne(MailboxForm(name: "", address: recipient)))
    let what = alarms.count == 1 ? alarms[0].kind : "\(alarms.count) alarms"
    header.text("Subject", HeaderText.clean("[Holdfast] \(organization): \(what)"))
    header.token("Date") { DateForm.append(ZonedMoment(now), to: &$0) }
    header.token("Message-ID") { $0.append(contentsOf: messageID(sender).utf8) }
    // Nobody's absence note is to answer it (RFC 3834, 5).
    header.token("Auto-Submitted") { $0.append(contentsOf: "auto-generated".utf8) }
    header.token("MIME-Version") { $0.append(contentsOf: "1.0".utf8) }
    let paragraphs = alarms.map { "Alarm \($0.id), \($0.kind), since \($0.raised):\r\n\($0.text)\r\n" }
    let end = "'holdfast alarm acknowledge ID' notes that you have seen it.\r\n"
    header.body { BodyText((paragraphs + [end]).joined(separator: "\r\n")).appendPart(to: &$0) }
    return header.bytes
  }

  private static func messageID(_ sender: String) -> String {
    let random = (0..<16).map { _ in UInt8.random(in: 0...255) }
    return "<alarm.\(Hex.encode(random))@\(sender.split(separator: "@").last.map(String.init) ?? "localhost")>"
  }
}
