public import Archive
public import GRDB
public import Search

/// An event that is to be put on record.
///
/// What waits for an event is kept until there is one, so that each lets items go sooner.
public struct RetentionEventCreation: ApprovableChange, Hashable {
  public static let kind = "event"

  private let name: String
  private let type: String
  private let query: String?
  private let canonical: String?
  private let mailboxes: [String]
  /// In microseconds since 1970.
  private let date: Int64

  public init(
    _ name: String, type: String, query: (text: String, query: Query)?, mailboxes: [String], date: Moment
  ) {
    (self.name, self.type, self.mailboxes, self.date) = (name, type, mailboxes, date.microseconds)
    (self.query, canonical) = (query?.text, query?.query.description)
  }

  public var object: String { name }
  public var action: Action { .retentionEventCreated }

  public func assess(_ db: Database) throws -> ChangeAssessment {
    try RuleName.check(name, what: "retention event", longest: LabelRecord.longestName, code: "event")
    let types = try RetentionEvent.types(db)
    guard types.contains(where: { $0.lowercased() == type.lowercased() }) else {
      let known = types.isEmpty ? "no label has one" : "labels have \(types.map { "'\($0)'" }.joined(separator: ", "))"
      throw InputError("no label starts at an event of the type '\(type)'; \(known)", code: "event.type")
    }
    let moment = Moment(microseconds: date)
    guard Moment.believable.contains(moment) else {
      throw InputError("an event of \(moment) can't be right: give a date from 1990 to 2100", code: "event.date")
    }
    let existing = try RetentionEvent.all(db)
    guard !existing.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw InputError("there is an event '\(name)' already, and it can't be taken back", code: "event.exists")
    }
    guard existing.count < RetentionEvent.most else {
      throw InputError(
        "there are \(RetentionEvent.most) events already, which decisions ask one by one", code: "event.many")
    }
    if let canonical { try SearchEngine.require(answerable: KQL.canonicalReading(canonical), db) }
    _ = try named(db)
    let places = mailboxes.isEmpty ? "" : " in \(mailboxes.joined(separator: ", "))"
    let what = query.map { "what matches [\($0)]" } ?? "everything that waits for it"
    return ChangeAssessment("event '\(name)': \(type) on \(moment), for \(what)\(places)", loosens: true)
  }

  public func basis(_ db: Database) throws -> String {
    "\(try RetentionEvent.all(db).contains { $0.name.lowercased() == name.lowercased() })"
  }

  public func apply(_ act: Act) throws {
    _ = try assess(act.db)
    let chosen = try named(act.db)
    try act.db.execute(
      sql: """
        INSERT INTO retention_event (name, type, query, canonical, date, created, actor, entry)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [name, type, query, canonical, date, act.now.microseconds, act.session.account, act.entry])
    let id = act.db.lastInsertedRowID
    for mailbox in Set(chosen.map(\.id)) {
      try act.db.execute(
        sql: "INSERT INTO retention_event_mailbox (event, mailbox) VALUES (?, ?)", arguments: [id, mailbox.rawValue])
    }
    act.note("type", .text(type))
    act.note("date", .text(Moment(microseconds: date).description))
    if let query { act.note("query", .text(query)) }
    act.note("mailboxes", .list(chosen.map { .text($0.email) }))
  }

  private func named(_ db: Database) throws -> [Mailbox] { try mailboxes.map { try Mailbox.require($0, db) } }
}
