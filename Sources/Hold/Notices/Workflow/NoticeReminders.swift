public import Archive
public import GRDB

/// Sends what is due to custodians who have not acknowledged: what a timer calls, as often as it likes.
public enum NoticeReminders {
  /// One message that is due.
  public struct Due: Sendable, Hashable {
    public var legalCase: LegalCase
    public var notice: Notice
    public var enrolment: NoticeEnrolment
    public var step: NoticeWorkflow.Step
  }

  /// What is due by that time in the active cases an account may see.
  public static func due(for account: String, at now: Moment, _ db: Database) throws -> [Due] {
    try LegalCase.visible(to: account, db).filter { $0.status == .active }.flatMap { legalCase in
      try Notice.all(of: legalCase.id, db).flatMap { notice in
        try NoticeEnrolment.current(of: notice.id, db).compactMap { enrolment in
          notice.workflow.due(enrolment.progress, at: now).map {
            Due(legalCase: legalCase, notice: notice, enrolment: enrolment, step: $0)
          }
        }
      }
    }
  }

  /// Queues everything that is due, one message a custodian, or nothing and without a ledger entry where nothing is.
  ///
  /// - Returns: what was queued.
  public static func run(_ archive: Archive, by session: Session) throws -> [Due] {
    try archive.authorize(.noticeReminded, by: session)
    guard try !archive.read({ try due(for: session.account, at: session.now, $0) }).isEmpty else { return [] }
    return try archive.perform(.noticeReminded, by: session) { act in
      // Looked up again in this transaction: another process may have been faster.
      let due = try due(for: session.account, at: act.now, act.db)
      var letters: [Notice.ID: NoticeLetter] = [:]
      for one in due {
        var letter =
          try letters[one.notice.id] ?? NoticeLetter(one.notice, in: one.legalCase, keys: archive.keys, act)
        try queue(one, &letter, act)
        letters[one.notice.id] = letter
      }
      act.note(
        "steps",
        .list(
          try due.map { one in
            .record([
              "case": .text(one.legalCase.name), "notice": .text(one.notice.name), "step": .text(one.step.rawValue),
              "version": .number(one.notice.version),
              "custodian": .text(try Notice.mailbox(of: one.enrolment, act).email),
            ])
          }))
      return due
    }
  }

  private static func queue(_ due: Due, _ letter: inout NoticeLetter, _ act: Act) throws {
    let mailbox = try Notice.mailbox(of: due.enrolment, act)
    try due.enrolment.advance(due.step, act)
    switch due.step {
    case .reminder:
      try letter.queue(.reminder, to: .custodian(mailbox), about: mailbox, due.enrolment)
    case .escalation:
      try letter.queue(.escalation, to: .custodian(mailbox), about: mailbox, due.enrolment)
      try letter.queue(
        .escalation, to: superior(of: mailbox, due.notice, act), about: mailbox, due.enrolment)
    }
  }

  /// The custodian's manager; without one on record, the officer: an escalation never goes to the custodian alone.
  private static func superior(of mailbox: Mailbox, _ notice: Notice, _ act: Act) throws -> NoticeLetter.Recipient {
    let manager = try NoticeManager.find(of: mailbox.id, act.db)
    let address = manager ?? notice.officer
    let name = try Mailbox.find(email: address, act.db)?.displayName ?? ""
    return NoticeLetter.Recipient(audience: manager == nil ? .officer : .manager, name: name, address: address)
  }
}
