internal import Archive
internal import ArgumentParser

/// Which entries of the ledger are meant: those that meet all that is said.
struct AuditFilter: ParsableArguments {
  @Option(help: ArgumentHelp("Only this act, by its name on the ledger.", valueName: "action"))
  var action: String?
  @Option(
    help: ArgumentHelp(
      "Only this operation, by Purview's name; 'holdfast audit operations' lists them.", valueName: "name"))
  var operation: String?
  @Option(help: "Only records of this type.")
  var recordType: AuditOperation.RecordType?
  @Option(help: ArgumentHelp("Only what this account did.", valueName: "email"))
  var actor: String?
  @Option(help: ArgumentHelp("Only what was done to this: a name, or 'item 17'.", valueName: "object"))
  var object: String?
  @Option(name: .customLong("case"), help: ArgumentHelp("Only what was done in this case.", valueName: "name"))
  var legalCase: String?
  @Option(help: ArgumentHelp("Only entries that name this mailbox.", valueName: "email"))
  var mailbox: String?
  @Option(help: ArgumentHelp("Only entries that name this item.", valueName: "id"))
  var item: Item.ID?
  @Option(help: "Only acts that were done, were refused, or were refused in part.")
  var result: ActResult?
  @Option(help: ArgumentHelp("Only entries with this text in their object or details.", valueName: "text"))
  var text: String?
  @Option(help: ArgumentHelp("Only from this time (RFC 3339) or day (UTC) on.", valueName: "time"))
  var since: String?
  @Option(help: ArgumentHelp("Only before this time (RFC 3339), or up to and with this day (UTC).", valueName: "time"))
  var until: String?

  /// What the archive is asked.
  ///
  /// - Throws: `ValidationError` where a time is none.
  func query() throws -> LedgerQuery {
    var query = LedgerQuery()
    (query.action, query.operation, query.recordType) = (action, operation, recordType)
    (query.actor, query.object, query.legalCase) = (actor, object, legalCase)
    (query.mailbox, query.item, query.result, query.text) = (mailbox, item?.rawValue, result, text)
    query.since = try since.map { try Self.moment($0, "--since").start }
    query.until = try until.map { try Self.moment($0, "--until").end }
    return query
  }

  /// A moment as itself, and a day from its beginning to its end.
  private static func moment(_ text: String, _ option: String) throws -> (start: Moment, end: Moment) {
    if let zoned = RFC3339.parse(text) { return (zoned.moment, zoned.moment) }
    if let date = CivilDate(text) { return (date.startUTC, date.startUTC.adding(days: 1)) }
    throw ValidationError("\(option) '\(text)' is not a time; write it as 2024-01-31 or 2024-01-31T12:00:00Z")
  }

  func validate() throws { _ = try query() }
}
