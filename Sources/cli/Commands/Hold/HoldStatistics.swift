internal import Archive
internal import ArgumentParser
internal import Hold
internal import Search

struct HoldStatistics: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "Count what a case's holds cover now, hold by hold.",
    discussion: """
      Every item of the mailboxes is decided as a deletion of it would be, what can't be read among them, when you ask:
      nothing is kept from last time. A hold that is off covers nothing.
      """)
  @Argument(help: "The case's name.")
  var legalCase: String
  @Argument(help: "The hold's name; all of the case without it.")
  var name: String?
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var legalCase: String
    /// When it was counted.
    var computed: String
    var holds: [One]

    private enum CodingKeys: String, CodingKey {
      case computed, holds
      case legalCase = "case"
    }
  }

  private struct One: Encodable {
    var name: String
    var state: String
    var count: HoldCountView

    private enum CodingKeys: CodingKey { case name, state }

    func encode(to encoder: any Encoder) throws {
      try count.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(state, forKey: .state)
    }
  }

  func run(in context: Context) async throws {
    let now = context.session.now
    let result = try context.archive.consult(.holdViewed, on: legalCase, by: context.session) { db in
      let found = try LegalCase.require(legalCase, for: context.session.account, db)
      let records =
        try name.map { [try HoldPlacement.require($0, in: found, db)] }
        ?? HoldRecord.all(of: found.id, db).filter { try !$0.isRemoved(db) }
      return Result(
        legalCase: found.name, computed: now.description,
        holds: try records.map { record in
          One(
            name: record.name, state: try HoldView(record, caseName: found.name, db).state,
            count: HoldCountView(try .of(record, for: Viewer(context.session), at: now, db)))
        })
    }
    let table = Table.text(
      ["HOLD", "STATE", "MAILBOXES", "ITEMS", "MESSAGES", "BYTES", "UNREAD"],
      result.holds.map { hold in
        let count = hold.count
        return [hold.name, hold.state]
          + [count.mailboxes, count.items, count.messages].map(String.init) + [String(count.bytes)]
          + [String(count.partiallyIndexed)]
      })
    let remarks = result.holds.flatMap { hold in hold.count.remarks.map { "\(hold.name): \($0)" } }
    try context.output.print(result, text: ([table] + remarks).joined(separator: "\n"))
  }
}
