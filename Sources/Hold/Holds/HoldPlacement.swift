public import Archive
internal import GRDB
public import Search

/// Placing and releasing holds.
public enum HoldPlacement {
  /// Places a hold of a case on mailboxes.
  ///
  /// - Throws: ``InputError`` where it would cover no mailbox, or a hold of that name is there.
  public static func place(
    _ name: String, on emails: [String], in legalCase: LegalCase, query: (text: String, query: Query)?,
    days: DayRange?, _ act: Act
  ) throws -> HoldRecord {
    try legalCase.requireActive()
    guard !emails.isEmpty else {
      throw InputError("a hold on no mailbox holds nothing; name one with --mailbox", code: "hold.empty")
    }
    // A custodian added later must never come to lie under someone's query.
    guard name != Custodian.holdName else {
      throw InputError(
        "'\(name)' is the hold that 'holdfast case custodian add --hold' places; choose another name",
        code: "hold.exists")
    }
    let existing = try HoldRecord.all(of: legalCase.id, act.db)
    if try existing.contains(where: { try $0.name == name && !$0.isRemoved(act.db) }) {
      throw InputError(
        "the case '\(legalCase.name)' has a hold '\(name)' already; choose another name", code: "hold.exists")
    }
    let mailboxes = try emails.map { try Mailbox.require($0, act.db) }
    // What can't be answered holds everything; whoever places it means less than that, and can write it otherwise.
    if let query { try SearchEngine.require(answerable: query.query, act.db) }
    let terms = HoldTerms(
      kind: .legalCase(legalCase.id), name: name, query: query?.text, canonicalQuery: query?.query.description,
      days: days)
    let record = try HoldRecord.insert(terms, act)
    for mailbox in Set(mailboxes.map(\.id)) { try record.addLocation(mailbox, act) }
    act.note("hold", .text(name))
    act.note("mailboxes", .list(mailboxes.map { .text($0.email) }))
    if let query { act.note("query", .text(query.text)) }
    if let days { act.note("days", .text(days.description)) }
    return record
  }

  /// Releases a hold of a case from all its mailboxes; each stays held for the delay.
  public static func release(_ name: String, in legalCase: LegalCase, _ act: Act) throws -> HoldRecord {
    let found = try HoldRecord.all(of: legalCase.id, act.db).first {
      try $0.name == name && !$0.isRemoved(act.db)
    }
    guard let found else {
      throw InputError(
        "the case '\(legalCase.name)' has no hold '\(name)'; see 'holdfast hold list'", code: "hold.unknown")
    }
    act.note("hold", .text(name))
    act.note("locationsReleased", .number(try found.releaseLocations(act)))
    try found.remove(act)
    return found
  }

  /// Places a litigation hold on a person's whole mailbox.
  ///
  /// `terms`: of kind litigation.
  public static func placeLitigationHold(on email: String, _ terms: HoldTerms, _ act: Act) throws -> Mailbox {
    let mailbox = try Mailbox.require(email, act.db)
    guard try litigationHold(on: mailbox.id, act.db) == nil else {
      throw InputError("'\(mailbox.email)' is on litigation hold already", code: "hold.exists")
    }
    let record = try HoldRecord.insert(terms, act)
    try record.addLocation(mailbox.id, act)
    if let days = terms.duration { act.note("days", .number(days)) }
    if let owner = terms.owner { act.note("owner", .text(owner)) }
    if let note = terms.note { act.note("note", .text(note)) }
    if let url = terms.url { act.note("url", .text(url)) }
    return mailbox
  }

  public static func releaseLitigationHold(from email: String, _ act: Act) throws -> Mailbox {
    let mailbox = try Mailbox.require(email, act.db)
    guard let record = try litigationHold(on: mailbox.id, act.db) else {
      throw InputError("'\(mailbox.email)' is not on litigation hold", code: "hold.unknown")
    }
    _ = try record.releaseLocations(act, only: mailbox.id)
    try record.remove(act)
    return mailbox
  }

  private static func litigationHold(on mailbox: Mailbox.ID, _ db: Database) throws -> HoldRecord? {
    try HoldRecord.onMailbox(mailbox, db)
      .first { $0.0.terms.kind == .litigation && $0.1.releasedAt == nil }?.0
  }
}
