internal import Archive
internal import ArgumentParser
internal import Importer

struct QuarantineReplayCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Archive what can be archived now, each record once; the rest goes on waiting.",
    discussion: """
      Mend the mapping ('holdfast mapping set'), the directory or the limit ('holdfast connector change') first. All that
      waits is tried, unless told. Exit code 4 if any of it still waits.

        holdfast quarantine replay --reason item.size
        holdfast quarantine replay --id 17 --id 18
      """)
  @OptionGroup var choice: QuarantineChoice
  @Option(name: .customLong("id"), help: ArgumentHelp("Only this record; may be repeated.", valueName: "id"))
  var records: [Int64] = []
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let report = try await QuarantineReplay(archive: context.archive, session: context.session)
      .run(choice.filter(records: records))
    try context.output.print(report, text: "\(report.replayed) replayed, \(report.waiting) still waiting")
    if report.purged > 0 {
      context.output.warn(
        "\(report.purged) of them have ids that were archived once and have been purged: they are never archived again; "
          + "'holdfast quarantine discard' destroys them")
    }
    if report.waiting > 0 { throw ExitStatus.attention }
  }
}
