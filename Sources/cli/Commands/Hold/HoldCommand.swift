internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

struct HoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Keep what a lawsuit or an inquiry may need, whatever the retention rules say.",
    subcommands: [
      Litigation.self, HoldPreview.self, Place.self, HoldApply.self, Release.self, HoldDelete.self, List.self,
      HoldStatistics.self, HoldDelayCommand.self,
    ])

  struct Litigation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "litigation", abstract: "Hold a person's whole mailbox.",
      subcommands: [
        LitigationPlace.self, LitigationChange.self, LitigationRelease.self, LitigationShow.self, LitigationList.self,
      ])
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
    @Option(
      help: ArgumentHelp("Hold only what was sent or received from this day on.", valueName: "date"),
      transform: CivilDate.init(argument:))
    var from: CivilDate?
    @Option(
      help: ArgumentHelp("Hold only what was sent or received up to this day.", valueName: "date"),
      transform: CivilDate.init(argument:))
    var to: CivilDate?

    /// The query, its days meant in the organisation's time zone, as those of `--from` and `--to` are.
    func parsed(_ context: Context) throws -> (text: String, query: Query)? {
      guard let query else { return nil }
      let zone = try context.archive.read { try Setting.timeZone.read($0) } ?? "UTC"
      let parsed = try KQL.read(query, timeZone: zone, session: context.session)
      context.output.warn(parsed.warnings, in: query)
      return (query, parsed.query)
    }
  }

  struct Place: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "place", abstract: "Place a hold of a case on mailboxes.",
      discussion: """
        It holds at once, and covers what arrives later. With --query or --from and --to it holds only what they match;
        what can't be read or checked is held too. Days are those of the organisation's time zone. Any number of
        mailboxes may be named. With more than five holds on a mailbox, or over 10,000 characters of queries, each holds
        everything in it.

        What it would cover: holdfast hold preview, with the same arguments
        """)
    @OptionGroup var terms: Terms
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let query = try terms.parsed(context)
      let days = try DayRange(from: terms.from, to: terms.to)
      let view = try context.archive.perform(.holdCreated, on: terms.legalCase, by: context.session) { act in
        let found = try LegalCase.require(terms.legalCase, for: context.session.account, as: .manager, act.db)
        let record = try HoldPlacement.place(
          terms.name, on: terms.mailbox, in: found, query: query, days: days, act)
        return try HoldView(record, caseName: found.name, act.db)
      }
      try context.output.print(view, text: "hold '\(view.name)' covers \(view.mailboxes.joined(separator: ", "))")
    }
  }

  struct Release: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "release", abstract: "Release a hold; its mailboxes stay held for the delay (30 days).",
      discussion: """
        The hold is deleted from its case. With --mailbox it lets go of those alone, and stays in the case.
        """)
    @Argument(help: "The case's name.")
    var legalCase: String
    @Argument(help: "The hold's name.")
    var name: String
    @Option(help: ArgumentHelp("Release only this mailbox; may be repeated.", valueName: "email"))
    var mailbox: [String] = []
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let action = mailbox.isEmpty ? Action.holdRemoved : .holdUpdated
      let view = try context.archive.perform(action, on: legalCase, by: context.session) { act in
        let found = try LegalCase.require(legalCase, for: context.session.account, as: .manager, act.db)
        return try HoldView(
          HoldPlacement.release(name, from: mailbox, in: found, act), caseName: found.name, act.db)
      }
      try context.output.print(
        view,
        text: mailbox.isEmpty
          ? "hold '\(name)' is released; it goes on holding until \(view.heldUntil ?? "now")"
          : "hold '\(name)' lets go of \(mailbox.joined(separator: ", ")) after the delay; \(view.line)")
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
          ["HOLD", "CASE", "STATE", "HELD UNTIL", "MAILBOXES"],
          holds.map {
            [$0.name, $0.legalCase ?? "", $0.state, $0.heldUntil ?? "", $0.mailboxes.joined(separator: ", ")]
          }))
    }
  }
}
