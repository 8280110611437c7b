internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

struct ExportRunCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Export what a search finds to a folder.",
    discussion: """
      Formats: eml (an e-mail a file), mbox (a mailbox file per custodian), rsmf (Relativity's short message format, a
      conversation a day per file), vcon (the IETF's conversation container), loadfile (Concordance DAT and Opticon OPT
      with natives and texts).

        holdfast export run /media/case-17 --query 'participants:"07700 900123"' --format rsmf --time-zone Europe/London
        holdfast export run /media/case-17 --resume

      Beside the items come results.csv, a row for every hit and what became of it, and manifest.json with the SHA-256 of
      each file. What is exported is fixed at the start. An export that was cut off, by a full disk or a power cut, goes
      on with --resume; until it is done the folder shows no half of it.

      Exit code 4: done, and some items could not be exported; the reasons are in results.csv.
      Exit code 74: the folder can't be written; nothing is lost, go on with --resume.
      """)

  @Argument(help: ArgumentHelp("The folder; it must be empty or not there yet.", valueName: "dir"))
  var folder: String
  @Option(help: ArgumentHelp("What to export; an empty query is everything.", valueName: "KQL"))
  var query: String?
  @OptionGroup var places: SearchPlaces
  @Option(help: "eml, mbox, rsmf, vcon or loadfile.")
  var format: ExportFormat?
  @Flag(help: "Of several custodians' copies of a message export one, and name the others in results.csv.")
  var deduplicate = false
  @Flag(help: "Go on with the export in the folder; options may be left out.")
  var resume = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard resume || (query != nil && format != nil) else {
      throw ValidationError(
        "say what to export and how: --query KQL --format \(ExportFormat.allCases.map(\.rawValue).joined(separator: "|"))"
      )
    }
  }

  func run(in context: Context) async throws {
    let place = ExportFolder(URL(fileURLWithPath: folder, isDirectory: true))
    try context.archive.authorize(resume ? .exportResumed : .exportStarted, on: place.url.path, by: context.session)
    let request = try request(place)
    let kql = try KQL.read(request.query, timeZone: request.timeZone, session: context.session)
    context.output.warn(kql.warnings, in: request.query)
    let scope = try context.archive.read { try places.scope($0) }
    let source = SearchExportSource(
      SearchRequest(query: kql.query, text: request.query, scope: scope), for: Viewer(context.session))
    try ExportDelivery(context: context, place: place, resumes: resume).run(request, from: source)
  }

  /// What is asked for, filled up from the export in the folder where it goes on with one.
  private func request(_ place: ExportFolder) throws -> ExportRequest {
    let stored = resume ? try place.request() : nil
    guard let query = query ?? stored?.query, let format = format ?? stored?.format else {
      throw InputError(
        "there is no export in \(place.url.path) that has begun; say what to export with --query and --format",
        code: "export.missing")
    }
    var request = ExportRequest(
      query: query, mailboxes: places.mailbox, excludedMailboxes: places.excludeMailbox, timeZone: places.timeZone,
      format: format, deduplicates: deduplicate)
    if let stored { request.fillUp(from: stored) }
    return request
  }
}

extension ExportRequest {
  /// Takes what was left out from the export that is to go on.
  mutating func fillUp(from stored: ExportRequest) {
    if mailboxes.isEmpty { mailboxes = stored.mailboxes }
    if excludedMailboxes.isEmpty { excludedMailboxes = stored.excludedMailboxes }
    if timeZone == KQLTimeZone.utc.identifier { timeZone = stored.timeZone }
    deduplicates = deduplicates || stored.deduplicates
    (job, run) = (job ?? stored.job, run ?? stored.run)
  }
}
