internal import Archive
internal import ArgumentParser
internal import Importer

struct DirectorySyncCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Bring the mailboxes to what the LDAP directory says.",
    discussion: """
      New people get mailboxes, known ones are brought up to date, and those whom the directory listed and lists no more
      are marked inactive, as 'holdfast directory remove' does: what is in their mailboxes stays under its holds and
      rules. Who is listed again is active again. Mailboxes that only a CSV file named are left alone.

      Nothing changes unless the directory was read to its end, nor where more than \(DirectorySync.mostLeavingPercent)% \
      of its people would leave, which a wrong base or filter looks like.

        holdfast directory sync --dry-run
        holdfast directory sync --leavers 40

      Exit code 4 if entries could not be used; they are named.
      """)
  @Flag(help: "Show what would change, and change nothing.")
  var dryRun = false
  @Option(help: ArgumentHelp("Let so many leave.", valueName: "n"))
  var leavers: Int?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var dryRun: Bool
    var people: Int
    var added: [String]
    var updated: [String]
    var unchanged: Int
    var returned: [String]
    var left: [String]
    var rejected: [DirectorySync.Rejection]
    var references: Int64
  }

  func validate() throws {
    if let leavers, leavers < 0 { throw ValidationError("--leavers is a number of people") }
  }

  func run(in context: Context) async throws {
    var sync = DirectorySync(archive: context.archive, session: context.session)
    sync.leavers = leavers
    let report = dryRun ? try sync.rehearse() : try sync.run()
    for rejection in report.rejected {
      context.output.warn(TerminalText.safe("\(rejection.entry): \(rejection.reason)"))
    }
    if report.references > 0 {
      context.output.warn("\(report.references) references to other servers were not followed")
    }
    try context.output.print(
      Result(
        dryRun: dryRun, people: report.people, added: report.added, updated: report.updated,
        unchanged: report.unchanged, returned: report.returned, left: report.left, rejected: report.rejected,
        references: report.references), text: text(report))
    if !report.rejected.isEmpty { throw ExitStatus.attention }
  }

  private func text(_ report: DirectorySync.Report) -> String {
    let counts =
      "\(report.people) people: \(report.added.count) added, \(report.updated.count) updated"
      + (report.returned.isEmpty ? "" : " (\(report.returned.count) returned)")
      + ", \(report.unchanged) unchanged; \(report.left.count) left, \(report.rejected.count) rejected"
    guard dryRun else { return counts }
    let people = [("+", report.added), ("~", report.updated), ("-", report.left)].flatMap { sign, people in
      people.map { TerminalText.safe("\(sign) \($0)") }
    }
    return (["nothing was changed; a sync would find \(counts)"] + people).joined(separator: "\n")
  }
}
