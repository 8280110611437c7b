public import Archive
public import GRDB
public import Search

/// Placing and releasing holds of cases.
///
/// A hold is on any number of mailboxes: each is a row, whatever it holds, so that the market leader's ceiling of 1,000
/// mailboxes a hold has nothing to protect here.
public enum HoldPlacement {
  /// Places a hold of a case on mailboxes.
  ///
  /// - Throws: ``InputError`` where it would cover no mailbox, a hold of that name is there, or its query can't be kept.
  public static func place(
    _ name: String, on emails: [String], in legalCase: LegalCase, query: (text: String, query: Query)?,
    days: DayRange?, _ act: Act
  ) throws -> HoldRecord {
    try legalCase.requireActive()
    // A custodian added later must never come to lie under someone's query.
    if let role = role(ofHold: name) {
      throw InputError(
        "'\(name)' is the hold that '\(role.command)' places; choose another name", code: "hold.exists")
    }
    if try find(name, in: legalCase, act.db) != nil {
      throw InputError(
        "the case '\(legalCase.name)' has a hold '\(name)' already; choose another name", code: "hold.exists")
    }
    let mailboxes = try mailboxes(emails, act.db)
    if let query { try check(query.query, act.db) }
    let terms = HoldTerms(
      kind: .legalCase(legalCase.id), name: name, query: query?.text, canonicalQuery: query?.query.description,
      days: days)
    let record = try HoldRecord.insert(terms, act)
    for mailbox in mailboxes { try record.addLocation(mailbox.id, act) }
    act.note("hold", .text(name))
    act.note("mailboxes", .list(mailboxes.map { .text($0.email) }))
    if let query { act.note("query", .text(query.text)) }
    if let days { act.note("days", .text(days.description)) }
    return record
  }

  /// The mailboxes of that name, of which there must be one.
  public static func mailboxes(_ emails: [String], _ db: Database) throws -> [Mailbox] {
    guard !emails.isEmpty else {
      throw InputError("a hold on no mailbox holds nothing; name one with --mailbox", code: "hold.empty")
    }
    return try Mailbox.require(each: emails, db)
  }

  /// Refuses a query that a hold could not be decided by: what can't be answered, or read back from the form in which
  /// it is kept, would hold everything, and whoever places it means less than that.
  public static func check(_ query: Query, _ db: Database) throws {
    try SearchEngine.require(answerable: query, db)
    guard (try? KQL.canonicalReading(query.description)) == query else {
      throw InputError(
        "the query can't be kept as it is meant: written out with every operator it is too long or reads otherwise; "
          + "write it shorter, or as several holds", code: "hold.query")
    }
  }

  /// Puts more mailboxes under a hold that is there, or the hold back on those it covered when it went off.
  ///
  /// `emails`: none: where it was when it went off, less whom the case has released since.
  /// Returns the mailboxes it covers now and did not before.
  public static func apply(_ name: String, to emails: [String], in legalCase: LegalCase, _ act: Act) throws
    -> [Mailbox]
  {
    try legalCase.requireActive()
    let record = try require(name, in: legalCase, act.db)
    let covered = try record.covered(act.db)
    let wanted =
      emails.isEmpty ? try lastCovered(by: record, in: legalCase, act.db) : try mailboxes(emails, act.db)
    if let role = role(ofHold: name) {
      for mailbox in wanted
      where try CaseMailbox.status(of: mailbox, in: legalCase, as: role, act.db) != .active {
        throw InputError(
          "'\(mailbox.email)' is not among those the hold '\(name)' is for; add it with '\(role.command)'",
          code: "hold.custodians")
      }
    }
    let added = wanted.filter { !covered.contains($0.id) }
    guard !added.isEmpty else {
      throw InputError(
        emails.isEmpty
          ? "the hold '\(name)' has no mailbox to go back to; name one with --mailbox"
          : "the hold '\(name)' covers what you named already", code: "hold.covers")
    }
    for mailbox in added { try record.addLocation(mailbox.id, act) }
    act.note("hold", .text(name))
    act.note("mailboxes", .list(added.map { .text($0.email) }))
    return added
  }

  /// Where the hold was when it last went off; nowhere if it is on.
  private static func lastCovered(by record: HoldRecord, in legalCase: LegalCase, _ db: Database) throws -> [Mailbox] {
    let locations = try record.locations(db)
    guard locations.allSatisfy({ $0.releasedAt != nil }), let last = locations.compactMap(\.releasedEntry).max()
    else { return [] }
    return try locations.filter { $0.releasedEntry == last }.compactMap { try Mailbox.find($0.mailbox, db) }
      .filter { mailbox in
        try CaseMailbox.Role.allCases.allSatisfy {
          try CaseMailbox.status(of: mailbox, in: legalCase, as: $0, db) != .released
        }
      }
  }

  /// Releases a hold of a case; each of its mailboxes stays held for the delay.
  ///
  /// `emails`: only from these; the hold stays in the case, though it be on no mailbox any more. None: from all, and the
  /// hold is deleted from the case.
  public static func release(_ name: String, from emails: [String] = [], in legalCase: LegalCase, _ act: Act) throws
    -> HoldRecord
  {
    let found = try require(name, in: legalCase, act.db)
    act.note("hold", .text(name))
    guard !emails.isEmpty else {
      act.note("locationsReleased", .number(try found.releaseLocations(act)))
      try found.remove(act)
      return found
    }
    let mailboxes = try mailboxes(emails, act.db)
    let covered = try found.covered(act.db)
    if let other = mailboxes.first(where: { !covered.contains($0.id) }) {
      throw InputError("the hold '\(name)' does not cover '\(other.email)'", code: "hold.covers")
    }
    for mailbox in mailboxes { try found.releaseLocations(act, only: mailbox.id) }
    act.note("mailboxes", .list(mailboxes.map { .text($0.email) }))
    return found
  }

  /// Deletes a hold that is off from its case; what delay it leaves goes on.
  public static func delete(_ name: String, in legalCase: LegalCase, _ act: Act) throws -> HoldRecord {
    let found = try require(name, in: legalCase, act.db)
    guard try found.covered(act.db).isEmpty else {
      throw InputError(
        "the hold '\(name)' is on; release it with 'holdfast hold release', which deletes it too", code: "hold.on")
    }
    try found.remove(act)
    act.note("hold", .text(name))
    return found
  }

  /// The hold of that name that is in the case, on or off.
  public static func require(_ name: String, in legalCase: LegalCase, _ db: Database) throws -> HoldRecord {
    guard let found = try find(name, in: legalCase, db) else {
      throw InputError(
        "the case '\(legalCase.name)' has no hold '\(name)'; see 'holdfast hold list'", code: "hold.unknown")
    }
    return found
  }

  private static func find(_ name: String, in legalCase: LegalCase, _ db: Database) throws -> HoldRecord? {
    try HoldRecord.all(of: legalCase.id, db).first { try $0.name == name && !$0.isRemoved(db) }
  }

  private static func role(ofHold name: String) -> CaseMailbox.Role? {
    CaseMailbox.Role.allCases.first { $0.holdName == name }
  }
}
