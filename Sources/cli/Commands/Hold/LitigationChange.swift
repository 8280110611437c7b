internal import Archive
internal import ArgumentParser
internal import Hold

struct LitigationChange: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Change what is said about a litigation hold, or how long it holds.",
    discussion: """
      There is no moment in which the mailbox is not held. What is not named stays as it is; an empty text is taken away.
      With fewer days than before, what was held so far stays held for the delay.
      """)
  @Argument(help: "The mailbox.")
  var email: String
  @Option(help: ArgumentHelp("Hold each item this long from its sent or received date.", valueName: "n"))
  var days: Int?
  @Flag(help: "Hold without end.")
  var unlimited = false
  @OptionGroup var about: LitigationAbout
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if days != nil, unlimited { throw ValidationError("give --days or --unlimited, not both") }
  }

  func run(in context: Context) async throws {
    let note = LitigationNote(owner: about.owner, note: about.note, url: about.url, date: try about.moment())
    let duration: HoldPlacement.Duration? = unlimited ? .unlimited : days.map { .days($0) }
    guard note != LitigationNote() || duration != nil else {
      throw ValidationError("nothing to change: give --owner, --note, --url, --date, --days or --unlimited")
    }
    let view = try context.archive.perform(.litigationHoldChanged, on: email.lowercased(), by: context.session) {
      LitigationView(try HoldPlacement.changeLitigationHold(on: email, note: note, duration: duration, $0))
    }
    try context.output.print(view, text: view.text)
  }
}

/// What can be said about a litigation hold: it informs, and decides nothing.
struct LitigationAbout: ParsableArguments {
  @Option(help: "Who answers for the hold.")
  var owner: String?
  @Option(help: "Why it was placed.")
  var note: String?
  @Option(help: "Where to read more.")
  var url: String?
  @Option(help: ArgumentHelp("The hold's date, for people to read; any date. (default: now)", valueName: "date"))
  var date: String?

  func moment() throws -> Moment? { try date.map { try GlobalOptions.time($0, option: "--date") } }
}
