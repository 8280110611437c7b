internal import Archive
internal import ArgumentParser
internal import Hold

struct NoticeAcknowledge: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge", abstract: "Give back the code of a notice: the custodian has read it.",
    discussion: """
      The code is in the custodian's own message, and is theirs alone: it is signed by the archive and bound to the \
      custodian and to the version of the notice. Whoever has it may give it back; the ledger says who did.
      """)
  @Argument(help: "The code, with or without its dashes.")
  var code: String
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var legalCase: String
    var notice: String
    var version: Int
    var custodian: String
    var at: String

    private enum CodingKeys: String, CodingKey {
      case legalCase = "case"
      case notice, version, custodian, at
    }
  }

  func run(in context: Context) async throws {
    let receipt = try NoticeAcknowledgement.run(code, context.archive, by: context.session)
    try context.output.print(
      Result(
        legalCase: receipt.legalCase, notice: receipt.notice, version: receipt.version, custodian: receipt.custodian,
        at: receipt.at.description),
      text: "\(receipt.custodian) has acknowledged version \(receipt.version) of the notice '\(receipt.notice)'")
  }
}

struct NoticeLink: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Show a custodian's code, and the link that holds it.",
    discussion: """
      For a custodian who lost the message. Whoever has the code can acknowledge in the custodian's place, so that \
      looking at it is on the ledger. The link's beginning is set with 'holdfast notice mail set --link-base'.
      """)
  @OptionGroup var place: NoticeCommand.Place
  @Argument(help: "The custodian's mailbox.")
  var email: String
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var custodian: String
    var code: String
    @Nullable var link: String?
  }

  func run(in context: Context) async throws {
    let found = try context.archive.consult(
      .noticeCodeViewed, on: place.legalCase, by: context.session,
      details: { _ in ["notice": .text(place.name), "custodian": .text(email)] }
    ) { db in
      let legalCase = try LegalCase.require(place.legalCase, for: context.session.account, db)
      let notice = try Notice.require(place.name, in: legalCase, db)
      return try NoticeAcknowledgement.code(of: email, in: notice, keys: context.archive.keys, db)
    }
    try context.output.print(
      Result(custodian: email, code: found.code, link: found.link),
      text: ([found.code] + [found.link].compactMap(\.self)).joined(separator: "\n"))
  }
}

struct NoticeMessage: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "message", abstract: "Print a message exactly as it was sent.",
    discussion: """
      Its SHA-256 is what the ledger's entry of its delivery has and what 'holdfast notice status' shows. The message \
      holds the custodian's code; looking at it is on the ledger.
      """)
  @Argument(help: "The message's number, as 'holdfast notice status --json' has it.")
  var id: NoticeDelivery.ID
  @OptionGroup var global: GlobalOptions

  func run(in context: Context) async throws {
    let bytes = try context.archive.consult(
      .noticeCodeViewed, on: "message \(id)", by: context.session
    ) { try NoticeRecord.message(id, for: context.session.account, $0) }
    context.output.print(bytes: bytes)
  }
}
