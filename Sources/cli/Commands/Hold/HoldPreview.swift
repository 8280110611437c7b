internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

struct HoldPreview: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Say what a hold would cover, and what of it no other hold does; place nothing.",
    discussion: """
      Takes the same arguments as place. Every item of the mailboxes is decided as a deletion of it would be; days are
      those of the organisation's time zone.
      """)
  @OptionGroup var terms: HoldCommand.Terms
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let query = try terms.parsed(context)
    let days = try DayRange(from: terms.from, to: terms.to)
    let view = try context.archive.consult(.holdViewed, on: terms.legalCase, by: context.session) { db in
      _ = try LegalCase.require(terms.legalCase, for: context.session.account, db)
      return HoldCountView(
        try .proposed(
          on: HoldPlacement.mailboxes(terms.mailbox, db), query: query, days: days, for: Viewer(context.session),
          at: context.session.now, db))
    }
    let lines =
      [
        "would cover \(view.items) items of \(view.messages) messages, \(view.bytes) bytes",
        "no other hold covers \(view.new.items) items of \(view.new.messages) messages, \(view.new.bytes) bytes of them",
      ] + view.remarks
    try context.output.print(view, text: lines.joined(separator: "\n"))
  }
}
