internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

struct HoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Keep what a lawsuit or an inquiry may need, whatever the retention rules say.",
    subcommands: [Litigation.self, Place.self, Release.self, List.self, Preview.self])

  struct Litigation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "litigation", abstract: "Hold a person's whole mailbox.",
      subcommands: [LitigationPlace.self, LitigationRelease.self])
  }

  /// What place and preview take.
  struct Terms: ParsableArguments {
    @Argument(help: "The case's name.")
    var legalCase: String
    @Argument(help: "The hold's name.")
    var name: String
    @Option(help: ArgumentHelp("A mailbox to hold; may be repeated.", valueName: "email"))
    var mailbox: [String] = []
    @Option(help: ArgumentHelp("Hold only what matches this.", valueName: "kql"))
    var query: String?
    @Option(help: ArgumentHelp("Hold only from this day.", valueName: "date"), transform: CivilDate.init(argument:))
    var from: CivilDate?
    @Option(help: ArgumentHelp("Hold only to this day.", valueName: "date"), transform: CivilDate.init(argument:))
    var to: CivilDate?

    func parsed(_ session: Session) throws -> (text: String, query: Query)? {
      guard let query else { return nil }
      let parsed = try KQL.read(query, timeZone: "UTC", session: session).query
      return (query, parsed)
    }
  }

  struct Place: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "place", abstract: "Place a hold of a case on mailboxes.",
      discussion: """
        It holds at once, and covers what arrives later. With --query or --from and --to it holds only what they match;
        what can't be read or checked is held too.
        """)
    @OptionGroup var terms: Terms
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let query = try terms.parsed(context.session)
      let days = try DayRange(from: terms.from, to: terms.to)
      let view = try context.archive.perform(.holdCreated, on: terms.legalCase, by: context.session) { act in
        let found = try LegalCase.require(terms.legalCase, for: context.session.account, act.db)
        let record = try HoldPlacement.place(
          terms.name, on: terms.mailbox, in: found, query: query, days: days, act)
        return try HoldView(record, caseName: found.name, act.db)
      }
      try context.output.print(view, text: "hold '\(view.name)' covers \(view.mailboxes.joined(separator: ", "))")
    }
  }

  struct Release: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Release a hold; its mailboxes stay held for the delay (30 days).")
    @Argument(help: "The case's name.")
    var legalCase: String
    @Argument(help: "The hold's name.")
    var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let view = try context.archive.perform(.holdRemoved, on: legalCase, by: context.session) { act in
        let found = try LegalCase.require(legalCase, for: context.session.account, act.db)
        return try HoldView(HoldPlacement.release(name, in: found, act), caseName: found.name, act.db)
      }
      try context.output.print(
        view, text: "hold '\(name)' is released; it goes on holding until \(view.heldUntil ?? "now")")
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show holds, litigation holds among them.")
    @Option(help: ArgumentHelp("Only those on this mailbox.", valueName: "email"))
    var mailbox: String?
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var holds: [HoldView] }

    func run(in context: Context) async throws {
      let holds = try context.archive.consult(.holdViewed, by: context.session) { db in
        let cases = try LegalCase.visible(to: context.session.account, db)
        let wanted = try mailbox.map { try Mailbox.require($0, db).email }
        return try HoldRecord.all(db).compactMap { record -> HoldView? in
          var name: String?
          if case .legalCase(let id) = record.terms.kind {
            guard let legalCase = cases.first(where: { $0.id == id }) else { return nil }
            name = legalCase.name
          }
          let view = try HoldView(record, caseName: name, db)
          return wanted.map(view.everCovered.contains) ?? true ? view : nil
        }
      }
      try context.output.print(
        Result(holds: holds),
        text: Table.text(
          ["HOLD", "CASE", "STATUS", "HELD UNTIL", "MAILBOXES"],
          holds.map {
            [$0.name, $0.legalCase ?? "", $0.status, $0.heldUntil ?? "", $0.mailboxes.joined(separator: ", ")]
          }))
    }
  }

  struct Preview: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "preview", abstract: "Say what a hold would cover, and place nothing.",
      discussion: "Takes the same arguments as place.")
    @OptionGroup var terms: Terms
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var mailboxes: Int
      var items: Int
      var messages: Int
      var bytes: Int64
    }

    func run(in context: Context) async throws {
      guard !terms.mailbox.isEmpty else {
        throw InputError("a hold on no mailbox holds nothing; name one with --mailbox", code: "hold.empty")
      }
      let query = try terms.parsed(context.session)?.query ?? .everything
      let result = try context.archive.consult(.holdViewed, on: terms.legalCase, by: context.session) { db in
        _ = try LegalCase.require(terms.legalCase, for: context.session.account, db)
        let scope = SearchScope(only: Set(try terms.mailbox.map { try Mailbox.require($0, db).id }))
        let start = terms.from?.startUTC ?? .distantPast
        let end = terms.to.map { $0.adding(days: 1).startUTC } ?? .distantFuture
        guard start < end else { throw InputError("--to is before --from", code: "hold.days") }
        let dated = Query.all(of: [query] + (terms.from ?? terms.to == nil ? [] : [.scalar(.sent(start..<end))]))
        let answer = try SearchEngine(db, for: Viewer(context.session)).answer(
          SearchRequest(query: dated, text: terms.query ?? "", scope: scope, limit: 0))
        return Result(
          mailboxes: terms.mailbox.count, items: answer.items, messages: answer.messages, bytes: answer.bytes)
      }
      try context.output.print(
        result, text: "would cover \(result.items) items of \(result.messages) messages, \(result.bytes) bytes")
    }
  }
}
