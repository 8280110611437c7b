internal import Archive
internal import ArgumentParser
internal import Foundation

struct AuditExport: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the whole ledger to a file that anyone can verify.",
    discussion: """
      One JSON document a line: every entry exactly as it was hashed, the checkpoint signed with it, and a seal at the
      end. Check it with 'holdfast audit verify --export FILE --key HEX', on any machine.
      """)

  @Argument(help: "The file to write; it must not be there yet.")
  var file: String
  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var file: String
    var entries: Int64
    var root: Digest
  }

  func run(in context: Context) async throws {
    let url = URL(fileURLWithPath: file)
    do {
      let summary = try context.archive.exportLedger(to: url, by: context.session)
      try context.output.print(
        Result(file: url.path, entries: summary.entries, root: summary.root),
        text: "wrote \(summary.entries) entries to \(url.path), root \(summary.root)")
    } catch let damage as LedgerDamage {
      throw damage.failure
    }
  }
}
