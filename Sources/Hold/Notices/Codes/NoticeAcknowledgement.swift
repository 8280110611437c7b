public import Archive
public import GRDB

/// Giving back the code of a notice: the custodian has read it.
public enum NoticeAcknowledgement {
  /// What was acknowledged.
  public struct Receipt: Sendable, Hashable {
    public var legalCase: String
    public var notice: String
    public var version: Int
    public var custodian: String
    public var at: Moment
  }

  /// Acknowledges by a code; reminders and escalations stop.
  ///
  /// A code that is refused is on the ledger too.
  ///
  /// - Throws: ``InputError`` with the reason: no code of this archive, used before, of an older version, or released.
  public static func run(_ code: String, _ archive: Archive, by session: Session) throws -> Receipt {
    do {
      return try archive.perform(.noticeAcknowledged, by: session) { try acknowledge(code, archive.keys, $0) }
    } catch let refusal as InputError {
      try archive.perform(.noticeCodeRefused, by: session, details: ["reason": .text(refusal.code)]) { _ in }
      throw refusal
    }
  }

  private static func acknowledge(_ text: String, _ keys: KeyRing, _ act: Act) throws -> Receipt {
    guard let code = NoticeCode(text, keys),
      let enrolment = try NoticeEnrolment.find(NoticeEnrolment.ID(code.enrolment), act.db)
    else {
      throw InputError(
        "this is no code of a notice of this archive; copy all 40 letters and digits of it from the message",
        code: "notice.code")
    }
    let notice = try Notice.require(enrolment.notice, act.db)
    if let released = enrolment.released {
      throw InputError(
        "the custodian was released from the notice '\(notice.name)' on \(RFC3339.format(released)); "
          + "there is nothing left to acknowledge", code: "notice.code-released")
    }
    guard code.version == enrolment.version else {
      throw InputError(
        "this code is of version \(code.version) of the notice '\(notice.name)'; "
          + "use the one in the message with version \(enrolment.version)", code: "notice.code-old")
    }
    if let earlier = enrolment.acknowledgement {
      throw InputError(
        "the notice '\(notice.name)' was acknowledged with this code on \(RFC3339.format(earlier.at)) already",
        code: "notice.code-used")
    }
    let mailbox = try Notice.mailbox(of: enrolment, act)
    try enrolment.acknowledge(act)
    try NoticeDelivery.cancelWaiting(
      of: enrolment.id, kinds: [.reminder, .escalation], because: "the notice was acknowledged", act)
    let legalCase = try String.fetchOne(
      act.db, sql: "SELECT name FROM legal_case WHERE id = ?", arguments: [notice.legalCase.rawValue])
    act.note("case", .text(legalCase ?? ""))
    act.note("notice", .text(notice.name))
    act.note("version", .number(enrolment.version))
    act.note("custodian", .text(mailbox.email))
    return Receipt(
      legalCase: legalCase ?? "", notice: notice.name, version: enrolment.version, custodian: mailbox.email,
      at: act.now)
  }

  /// A custodian's code as their messages hold it, and as a link where links have an address.
  public static func code(
    of email: String, in notice: Notice, keys: KeyRing, _ db: Database
  ) throws -> (code: String, link: String?) {
    let mailbox = try Mailbox.require(email, db)
    guard let enrolment = try NoticeEnrolment.current(of: notice.id, db).first(where: { $0.mailbox == mailbox.id })
    else {
      throw InputError("'\(mailbox.email)' is not in the notice '\(notice.name)'", code: "notice.not-issued")
    }
    let code = NoticeCode(enrolment: enrolment.id.rawValue, version: enrolment.version).text(keys)
    return (code, try MailService.find(db)?.link(code))
  }
}
