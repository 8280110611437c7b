internal import Archive
internal import ArgumentParser
internal import Hold

struct QuarantineDiscardCommand: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: "Destroy records that will never be archived, unless a hold or rule keeps them.",
    discussion: """
      Each record is asked about at the deletion gate. Nobody has read it, so whoever's address, number or full name its
      bytes have may be concerned, and anyone by a record that is no text or too long to be looked through: while a hold or
      a retention rule keeps what is in such a person's mailbox, the record stays. What is discarded leaves the database,
      its log and the content store; the ledger keeps a certificate with your reason. If the partner offers the same bytes
      again they are counted as a duplicate. Exit code 3 if any record was kept.

        holdfast quarantine discard 17 18 --reason 'test messages of the carrier'
      """)
  @Argument(help: "The records' numbers.")
  var records: [Int64]
  @Option(help: "Why, for the certificate.")
  var reason: String
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    struct Reason: Encodable {
      var mailbox: String
      var kind: String
      var name: String
      @Nullable var until: String?
    }
    struct One: Encodable {
      var quarantine: Int64
      var outcome: String
      var reasons: [Reason]
      /// The digest by which the ledger has known the record since it was set aside.
      @Nullable var commitment: String?

      var text: String {
        guard outcome == "blocked" else { return "record \(quarantine) is discarded" }
        let keepers = reasons.map { "\($0.kind) '\($0.name)' on \($0.mailbox)\($0.until.map { " until \($0)" } ?? "")" }
        return "record \(quarantine) is kept: it may concern someone under \(keepers.joined(separator: ", "))"
      }
    }
    var results: [One]
    var erasure: Erasure.State
  }

  func run(in context: Context) async throws {
    let outcomes = try context.archive.perform(.quarantineDiscarded, by: context.session) {
      try QuarantineDiscard.run(records, why: reason, in: context.archive, $0)
    }
    let results = outcomes.map { outcome in
      Result.One(
        quarantine: outcome.record, outcome: outcome.isDiscarded ? "discarded" : "blocked",
        reasons: outcome.reasons.map {
          Result.Reason(
            mailbox: $0.mailbox, kind: $0.reason.kind.rawValue, name: $0.reason.name,
            until: $0.reason.until?.description)
        }, commitment: outcome.certificate?.commitment.hex)
    }
    let erasure = try Erasure.afterDeletion(context.archive)
    try context.output.print(
      Result(results: results, erasure: erasure),
      text: results.map { TerminalText.safe($0.text) }.joined(separator: "\n"))
    if let advice = try Erasure.status(context.archive).advice { context.output.warn(advice) }
    if results.contains(where: { $0.outcome == "blocked" }) { throw ExitStatus.blocked }
  }
}
