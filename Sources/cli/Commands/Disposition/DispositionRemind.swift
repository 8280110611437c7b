internal import Archive
internal import ArgumentParser
internal import Hold

struct DispositionRemind: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "remind", abstract: "Remind reviewers of what waits for them, once a week.",
    discussion: """
      What a timer runs: nobody is reminded twice within \(ReviewReminders.days) days, however often it runs. The letters \
      say how many items wait and since when; they wait in the outbox and go out with 'holdfast notice send', by the mail \
      server of 'holdfast notice mail set'. Exit code 4: a reviewer's account is no e-mail address.
      """)
  @OptionGroup var global: GlobalOptions

  private struct View: Encodable {
    struct One: Encodable {
      var reviewer: String
      var items: Int
      var since: String
    }

    var reminded: [One]
    var unreachable: [String]

    var text: String {
      let lines =
        reminded.map { "\($0.reviewer): \($0.items) items, since \($0.since)" }
        + unreachable.map { "\($0) is no e-mail address, and was not reminded" }
      return lines.isEmpty ? "nobody is to be reminded now" : lines.joined(separator: "\n")
    }
  }

  func run(in context: Context) async throws {
    let report = try ReviewReminders.run(context.archive, by: context.session)
    let view = View(
      reminded: report.reminded.map {
        View.One(reviewer: $0.reviewer, items: $0.items, since: $0.since.description)
      }, unreachable: report.unreachable)
    try context.output.print(view, text: TerminalText.safe(view.text, keepingLines: true))
    if !report.unreachable.isEmpty { throw ExitStatus.attention }
  }
}
