internal import Archive
internal import ArgumentParser
internal import Hold

private struct LitigationResult: Encodable {
  var mailbox: String
  var status: String
  @Nullable var days: Int?
  @Nullable var heldUntil: String?
}

struct LitigationPlace: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "place", abstract: "Hold a person's whole mailbox, without end unless --days.")
  @Argument(help: "The mailbox.")
  var email: String
  @Option(help: ArgumentHelp("Hold each item this long from its sent or received date.", valueName: "n"))
  var days: Int?
  @OptionGroup var about: LitigationAbout
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let terms = HoldTerms(
      kind: .litigation, name: LitigationHold.name, duration: days, owner: about.owner, note: about.note, url: about.url
    )
    let date = try about.moment()
    let mailbox = try context.archive.perform(.litigationHoldPlaced, on: email.lowercased(), by: context.session) {
      try HoldPlacement.placeLitigationHold(on: email, terms, date: date, $0)
    }
    try context.output.print(
      LitigationResult(mailbox: mailbox.email, status: "active", days: days),
      text:
        "\(mailbox.email) is on litigation hold\(days.map { " (\($0) days from each item's date)" } ?? ", without end")"
    )
  }
}

struct LitigationRelease: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Release a litigation hold; the mailbox stays held for the delay (30 days).")
  @Argument(help: "The mailbox.")
  var email: String
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let (mailbox, until) = try context.archive.perform(
      .litigationHoldReleased, on: email.lowercased(), by: context.session
    ) { act in
      (
        try HoldPlacement.releaseLitigationHold(from: email, act),
        act.now.adding(days: try DelayHoldDays.read(act.db))
      )
    }
    try context.output.print(
      LitigationResult(mailbox: mailbox.email, status: "released", heldUntil: until.description),
      text: "the litigation hold on \(mailbox.email) is released; the mailbox stays held until \(until)")
  }
}
