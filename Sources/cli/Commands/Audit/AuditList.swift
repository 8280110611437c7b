internal import Archive
internal import ArgumentParser

struct AuditList: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show what was done, by whom and when, oldest first.",
    discussion: """
        holdfast audit list --action HoldCreated
        holdfast audit list --actor alice@corp.example --since 2024-01-01

      Looking is an act, too, and will be on the ledger.
      """)

  @Option(help: ArgumentHelp("Only this operation.", valueName: "action"))
  var action: String?
  @Option(help: ArgumentHelp("Only what this account did.", valueName: "email"))
  var actor: String?
  @Option(help: ArgumentHelp("Only from this time (RFC 3339) or day (UTC) on.", valueName: "time"))
  var since: String?
  @Option(help: ArgumentHelp("Only the newest so many.", valueName: "n"))
  var limit = LedgerReader.mostEntries
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard (1...LedgerReader.mostEntries).contains(limit) else {
      throw ValidationError("--limit is a number from 1 to \(LedgerReader.mostEntries)")
    }
    _ = try moment()
  }

  private func moment() throws -> Moment? {
    guard let since else { return nil }
    if let zoned = RFC3339.parse(since) { return zoned.moment }
    if let date = CivilDate(since) { return date.startUTC }
    throw ValidationError("--since '\(since)' is not a time; write it as 2024-01-31 or 2024-01-31T12:00:00Z")
  }

  func run(in context: Context) async throws {
    do {
      let listing = try context.archive.searchLedger(
        action: action, actor: actor, since: moment(), limit: limit, by: context.session)
      let view = AuditListing(listing)
      try context.output.print(view, text: view.text)
    } catch let damage as LedgerDamage {
      throw damage.failure
    }
  }
}
