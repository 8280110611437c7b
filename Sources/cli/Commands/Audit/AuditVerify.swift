internal import Archive
internal import ArgumentParser
internal import Foundation

struct AuditVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that no entry was changed, removed, added or cut off.",
    discussion: """
      Recomputes the digest of every entry, the root over all of them and every signature, and that the messages are
      those whose commitments the imports put on the ledger. The first entry that is wrong is named (exit 65).

        holdfast audit verify --deep
        holdfast audit verify --export ledger.jsonl --key 1f0c…

      With --export only that file is read, on any machine. The key is what 'holdfast init' showed: without --key, a
      ledger that was signed anew from its first entry on, with another key, passes.
      """)

  @Option(help: ArgumentHelp("Check an export instead; needs no archive.", valueName: "file"))
  var export: String?
  @Option(help: ArgumentHelp("The ledger's key as it was written down, 64 hex digits.", valueName: "hex"))
  var key: String?
  @Flag(help: "Also check every signature, and the digests of every message's stored bytes.")
  var deep = false
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    _ = try expectedKey()
  }

  private func expectedKey() throws -> LedgerPublicKey? {
    guard let key else { return nil }
    guard let expected = LedgerPublicKey(hex: key) else {
      throw ValidationError("--key takes the 64 hex digits that 'holdfast init' showed")
    }
    return expected
  }

  func run() async throws {
    do {
      if let export { try verifyExport(export) } else { try verifyArchive() }
    } catch let damage as LedgerDamage {
      throw damage.failure
    }
  }

  private func verifyArchive() throws {
    let context = try Context(global)
    let found = try context.archive.verifyLedger(deep: deep, key: expectedKey(), by: context.session)
    try context.output.print(
      ArchiveResult(entries: found.entries, root: found.root, messages: found.messages, deep: deep),
      text: """
        intact: \(found.entries) entries, root \(found.root)
        \(found.messages) messages accounted for\(deep ? ", stored bytes included" : "")
        """)
  }

  private func verifyExport(_ path: String) throws {
    let found = try LedgerExportVerifier.verify(
      URL(fileURLWithPath: path), expectedKey: expectedKey(), everySignature: deep)
    let signer = key == nil ? "compare it with the key that was written down, or pass it with --key" : "as expected"
    try Output(json: global.json).print(
      ExportResult(
        entries: found.entries, root: found.root, organization: found.organization, created: found.created,
        key: found.key.hex),
      text: """
        intact: \(found.entries) entries, root \(found.root)
        exported \(found.created) by \(TerminalText.safe(found.organization))
        key \(found.key.hex): \(signer)
        """)
  }

  private struct ArchiveResult: Encodable {
    var entries: Int64
    var root: Digest
    var intact = true
    var messages: Int64
    var deep: Bool
  }

  private struct ExportResult: Encodable {
    var entries: Int64
    var root: Digest
    var intact = true
    var organization: String
    var created: String
    var key: String
  }
}
