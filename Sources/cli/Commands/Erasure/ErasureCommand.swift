internal import Archive
internal import ArgumentParser
internal import Hold

struct ErasureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erasure", abstract: "How far the bytes of what was purged have left the disk.",
    discussion: """
      What is purged is found no more at once. Its words still lie in the index's files until these are merged, in small
      steps: every command that purges does so for a few seconds, and the next one goes on where it stopped. In a very
      large archive, or where another process was reading, 'holdfast erasure run' finishes it.
      """,
    subcommands: [Status.self, Run.self])

  private struct View: Encodable {
    var erasure: Erasure.State
    /// Messages whose words may still lie in the index.
    var wordsOf: Int
    /// Messages of which the write-ahead log may still have something.
    var inLogOf: Int
    var files: Int
    /// Objects that are still in a store.
    var objects: Int
    /// Why, where the store refused or could not be reached.
    var refusals: [ObjectRemoval.Failure]

    init(_ status: Erasure.Status) {
      (erasure, wordsOf, inLogOf, files) = (status.state, status.wordsOf, status.inLogOf, status.files)
      (objects, refusals) = (status.objects, status.refusals)
    }

    var text: String {
      guard erasure == .pending else { return "done: of what was purged nothing is left on disk" }
      let stores = objects > 0 ? ", \(objects) objects in stores" : ""
      let why = refusals.map { "\n  \($0.objects) in \($0.store): \($0.reason)" }.joined()
      return "pending: words of \(wordsOf) purged messages in the index, \(inLogOf) more in the log, \(files) files"
        + stores + why
    }
  }

  struct Status: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "Whether anything of what was purged is still on disk.")
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.consult(.erasureViewed, by: context.session) { _ in }
      let view = View(try Erasure.status(context.archive))
      try context.output.print(view, text: view.text)
    }
  }

  struct Run: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Erase what was purged, to the end.",
      discussion: """
        It may be stopped at any time; the next run, purge or sweep goes on there. Others search, import and place holds
        meanwhile. Exit code 4 if a process that reads keeps the log from being emptied, or an object store can't be
        reached or refuses to remove what was purged.
        """)
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try context.archive.perform(.erasureRun, by: context.session) { _ in }
      let state = try Erasure.run(context.archive, within: nil) { context.output.progress("\($0) steps") }
      context.output.endProgress()
      let status = try Erasure.status(context.archive)
      try context.output.print(View(status), text: View(status).text)
      if let advice = status.advice { context.output.warn(advice) }
      if state == .pending { throw ExitStatus.attention }
    }
  }
}
