internal import Archive
internal import ArgumentParser
internal import GRDB
internal import Hold

struct HoldDelayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delay", abstract: "What stays held for a while after a hold or a policy was taken away.",
    discussion: "How long: holdfast setting set delay-hold-days N (30; what runs keeps its time)",
    subcommands: [List.self, End.self])

  private struct View: Encodable {
    var mailbox: String
    /// `caseHold`, `litigationHold` or `policy`.
    var kind: String
    var name: String
    @Nullable var legalCase: String?
    var released: String
    var until: String

    private enum CodingKeys: String, CodingKey {
      case mailbox, kind, name, released, until
      case legalCase = "case"
    }

    init(_ delay: DelayRecord, _ caseNames: [LegalCase.ID: String]) {
      (mailbox, name) = (delay.mailbox.email, delay.source.name)
      (released, until) = (delay.since.description, delay.until.description)
      switch delay.source {
      case .policy: kind = "policy"
      case .hold(let record):
        guard case .legalCase(let id) = record.terms.kind else {
          kind = "litigationHold"
          return
        }
        kind = "caseHold"
        legalCase = caseNames[id]
      }
    }
  }

  struct List: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show which mailboxes are under delay, after what, and until when.")
    @Option(help: ArgumentHelp("Only this mailbox.", valueName: "email"))
    var mailbox: String?
    @OptionGroup var global: GlobalOptions
    private struct Result: Encodable { var delays: [View] }

    func run(in context: Context) async throws {
      let delays = try context.archive.consult(.holdViewed, by: context.session) { db in
        let names = Dictionary(
          uniqueKeysWithValues: try LegalCase.visible(to: context.session.account, db).map { ($0.id, $0.name) })
        return try DelayRecord.running(
          at: context.session.now, on: mailbox.map { try Mailbox.require($0, db) }, db
        ).map { View($0, names) }
      }
      try context.output.print(
        Result(delays: delays),
        text: Table.text(
          ["MAILBOX", "AFTER", "CASE", "RELEASED", "UNTIL"],
          delays.map { [$0.mailbox, $0.name, $0.legalCase ?? "", $0.released, $0.until] }))
    }
  }

  struct End: ArchiveCommand {
    static let configuration = CommandConfiguration(
      commandName: "end", abstract: "End the delays that holds have left on a mailbox, before their time.",
      discussion: """
        For an eDiscovery Administrator, with a reason that stays on the ledger. What a removed retention policy has left
        runs its time.
        """)
    @Argument(help: "The mailbox.")
    var email: String
    @Option(help: ArgumentHelp("Why it ends early.", valueName: "text"))
    var reason: String
    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
      var mailbox: String
      var ended: [String]
      var reason: String
    }

    func run(in context: Context) async throws {
      let ended = try context.archive.perform(.delayHoldEnded, on: email.lowercased(), by: context.session) {
        try DelayRecord.end(on: email, because: reason, $0)
      }
      let names = ended.map(\.source.name)
      try context.output.print(
        Result(mailbox: email.lowercased(), ended: names, reason: reason),
        text: "\(email.lowercased()) is no longer held after \(names.joined(separator: ", "))")
    }
  }
}
