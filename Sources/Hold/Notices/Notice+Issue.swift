public import Archive
internal import GRDB

// Giving a notice to custodians, and giving it again. Each act queues its messages in its own transaction: none is sent
// for an act that did not happen, and none that happened stays unsent.

extension Notice {
  /// Who an act concerns.
  public enum Custodians: Sendable, Hashable {
    case named([String])
    /// Everyone the act can concern.
    case all
  }

  /// Gives the notice to custodians of the case.
  ///
  /// `all` are its active custodians who are in no notice of the case: whoever is to be held silently must be left out
  /// by naming the others.
  ///
  /// - Returns: who was given it.
  public func issue(to custodians: Custodians, in legalCase: LegalCase, keys: KeyRing, _ act: Act) throws -> [Mailbox] {
    try legalCase.requireActive()
    let active = try Custodian.all(of: legalCase, act.db).filter { $0.status == .active }.map(\.mailbox)
    let mailboxes: [Mailbox]
    switch custodians {
    case .all:
      mailboxes = try active.filter { try NoticeEnrolment.current(of: $0.id, in: legalCase.id, act.db) == nil }
    case .named(let emails):
      mailboxes = try Self.mailboxes(emails, act)
      for mailbox in mailboxes { try requireFree(mailbox, among: active, of: legalCase, act) }
    }
    guard !mailboxes.isEmpty else {
      throw InputError(
        "there is nobody to give the notice to: every active custodian of '\(legalCase.name)' is in one",
        code: "notice.nobody")
    }
    for mailbox in mailboxes where !EmailAddress.isWritable(mailbox.email) {
      throw InputError(
        "no mail can be sent to '\(mailbox.email)', whose address not every mail server takes; nobody was given the notice",
        code: "notice.address")
    }
    var letter = try NoticeLetter(self, in: legalCase, keys: keys, act)
    for mailbox in mailboxes {
      let enrolment = try NoticeEnrolment.insert(mailbox.id, in: self, act)
      try letter.queue(.issuance, to: .custodian(mailbox), about: mailbox, enrolment)
    }
    try note(mailboxes, act)
    return mailboxes
  }

  /// Keeps changed texts as a new version and gives it to everyone in the notice, who must acknowledge it anew.
  ///
  /// Reminders and escalations begin again, and codes of older versions are of no use any more. `change` makes the new
  /// texts of the newest.
  public func reissue(
    in legalCase: LegalCase, officer: String? = nil, keys: KeyRing, _ act: Act, change: (inout NoticeTexts) -> Void
  ) throws -> (notice: Notice, mailboxes: [Mailbox]) {
    try legalCase.requireActive()
    let old = try NoticeTexts.fetch(notice: id, version: version, act.db)
    var texts = old
    change(&texts)
    guard texts != old || (officer != nil && officer != self.officer) else {
      throw InputError(
        "nothing of the notice '\(name)' would change; to send it once more use 'holdfast notice resend'",
        code: "notice.unchanged")
    }
    let revised = try revise(texts, officer: officer, act)
    var letter = try NoticeLetter(revised, in: legalCase, keys: keys, act)
    var mailboxes: [Mailbox] = []
    for enrolment in try NoticeEnrolment.current(of: id, act.db) {
      let mailbox = try Self.mailbox(of: enrolment, act)
      try NoticeDelivery.cancelWaiting(of: enrolment.id, because: "version \(revised.version) was issued", act)
      try enrolment.restart(version: revised.version, act)
      try letter.queue(.reissue, to: .custodian(mailbox), about: mailbox, enrolment)
      mailboxes.append(mailbox)
    }
    try revised.note(mailboxes, act)
    return (revised, mailboxes)
  }

  /// Sends the notice once more: who has not acknowledged it is reminded from the beginning, who has gets just a copy.
  public func resend(
    to custodians: Custodians, in legalCase: LegalCase, keys: KeyRing, _ act: Act
  ) throws -> (restarted: [Mailbox], copies: [Mailbox]) {
    try legalCase.requireActive()
    var letter = try NoticeLetter(self, in: legalCase, keys: keys, act)
    var (restarted, copies): ([Mailbox], [Mailbox]) = ([], [])
    for (enrolment, mailbox) in try enrolments(of: custodians, act) {
      if enrolment.acknowledgement == nil {
        try NoticeDelivery.cancelWaiting(of: enrolment.id, because: "the notice was sent again", act)
        try enrolment.restart(version: version, act)
        restarted.append(mailbox)
      } else {
        copies.append(mailbox)
      }
      try letter.queue(version == 1 ? .issuance : .reissue, to: .custodian(mailbox), about: mailbox, enrolment)
    }
    try note(restarted + copies, act)
    return (restarted, copies)
  }

  /// The current enrolments of some custodians, each with its mailbox; who is in no such notice is an error.
  func enrolments(of custodians: Custodians, _ act: Act) throws -> [(NoticeEnrolment, Mailbox)] {
    let current = try NoticeEnrolment.current(of: id, act.db).map { ($0, try Self.mailbox(of: $0, act)) }
    guard case .named(let emails) = custodians else {
      guard !current.isEmpty else {
        throw InputError("nobody is in the notice '\(name)'; issue it first", code: "notice.nobody")
      }
      return current
    }
    return try Self.mailboxes(emails, act).map { mailbox in
      guard let found = current.first(where: { $0.1.id == mailbox.id }) else {
        throw InputError("'\(mailbox.email)' is not in the notice '\(name)'", code: "notice.not-issued")
      }
      return found
    }
  }

  static func mailbox(of enrolment: NoticeEnrolment, _ act: Act) throws -> Mailbox {
    guard let mailbox = try Mailbox.find(enrolment.mailbox, act.db) else {
      throw StorageError("there is no mailbox \(enrolment.mailbox); restore the archive from a backup")
    }
    return mailbox
  }

  /// Puts the notice's name, version and recipients on the ledger.
  func note(_ mailboxes: [Mailbox], _ act: Act) throws {
    act.note("notice", .text(name))
    act.note("version", .number(version))
    act.note("recipients", .list(mailboxes.map { .text($0.email) }))
  }

  /// The mailboxes of some addresses, each once.
  private static func mailboxes(_ emails: [String], _ act: Act) throws -> [Mailbox] {
    var seen: Set<Mailbox.ID> = []
    return try emails.map { try Mailbox.require($0, act.db) }.filter { seen.insert($0.id).inserted }
  }

  private func requireFree(_ mailbox: Mailbox, among active: [Mailbox], of legalCase: LegalCase, _ act: Act) throws {
    guard active.contains(where: { $0.id == mailbox.id }) else {
      throw InputError(
        "'\(mailbox.email)' is not an active custodian of the case '\(legalCase.name)'; "
          + "add it with 'holdfast case custodian add'", code: "custodian.unknown")
    }
    if let taken = try NoticeEnrolment.current(of: mailbox.id, in: legalCase.id, act.db) {
      let other = try Notice.require(taken.notice, act.db)
      throw InputError(
        "'\(mailbox.email)' is in the notice '\(other.name)' of this case already, and can be in one only",
        code: "notice.enrolled")
    }
  }
}
