public import Archive
public import GRDB

/// A mailbox that belongs to a case, and how it stands there.
public struct CaseMailbox: Sendable, Hashable {
  public enum Status: String, Sendable, Codable { case active, released }

  public var mailbox: Mailbox
  public var status: Status
  public var added: Moment
  /// When it was released or taken up again; nil where it never was.
  public var changed: Moment?
  /// The case's holds that cover it now.
  public var holds: [String]
  /// Until when holds of the case that were released go on holding it; nil where none does, or did.
  public var delayedUntil: Moment?
  /// Whether a hold of the case covers the mailbox now.
  public var isHeld: Bool { !holds.isEmpty }

  /// As what a mailbox belongs to a case.
  public enum Role: Sendable, CaseIterable {
    /// A person's the case is about.
    case custodian
    /// Nobody's in particular: a shared mailbox, or one that only holds material.
    case source

    /// The name of the hold that covers such mailboxes whole, all of a case together.
    public var holdName: String {
      switch self {
      case .custodian: "Custodian hold"
      case .source: "Non-custodial hold"
      }
    }

    /// The command that places that hold.
    var command: String {
      switch self {
      case .custodian: "holdfast case custodian add --hold"
      case .source: "holdfast case source add --hold"
      }
    }

    fileprivate var table: String {
      switch self {
      case .custodian: "case_custodian"
      case .source: "case_source"
      }
    }

    fileprivate var noun: String {
      switch self {
      case .custodian: "custodian"
      case .source: "non-custodial mailbox"
      }
    }
  }
}

/// A person whose mailbox belongs to a case.
public typealias Custodian = CaseMailbox

extension CaseMailbox {
  public static func all(of legalCase: LegalCase, as role: Role = .custodian, _ db: Database) throws
    -> [CaseMailbox]
  {
    let now = try standing(of: legalCase, db)
    return try Row.fetchAll(
      db,
      sql: """
        SELECT m.*, c.status AS case_status, c.added, c.changed FROM \(role.table) c JOIN mailbox m ON m.id = c.mailbox
        WHERE c.legal_case = ? ORDER BY m.email
        """, arguments: [legalCase.id.rawValue]
    ).map { row in
      let mailbox = Mailbox(row: row)
      return CaseMailbox(
        mailbox: mailbox, status: Status(rawValue: row["case_status"]) ?? .released,
        added: Moment(microseconds: row["added"]),
        changed: (row["changed"] as Int64?).map(Moment.init(microseconds:)), holds: now[mailbox.id]?.holds ?? [],
        delayedUntil: now[mailbox.id]?.delayedUntil)
    }
  }

  /// What the case's holds come to on each mailbox.
  private static func standing(of legalCase: LegalCase, _ db: Database) throws
    -> [Mailbox.ID: (holds: [String], delayedUntil: Moment?)]
  {
    var standing: [Mailbox.ID: (holds: [String], delayedUntil: Moment?)] = [:]
    for record in try HoldRecord.all(of: legalCase.id, db) {
      for location in try record.locations(db) {
        var one = standing[location.mailbox] ?? ([], nil)
        if location.releasedAt == nil { one.holds.append(record.name) }
        one.delayedUntil = [one.delayedUntil, location.heldUntil].compactMap(\.self).max()
        standing[location.mailbox] = one
      }
    }
    return standing
  }

  /// Adds mailboxes to a case, or takes them up again, and on request holds them whole.
  ///
  /// Mailboxes of people who left may be added like any other.
  public static func add(
    _ emails: [String], to legalCase: LegalCase, as role: Role = .custodian, hold: Bool, _ act: Act
  ) throws {
    try legalCase.requireActive()
    let mailboxes = try Mailbox.require(each: emails, act.db)
    for mailbox in mailboxes {
      for other in Role.allCases where other != role {
        guard try status(of: mailbox, in: legalCase, as: other, act.db) != .active else {
          throw InputError(
            "'\(mailbox.email)' is a \(other.noun) of the case '\(legalCase.name)' already", code: "case.mailbox")
        }
      }
      switch try status(of: mailbox, in: legalCase, as: role, act.db) {
      case .active: continue
      case .released: try set(.active, mailbox, in: legalCase, as: role, act)
      case nil:
        try act.db.execute(
          sql: """
            INSERT INTO \(role.table) (legal_case, mailbox, status, added, changed_entry) VALUES (?, ?, 'active', ?, ?)
            """, arguments: [legalCase.id.rawValue, mailbox.id.rawValue, act.now.microseconds, act.entry])
      }
    }
    act.note("\(role)s", .list(mailboxes.map { .text($0.email) }))
    act.note("hold", .flag(hold))
    if hold { try placeHold(on: mailboxes, in: legalCase, as: role, act) }
  }

  /// All of a role share one hold of the case.
  private static func placeHold(on mailboxes: [Mailbox], in legalCase: LegalCase, as role: Role, _ act: Act) throws {
    guard !mailboxes.isEmpty else { return }
    let current = try HoldRecord.all(of: legalCase.id, act.db).first {
      try $0.name == role.holdName && !$0.isRemoved(act.db)
    }
    let record =
      try current ?? HoldRecord.insert(HoldTerms(kind: .legalCase(legalCase.id), name: role.holdName), act)
    let covered = try record.covered(act.db)
    for mailbox in mailboxes where !covered.contains(mailbox.id) { try record.addLocation(mailbox.id, act) }
  }

  /// Releases a mailbox: every hold of this case lets go of it, after the delay; other cases' are not touched.
  ///
  /// It stays listed.
  public static func release(
    _ email: String, from legalCase: LegalCase, as role: Role = .custodian, _ act: Act
  ) throws {
    let mailbox = try Mailbox.require(email, act.db)
    guard try status(of: mailbox, in: legalCase, as: role, act.db) == .active else {
      throw InputError(
        "'\(mailbox.email)' is not an active \(role.noun) of the case '\(legalCase.name)'", code: "\(role).unknown")
    }
    try set(.released, mailbox, in: legalCase, as: role, act)
    let released = try HoldRecord.all(of: legalCase.id, act.db).reduce(0) {
      try $0 + $1.releaseLocations(act, only: mailbox.id)
    }
    act.note("\(role)", .text(mailbox.email))
    act.note("locationsReleased", .number(released))
    if role == .custodian { try Notice.releaseIfIssued(mailbox, from: legalCase, act) }
  }

  /// Takes a released mailbox up again; no hold comes back with it.
  public static func reactivate(
    _ email: String, in legalCase: LegalCase, as role: Role = .custodian, _ act: Act
  ) throws {
    try legalCase.requireActive()
    let mailbox = try Mailbox.require(email, act.db)
    guard try status(of: mailbox, in: legalCase, as: role, act.db) == .released else {
      throw InputError(
        "'\(mailbox.email)' is not a released \(role.noun) of the case '\(legalCase.name)'", code: "\(role).unknown")
    }
    try set(.active, mailbox, in: legalCase, as: role, act)
    act.note("\(role)", .text(mailbox.email))
    act.note("reactivated", true)
  }

  static func status(of mailbox: Mailbox, in legalCase: LegalCase, as role: Role, _ db: Database) throws -> Status? {
    try String.fetchOne(
      db, sql: "SELECT status FROM \(role.table) WHERE legal_case = ? AND mailbox = ?",
      arguments: [legalCase.id.rawValue, mailbox.id.rawValue]
    ).flatMap(Status.init(rawValue:))
  }

  private static func set(
    _ status: Status, _ mailbox: Mailbox, in legalCase: LegalCase, as role: Role, _ act: Act
  ) throws {
    try act.db.execute(
      sql: "UPDATE \(role.table) SET status = ?, changed = ?, changed_entry = ? WHERE legal_case = ? AND mailbox = ?",
      arguments: [
        status.rawValue, act.now.microseconds, act.entry, legalCase.id.rawValue, mailbox.id.rawValue,
      ])
  }
}

extension Mailbox {
  /// The mailboxes, each once, in the order they were named.
  static func require(each emails: [String], _ db: Database) throws -> [Mailbox] {
    var seen: Set<Mailbox.ID> = []
    return try emails.map { try require($0, db) }.filter { seen.insert($0.id).inserted }
  }
}
