internal import Archive
internal import ArgumentParser

struct AuditProve: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Print a proof about one entry, or that the ledger continues what it was.",
    discussion: """
        holdfast audit prove 17 > entry-17.json
        holdfast audit prove --from 4000 > continues.json
        holdfast-verify entry-17.json --key HEX

      A proof is one line of JSON with some hashes and a signed root: it shows a single entry, and that it is on the
      ledger, to someone who is to see no other; or that the ledger of today begins with the ledger whose root was
      written down. --size proves it of the ledger as it was after so many entries.
      """)

  @Argument(help: "The entry's number.")
  var entry: Int64?
  @Option(help: ArgumentHelp("Prove that the ledger continues its first so many entries.", valueName: "entries"))
  var from: Int64?
  @Option(help: ArgumentHelp("Of the ledger after so many entries. (default: all)", valueName: "entries"))
  var size: Int64?
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard (entry == nil) != (from == nil) else {
      throw ValidationError("give either the number of an entry or --from")
    }
  }

  func run(in context: Context) async throws {
    do {
      let proof =
        if let from {
          try context.archive.proveContinuation(of: from, in: size, by: context.session)
        } else {
          try context.archive.proveEntry(entry ?? 0, in: size, by: context.session)
        }
      // A proof is for a program, whoever asks for it.
      try Output(json: true).print(proof, text: "")
    } catch let damage as LedgerDamage {
      throw damage.failure
    }
  }
}
