internal import Archive
internal import ArgumentParser
internal import Importer

struct ConnectorReport: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Account for everything the partner offered, day by day or item by item.",
    discussion: """
      For each day: offered = imported + partial + duplicate + quarantined + failed + missing. Items are counted, not
      copies. The report is made from records that are never changed and that the ledger commits to; what left the
      quarantine since is counted where it went. A complete day that was read again, because you asked or because the
      partner changed it, has a row for each reading.

        holdfast connector report o2 --from 2024-01-01 --to 2024-01-31
        holdfast connector report o2 --day 2024-01-02 --items --csv > 2024-01-02.csv

      With --items there is a row for each item that was offered, with its id and what became of it; those that a file
      lacks are one row with their number, since nobody knows their ids.
      """)

  @Argument(help: "The connector's name; also of one that was removed.")
  var name: String
  @Option(help: ArgumentHelp("The first day.", valueName: "date"), transform: CivilDate.init(argument:))
  var from: CivilDate?
  @Option(help: ArgumentHelp("The last day.", valueName: "date"), transform: CivilDate.init(argument:))
  var to: CivilDate?
  @Option(help: ArgumentHelp("Only this day.", valueName: "date"), transform: CivilDate.init(argument:))
  var day: CivilDate?
  @Flag(help: "Show each item.")
  var items = false
  @Flag(help: "Print a table for a spreadsheet instead.")
  var csv = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if day != nil, from != nil || to != nil { throw ValidationError("give --day, or --from and --to") }
    if let from, let to, to < from { throw ValidationError("--to \(to) is before --from \(from)") }
    if csv, global.json { throw ValidationError("give --csv or --json") }
  }

  func run(in context: Context) async throws {
    let (from, to) = (day ?? from, day ?? to)
    let report = try context.archive.consult(.reconciliationViewed, on: name, by: context.session) { db in
      try ReconciliationReport(of: name, from: from, to: to, db)
    }
    let view = ReconciliationView(report)
    guard items else {
      if csv { return context.output.print(bytes: view.csv) }
      return try context.output.print(view, text: view.text)
    }
    try context.archive.read { db in
      // Read again, so that items and days are of one state.
      let report = try ReconciliationReport(of: name, from: from, to: to, db)
      try print(ReconciledItems(of: report, db), ReconciliationView(report), context.output)
    }
  }

  private func print(_ items: ReconciledItems, _ view: ReconciliationView, _ output: Output) throws {
    if output.json {
      return try output.stream(view, listing: "items") { try items.next().map(ReconciledItemView.init) }
    }
    var csv = CSVWriter()
    if self.csv { csv.append(texts: ReconciledItemView.header) }
    while true {
      let page = try items.next().map(ReconciledItemView.init)
      if self.csv {
        page.forEach { csv.append($0.fields) }
        output.print(bytes: csv.drain())
      } else if !page.isEmpty {
        output.print(bytes: Array((page.map(\.text).joined(separator: "\n") + "\n").utf8))
      }
      if page.isEmpty { return }
    }
  }
}
