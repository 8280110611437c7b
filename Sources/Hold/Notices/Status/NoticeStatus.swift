public import Archive
public import GRDB

/// How the notices of a case stand, custodian by custodian.
public struct NoticeStatus: Sendable {
  /// One notice with everyone who is or was in it.
  public struct One: Sendable {
    public var notice: Notice
    public var custodians: [Person]
  }

  /// One custodian's time in a notice.
  public struct Person: Sendable {
    public var mailbox: Mailbox
    public var enrolment: NoticeEnrolment
    /// Every message to them, or about them, oldest first.
    public var deliveries: [NoticeDelivery]
    /// What they get next if they don't acknowledge; nil: nothing.
    public var next: (step: NoticeWorkflow.Step, at: Moment)?

    /// The message that told them of the version they are at: the last notice, or the release.
    public var announcement: NoticeDelivery? {
      let kinds: [NoticeKind] = enrolment.released == nil ? [.issuance, .reissue] : [.release]
      return deliveries.last { $0.audience == .custodian && kinds.contains($0.kind) }
    }
  }

  public var notices: [One]
  /// Active custodians who are in no notice: whose hold, if there is one, is silent.
  public var silent: [Mailbox]

  public init(of legalCase: LegalCase, _ db: Database) throws {
    notices = try Notice.all(of: legalCase.id, db).map { notice in
      One(
        notice: notice,
        custodians: try NoticeEnrolment.all(of: notice.id, db).map { enrolment in
          guard let mailbox = try Mailbox.find(enrolment.mailbox, db) else {
            throw StorageError("there is no mailbox \(enrolment.mailbox); restore the archive from a backup")
          }
          let isRunning = enrolment.released == nil && legalCase.status == .active
          return Person(
            mailbox: mailbox, enrolment: enrolment, deliveries: try NoticeDelivery.all(of: enrolment.id, db),
            next: isRunning ? notice.workflow.next(enrolment.progress) : nil)
        })
    }
    silent = try Custodian.all(of: legalCase, db).filter { $0.status == .active }.map(\.mailbox)
      .filter { try NoticeEnrolment.current(of: $0.id, in: legalCase.id, db) == nil }
  }
}

/// One message of a notice as it was sent, for whoever must prove it.
public enum NoticeRecord {
  /// The exact bytes of a message, for an account that may work in its case.
  ///
  /// - Throws: ``InputError`` where there is no such message.
  public static func message(_ id: NoticeDelivery.ID, for account: String, _ db: Database) throws -> [UInt8] {
    let name = try String.fetchOne(
      db,
      sql: """
        SELECT c.name FROM notice_delivery d JOIN notice_enrolment e ON e.id = d.enrolment
        JOIN legal_case c ON c.id = e.legal_case WHERE d.id = ?
        """, arguments: [id.rawValue])
    if let name { _ = try LegalCase.require(name, for: account, db) }
    return try NoticeDelivery.message(id, db)
  }
}
