internal import Archive
internal import ArgumentParser
internal import Foundation

struct AuditExport: ArchiveCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the whole ledger to a file that anyone can verify, or entries as a table.",
    discussion: """
        holdfast audit export ledger.jsonl
        holdfast audit export holds.csv --format csv --operation HoldCreated --since 2024-01-01

      Without --format: one JSON document a line, every entry exactly as it was hashed, the checkpoint signed with it,
      and a seal at the end. Check it with 'holdfast-verify FILE --key HEX', on any machine.

      With --rows: the rows of holds, policies, labels, settings, roles and so on that the ledger commits to, a line each.
      Write them, then the ledger, and check both with 'holdfast-verify FILE --key HEX --rows ROWS'.

      With --format csv, json or jsonl: entries as 'holdfast audit list' has them, all or those asked for, to read on
      with other programs. Such a file proves nothing.
      """)

  @Argument(help: "The file to write; it must not be there yet.")
  var file: String
  @Option(help: "Write entries to read on with, instead of a file to verify.")
  var format: LedgerTable?
  @Flag(help: "Write the rows that the ledger commits to, for holdfast-verify.")
  var rows = false
  @OptionGroup var filter: AuditFilter
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    guard try !rows || (format == nil && filter.query().isEmpty) else {
      throw ValidationError("--rows writes all rows; give it alone")
    }
    guard try format != nil || filter.query().isEmpty else {
      throw ValidationError("only the whole ledger can be verified; give --format csv, json or jsonl for a part of it")
    }
  }

  private struct Result: Encodable {
    var file: String
    var entries: Int64?
    var root: Digest?
    var format: String?
    var rows: Int?
  }

  func run(in context: Context) async throws {
    let url = URL(fileURLWithPath: file)
    do {
      if rows {
        let count = try context.archive.exportRows(to: url, by: context.session)
        return try context.output.print(
          Result(file: url.path, rows: count), text: "wrote \(count) rows to \(url.path)")
      }
      if let format {
        let count = try context.archive.exportEntries(filter.query(), as: format, to: url, by: context.session)
        return try context.output.print(
          Result(file: url.path, entries: Int64(count), format: format.rawValue),
          text: "wrote \(count) entries to \(url.path)")
      }
      let summary = try context.archive.exportLedger(to: url, by: context.session)
      try context.output.print(
        Result(file: url.path, entries: summary.entries, root: summary.root),
        text: "wrote \(summary.entries) entries to \(url.path), root \(summary.root)")
    } catch let damage as LedgerDamage {
      throw damage.failure
    }
  }
}
