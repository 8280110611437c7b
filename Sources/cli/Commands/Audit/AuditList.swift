internal import Archive
internal import ArgumentParser

struct AuditList: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show what was done, by whom and when, oldest first.",
    discussion: """
        holdfast audit list --action HoldCreated
        holdfast audit list --operation Set-Mailbox --mailbox ann@corp.example
        holdfast audit list --actor alice@corp.example --since 2024-01-01 --until 2024-01-31
        holdfast audit list --case 'Merger' --text 'project x' --order newest --limit 50

      Entries must meet all that is said. Of more than --limit the newest are shown, or the oldest with --order oldest;
      --after with the value of 'next' shows those that come then. Looking is an act, too, and will be on the ledger.
      """)

  @OptionGroup var filter: AuditFilter
  @Option(help: ArgumentHelp("Only so many.", valueName: "n"))
  var limit = LedgerReader.mostEntries
  @Option(
    help: "Which come first, and are kept by --limit; latest is the newest, shown oldest first.")
  var order = LedgerOrder.latest
  @Option(help: ArgumentHelp("Go on where a page ended: the value of its 'next'.", valueName: "token"))
  var after: String?
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard (1...LedgerReader.mostEntries).contains(limit) else {
      throw ValidationError("--limit is a number from 1 to \(LedgerReader.mostEntries)")
    }
    _ = try position()
  }

  private func position() throws -> Int64? {
    guard let after else { return nil }
    guard let entry = Int64(after), entry > 0 else {
      throw ValidationError("--after takes the value of 'next' of an earlier page, not '\(after)'")
    }
    return entry
  }

  func run(in context: Context) async throws {
    do {
      let page = try context.archive.searchLedger(
        filter.query(), order: order, after: position(), limit: limit, by: context.session)
      try context.archive.read { db in
        let entries = try page.entries(db)
        if context.output.json {
          try context.output.stream(Head(page), listing: "entries") {
            try entries.next(Self.pageSize).map(LedgerRecord.init)
          }
        } else {
          let text = try AuditListing.text(entries, page, order)
          try context.output.print(Head(page), text: text)
        }
      }
    } catch let damage as LedgerDamage {
      throw damage.failure
    }
  }

  /// Entries held at once: a sweep's may have some 200 KB.
  private static let pageSize = 100

  private struct Head: Encodable {
    var matching: Int
    /// Those that matched and come after this page.
    var omitted: Int
    @Nullable var next: String?

    init(_ page: LedgerPage) {
      (matching, omitted) = (page.matching, page.omitted)
      next = page.next.map { String($0) }
    }
  }
}
