internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

struct SearchJobExport: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export what a run found to a folder.",
    discussion: """
      The same as 'holdfast export run', of what was pinned by the run: what was imported later is not in it, and what was
      purged since is an exception that names the ledger entry which certifies it.

        holdfast search-job export heron /media/heron --format rsmf
      """)
  @OptionGroup var choice: RunChoice
  @Argument(help: ArgumentHelp("The folder; it must be empty or not there yet.", valueName: "dir"))
  var folder: String
  @Option(help: "eml, mbox, rsmf, vcon or loadfile.")
  var format: ExportFormat?
  @Flag(help: "Of several custodians' copies of a message export one, and name the others in results.csv.")
  var deduplicate = false
  @Flag(help: "Go on with the export in the folder.")
  var resume = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard resume || format != nil else {
      throw ValidationError("say how: --format \(ExportFormat.allCases.map(\.rawValue).joined(separator: "|"))")
    }
  }

  func run(in context: Context) async throws {
    let place = ExportFolder(URL(fileURLWithPath: folder, isDirectory: true))
    try context.archive.authorize(resume ? .exportResumed : .exportStarted, on: place.url.path, by: context.session)
    let (job, pinned, _) = try context.archive.read { try choice.pinned(context, $0) }
    let stored = resume ? try place.request() : nil
    guard let format = format ?? stored?.format else {
      throw InputError("there is no export in \(place.url.path) that has begun; give --format", code: "export.missing")
    }
    var request = ExportRequest(
      query: job.query, timeZone: job.timeZone, format: format,
      deduplicates: deduplicate || stored?.deduplicates == true)
    (request.job, request.run) = (job.name, pinned.run.id.rawValue)
    // Without --run an export goes on with the run it began with, however often the job was run since.
    if choice.run == nil, let run = stored?.run { request.run = run }
    try ExportDelivery(context: context, place: place, resumes: resume)
      .run(request, from: SearchJobExportSource(pinned, for: Viewer(context.session)))
  }
}
