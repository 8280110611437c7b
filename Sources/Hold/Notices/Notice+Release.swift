public import Archive
internal import GRDB

extension Notice {
  /// Ends the notice for custodians and tells them so.
  ///
  /// They stay custodians of the case, and its holds stay.
  public func release(_ custodians: Custodians, in legalCase: LegalCase, _ act: Act) throws -> [Mailbox] {
    let released = try enrolments(of: custodians, act)
    var letter = try NoticeLetter(self, in: legalCase, keys: nil, act)
    for (enrolment, mailbox) in released { try end(enrolment, of: mailbox, &letter, act) }
    try note(released.map(\.1), act)
    return released.map(\.1)
  }

  /// What a case's release of a custodian calls, in its own transaction: whoever was given a notice is told that it
  /// ends; whoever is held silently hears nothing.
  static func releaseIfIssued(_ mailbox: Mailbox, from legalCase: LegalCase, _ act: Act) throws {
    guard let enrolment = try NoticeEnrolment.current(of: mailbox.id, in: legalCase.id, act.db) else { return }
    let notice = try require(enrolment.notice, act.db)
    var letter = try NoticeLetter(notice, in: legalCase, keys: nil, act)
    try notice.end(enrolment, of: mailbox, &letter, act)
    act.note("notice", .text(notice.name))
  }

  private func end(
    _ enrolment: NoticeEnrolment, of mailbox: Mailbox, _ letter: inout NoticeLetter, _ act: Act
  ) throws {
    // A notice that came after its own release would be the last word.
    try NoticeDelivery.cancelWaiting(of: enrolment.id, because: "the custodian was released", act)
    try enrolment.release(act)
    try letter.queue(.release, to: .custodian(mailbox), about: mailbox, enrolment)
  }
}
