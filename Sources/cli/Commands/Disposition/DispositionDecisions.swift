internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

extension DispositionCommand {
  /// What is decided about, and why.
  struct Items: ParsableArguments {
    @Argument(help: "The items' numbers.")
    var items: [Item.ID] = []
    @Option(help: ArgumentHelp("Instead, everything that matches and waits for you.", valueName: "kql"))
    var query: String?
    @Option(help: "Why; it stays on record.")
    var comment: String

    func validate() throws {
      guard items.isEmpty == (query != nil) else { throw ValidationError("give items' numbers or --query") }
    }
  }

  private struct One: Encodable {
    var item: Item.ID
    var label: String
    var stage: Int
    var stages: Int
    var final: Bool
  }

  private struct Result: Encodable {
    var decided: Int
    var final: Int
    /// Empty where a query chose them.
    var items: [One]
  }

  private static func decide(
    _ verdict: DispositionReview.Verdict, _ items: Items, did: String, in context: Context
  ) throws {
    let result: Result
    if let query = items.query {
      let parsed = try KQL.read(query, timeZone: "UTC", session: context.session).query
      let (decided, final) = try DispositionReview.decide(
        verdict, onAll: (query, parsed), comment: items.comment, in: context.archive, by: context.session,
        progress: { context.output.progress("\($0) items decided") })
      context.output.endProgress()
      result = Result(decided: decided, final: final, items: [])
    } else {
      let outcomes = try DispositionReview.decide(
        verdict, on: items.items, comment: items.comment, in: context.archive, by: context.session)
      result = Result(
        decided: outcomes.count, final: outcomes.count(where: \.isFinal),
        items: outcomes.map {
          One(item: $0.item, label: $0.label, stage: $0.stage, stages: $0.stages, final: $0.isFinal)
        })
    }
    let lines =
      ["\(did) \(result.decided) items"]
      + result.items.map { "item \($0.item): '\($0.label)', stage \($0.stage) of \($0.stages)" }
      + (result.final > 0 ? ["the next sweep takes \(result.final) of them, unless something keeps them"] : [])
    try context.output.print(result, text: lines.joined(separator: "\n"))
  }

  struct Approve: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Approve disposals: the next stage is asked, or the next sweep takes the item.")
    @OptionGroup var items: Items
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try DispositionCommand.decide(.approve, items, did: "approved", in: context)
    }
  }

  struct Extend: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "extend", abstract: "Put reviews off; they then start again at the first stage.")
    @OptionGroup var items: Items
    @Option(help: ArgumentHelp("Until when.", valueName: "date"))
    var until: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      let moment = try context.archive.read { try Moment.named(until, option: "--until", $0) }
      try DispositionCommand.decide(.extend(until: moment), items, did: "put off", in: context)
    }
  }

  struct Relabel: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "relabel", abstract: "Give items another label, with which their review ends.")
    @OptionGroup var items: Items
    @Option(help: "The new label's name.")
    var label: String
    @OptionGroup var global: GlobalOptions

    func run(in context: Context) async throws {
      try DispositionCommand.decide(.relabel(label), items, did: "relabelled", in: context)
    }
  }
}
