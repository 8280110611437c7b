internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

struct EventCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event", abstract: "What starts the periods of labels that wait for an event.",
    subcommands: [Create.self, List.self, Types.self])

  struct View: TextView {
    var name: String
    var type: String
    var date: String
    @Nullable var query: String?
    var mailboxes: [String]
    var created: String
    var createdBy: String

    init(_ event: RetentionEvent, _ db: Database) throws {
      (name, type, query) = (event.name, event.type, event.query)
      (date, created, createdBy) = (event.date.description, event.created.description, event.actor)
      mailboxes = try event.mailboxes(db).map(\.email)
    }

    var text: String {
      let places = mailboxes.isEmpty ? "" : " in \(mailboxes.joined(separator: ", "))"
      let what = query.map { "what matches [\($0)]" } ?? "everything"
      return "'\(name)': \(type) on \(date), for \(what)\(places) that was labelled before \(created)"
    }
  }

  struct Create: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Put an event on record; it can't be taken back.",
      discussion: """
        The periods of labels of its type start at its date, for what matches --query and lies in --mailbox; without either,
        for everything that carries such a label now. What is labelled later waits for another event; of several, the latest
        date counts. Where the setting retention-approval is on, an event waits for a second person: exit code 4.

          holdfast retention event create 'Ann left' --type leaving --mailbox ann@corp.example --date 2024-06-30
        """)
    @Argument(help: "The event's name.")
    var name: String
    @Option(help: "Its type, as labels name it.")
    var type: String
    @Option(help: ArgumentHelp("Only for what matches.", valueName: "kql"))
    var query: String?
    @Option(help: ArgumentHelp("Only for what lies in this mailbox; may be repeated.", valueName: "email"))
    var mailbox: [String] = []
    @Option(help: ArgumentHelp("When it happened: a day, or a time as RFC 3339 has it.", valueName: "date"))
    var date: String
    @OptionGroup var stated: StatedReason
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let parsed = try query.map {
        (text: $0, query: try KQL.read($0, timeZone: "UTC", session: context.session).query)
      }
      let moment = try context.archive.read { try Moment.named(date, option: "--date", $0) }
      let event = RetentionEventCreation(name, type: type, query: parsed, mailboxes: mailbox, date: moment)
      try context.submit(event, reason: stated.reason) {
        try context.archive.read { try View(RetentionEvent.require(name, $0), $0) }
      }
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all events.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var events: [View] }

    func run(in context: Context) async throws {
      let views = try context.archive.consult(.retentionViewed, by: context.session) { db in
        try RetentionEvent.all(db).map { try View($0, db) }
      }
      try context.output.print(Result(events: views), text: views.map(\.text).joined(separator: "\n"))
    }
  }

  struct Types: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "types", abstract: "Show the event types that labels name.")
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var types: [String] }

    func run(in context: Context) async throws {
      let types = try context.archive.consult(.retentionViewed, by: context.session) { try RetentionEvent.types($0) }
      try context.output.print(Result(types: types), text: types.joined(separator: "\n"))
    }
  }
}

extension Moment {
  /// A time as RFC 3339 has it, or the start of a day by the organisation's clock.
  static func named(_ text: String, option: String, _ db: Database) throws -> Moment {
    if let zoned = RFC3339.parse(text) { return zoned.moment }
    if let day = CivilDate(text) { return try RetentionCalendar.ofOrganization(db).start(of: day) }
    throw InputError(
      "\(option) '\(text)' is no date; write it as 2024-01-31 or 2024-01-31T12:00:00Z", code: "date.unreadable")
  }
}
