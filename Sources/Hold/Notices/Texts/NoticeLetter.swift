internal import Archive
internal import Foundation
internal import GRDB

/// Writes the messages of one notice: what is the same for all its custodians is read once.
struct NoticeLetter {
  private let notice: Notice
  private let legalCase: LegalCase
  private let organization: String
  private let officer: MailboxForm
  private let mail: MailService
  /// Nil where only releases are written, which hold no code.
  private let keys: KeyRing?
  private let today: CivilDate
  private let zone: TimeZone
  private let act: Act
  private var templates: [NoticeKind: (letter: NoticeTemplate, shared: NoticeTemplate?)] = [:]
  private let texts: NoticeTexts

  init(_ notice: Notice, in legalCase: LegalCase, keys: KeyRing?, _ act: Act) throws {
    (self.notice, self.legalCase, self.keys, self.act) = (notice, legalCase, keys, act)
    mail = try MailService.require(act.db)
    texts = try NoticeTexts.fetch(notice: notice.id, version: notice.version, act.db)
    organization = try Setting.organization.read(act.db) ?? ""
    let name = try Mailbox.find(email: notice.officer, act.db)?.displayName ?? ""
    officer = MailboxForm(name: HeaderText.clean(name), address: notice.officer)
    zone = try Setting.timeZone.read(act.db).flatMap(TimeZone.init(identifier:)) ?? .gmt
    today = Self.day(of: act.now, zone)
  }

  /// Queues one message to one person, in the transaction of the act that sends it.
  mutating func queue(
    _ kind: NoticeKind, to recipient: Recipient, about custodian: Mailbox, _ enrolment: NoticeEnrolment
  ) throws {
    let (letter, shared) = try template(of: kind)
    let value = values(for: recipient, about: custodian, enrolment)
    var body = NoticeTemplate.filled(letter.body, value)
    if let shared { body += "\r\n\r\n" + NoticeTemplate.filled(shared.body, value) }
    let messageID = OutboxLetter.messageID(domain: mail.domain)
    let bytes = message(
      to: recipient, subject: NoticeTemplate.filled(letter.subject, value), body: body + "\r\n", messageID)
    try NoticeDelivery.insert(
      kind, for: enrolment.id, version: notice.version, to: recipient.audience, at: recipient.address,
      messageID: messageID, message: bytes, act)
  }

  /// Who gets a message.
  struct Recipient {
    var audience: NoticeDelivery.Audience
    var name: String
    var address: String

    static func custodian(_ mailbox: Mailbox) -> Recipient {
      Recipient(audience: .custodian, name: mailbox.displayName, address: mailbox.email)
    }
  }

  private mutating func template(of kind: NoticeKind) throws -> (NoticeTemplate, NoticeTemplate?) {
    if let known = templates[kind] { return known }
    guard let content = texts.content(of: kind) else {
      throw StorageError("the notice '\(notice.name)' has no \(NoticeTexts.name(of: kind)); restore a backup")
    }
    let letter = try NoticeTemplate(content, hasSubject: true, what: NoticeTexts.name(of: kind))
    let shared = kind.asksForAcknowledgement ? texts.text : nil
    let read = (letter, try shared.map { try NoticeTemplate($0, hasSubject: false, what: NoticeTexts.textName) })
    templates[kind] = read
    return read
  }

  private func values(
    for recipient: Recipient, about custodian: Mailbox, _ enrolment: NoticeEnrolment
  ) -> (NoticeTemplate.Place) -> String {
    let name = custodian.displayName.isEmpty ? custodian.email : custodian.displayName
    let code = keys.map { NoticeCode(enrolment: enrolment.id.rawValue, version: notice.version).text($0) } ?? ""
    // A manager who got the code could acknowledge in the custodian's place.
    let withheld = recipient.audience == .custodian ? nil : "(in the message to \(name) alone)"
    return { [self] place in
      switch place {
      case .custodian: name
      case .email: custodian.email
      case .legalCase: legalCase.name
      case .notice: notice.name
      case .officer: officer.name.isEmpty ? officer.address : officer.name
      case .organization: organization
      case .date: today.description
      case .issued: Self.day(of: enrolment.issued, zone).description
      case .code: withheld ?? code
      case .link: withheld ?? mail.link(code) ?? code
      }
    }
  }

  private func message(to recipient: Recipient, subject: String, body: String, _ messageID: String) -> [UInt8] {
    OutboxLetter(
      from: officer, sender: mail.sender, to: recipient.name, at: recipient.address, subject: subject, body: body,
      date: act.now
    ).bytes(messageID)
  }

  private static func day(of moment: Moment, _ zone: TimeZone) -> CivilDate {
    let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.microseconds / Moment.perSecond)))
    return CivilTime(ZonedMoment(moment, offsetMinutes: seconds / 60)).date
  }
}
