internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Search

struct ExportVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that every file of an export is as it was, and that none is missing or extra.",
    discussion: """
      Needs no archive: it reads the folder alone, on any machine. The first file that differs, is missing or is extra is
      named (exit 65).

        holdfast export verify /media/case-17 --manifest 5f1c…

      Whoever changes a file can write another manifest. The digest of the true one is on the archive's ledger
      ('holdfast audit list --action SearchExported'): pass it with --manifest.
      """)

  @Argument(help: ArgumentHelp("The export's folder.", valueName: "dir"))
  var folder: String
  @Option(help: ArgumentHelp("The SHA-256 of manifest.json as the ledger has it, 64 hex digits.", valueName: "hex"))
  var manifest: String?
  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if let manifest, Digest(hex: manifest) == nil {
      throw ValidationError("--manifest takes the 64 hex digits that 'export run' showed")
    }
  }

  private struct Result: Encodable {
    var intact = true
    var files: Int64
    var bytes: Int64
    var hits: Int64
    var exported: Int64
    var duplicates: Int64
    var exceptions: Int64
    var query: String
    var format: ExportFormat
    var actor: String
    var finished: String
    var manifestSHA256: Digest
    var ledgerEntry: Int64
    var ledgerRoot: Digest
    var ledgerKey: String
  }

  func run() async throws {
    let output = Output(json: global.json)
    let found = try ExportVerifier.verify(
      ExportFolder(URL(fileURLWithPath: folder, isDirectory: true)), expecting: manifest.flatMap { Digest(hex: $0) },
      progress: output.progress)
    output.endProgress()
    let (manifest, counts) = (found.manifest, found.manifest.counts)
    let result = Result(
      files: counts.files, bytes: counts.bytes, hits: counts.hits, exported: counts.exported,
      duplicates: counts.duplicates, exceptions: counts.exceptions, query: manifest.request.query,
      format: manifest.request.format, actor: manifest.actor, finished: manifest.finished,
      manifestSHA256: found.digest, ledgerEntry: manifest.ledger.entry, ledgerRoot: manifest.ledger.checkpoint.root,
      ledgerKey: manifest.ledger.key)
    let checked = self.manifest == nil ? "compare it with the ledger's, or pass it with --manifest" : "as expected"
    try output.print(
      result,
      text: """
        intact: \(result.files) files, \(result.bytes) bytes
        \(result.hits) hits: \(result.exported) exported, \(result.duplicates) duplicates, \(result.exceptions) exceptions
        exported \(result.finished) by \(TerminalText.safe(result.actor)), query \(TerminalText.safe(result.query))
        manifest.json \(result.manifestSHA256): \(checked)
        """)
  }
}
