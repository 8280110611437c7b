internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold
internal import Search

struct DispositionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disposition", abstract: "Review what is to be destroyed, and prove what was.",
    discussion: """
      Where a label has disposition stages, an item whose period has ended waits until a reviewer of each stage has
      approved, one stage after another. The sweep ('holdfast retention run') then takes it, unless a hold keeps it.
      """,
    subcommands: [
      List.self, Approve.self, Extend.self, Relabel.self, AddReviewer.self, DispositionRemind.self,
      DispositionProof.self,
    ])

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show what waits for a review.",
      discussion: """
        Oldest first. The count is complete whatever --limit is. For the next page pass --after the value of "next".
        """)
    @Option(help: "Only with this label.")
    var label: String?
    @Option(help: "Only at this stage.")
    var stage: Int?
    @Flag(help: "Only what waits for you.")
    var mine = false
    @Option(help: "Items to show.")
    var limit = 100
    @Option(help: ArgumentHelp("Go on behind this item.", valueName: "id"))
    var after: Item.ID?
    @OptionGroup var global: GlobalOptions

    /// A page is for a person to look at.
    private static let largest = 10_000

    private struct One: Encodable {
      var item: Item.ID
      var mailbox: String
      var label: String
      var stage: Int
      var stages: Int
      var reviewers: [String]
      var periodEnded: String
    }

    private struct Result: Encodable {
      var pending: Int
      var items: [One]
      /// What follows is asked for with this as --after; null: nothing does.
      @Nullable var next: Item.ID?
    }

    func validate() throws {
      guard (0...Self.largest).contains(limit) else {
        throw ValidationError("--limit is a number from 0 to \(Self.largest)")
      }
    }

    func run(in context: Context) async throws {
      let session = context.session
      let result = try context.archive.consult(
        .dispositionViewed, on: label, by: session, details: { ["pending": .number($0.pending)] }
      ) { db in
        let filter = PendingDisposals.Filter(
          label: try label.map { try LabelRecord.require($0, db).id }, stage: stage,
          reviewer: mine ? session.account : nil)
        let pending = try PendingDisposals(db, at: session.now)
        let page = try pending.page(filter, after: after, limit: limit, for: Viewer(session))
        return Result(
          pending: page.total,
          items: try page.items.map { one in
            One(
              item: one.item.id, mailbox: try Mailbox.find(one.item.mailbox, db)?.email ?? "", label: one.label.name,
              stage: one.stage, stages: one.label.stages, reviewers: pending.reviewers(of: one),
              periodEnded: one.since.description)
          }, next: page.next)
      }
      let lines =
        ["\(result.pending) items wait for a review"]
        + result.items.map { one in
          "item \(one.item) in \(one.mailbox): '\(one.label)', stage \(one.stage) of \(one.stages), since "
            + "\(one.periodEnded), for \(one.reviewers.joined(separator: " or "))"
        } + (result.next.map { ["more follow: --after \($0)"] } ?? [])
      try context.output.print(result, text: lines.joined(separator: "\n"))
    }
  }

  struct AddReviewer: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "add-reviewer", abstract: "Add a reviewer to a stage of a label's review.")
    @Argument(help: "The label's name.")
    var label: String
    @Argument(help: "The reviewer's account.")
    var reviewer: String
    @Option(help: "The stage, from 1.")
    var stage: Int
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let view = try context.archive.perform(.reviewerAdded, on: label, by: context.session) { act in
        try LabelCommand.View(LabelChange.addReviewer(reviewer, stage: stage, of: label, act), act.db)
      }
      try context.output.print(view, text: view.text)
    }
  }
}
