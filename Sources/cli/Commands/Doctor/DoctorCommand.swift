internal import Archive
internal import ArgumentParser
internal import Foundation
internal import Hold
internal import Importer
internal import Search

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check everything that can be checked, and say what to do.",
    discussion: """
      Looks at the files and who can read them, the keys, the database and its guards, the ledger with every message's \
      bytes, content files, the search index, the clock, the disk, connectors, quarantine, holds and backups. It changes \
      nothing, needs no role and opens an archive that no other command opens. Who may not read the archive's files can't \
      examine it.

        holdfast doctor --quick
        holdfast doctor --skip volume --json

      Exit code 0: all is well; 4: something needs attention; 74: the archive is damaged or not protected.
      """)

  @Flag(help: "Leave out what reads everything: minutes for a large archive.")
  var quick = false
  @Option(help: ArgumentHelp("Leave out a check, by its name; may be repeated.", valueName: "check"))
  var skip: [String] = []
  @OptionGroup var global: GlobalOptions

  private static let checks = Check.archive + [.index] + Check.importer + [.holds]

  func validate() throws {
    let known = Self.checks.map(\.name)
    if let unknown = skip.first(where: { !known.contains($0) }) {
      throw ValidationError("there is no check '\(unknown)'; there are \(known.joined(separator: ", "))")
    }
  }

  private struct Result: Encodable {
    var archive: String
    var worst: Finding.Severity
    var quick: Bool
    var findings: [Finding]
  }

  func run() async throws {
    let output = Output(json: global.json)
    guard FileManager.default.fileExists(atPath: global.folder.appendingPathComponent("archive.sqlite").path) else {
      throw InputError(
        "there is no archive in \(global.folder.path); name another with --archive", code: "archive.missing")
    }
    let examination = Examination(
      of: global.folder, isQuick: quick, now: try global.time() ?? .now, prepare: SearchIndex.prepare)
    if global.at != nil, try !examination.isSandbox() { throw AccessError.timeIsNotYours }
    let findings = Check.run(
      Self.checks.filter { !skip.contains($0.name) }, examination, progress: { output.progress($0) })
    output.endProgress()
    let worst = findings.map(\.severity).max() ?? .ok
    try output.print(
      Result(archive: global.folder.path, worst: worst, quick: quick, findings: findings),
      text: findings.map(Self.line).joined(separator: "\n"))
    switch worst {
    case .ok: return
    case .warning: throw ExitStatus.attention
    case .error: throw ExitStatus.storage
    }
  }

  private static func line(_ finding: Finding) -> String {
    let head = "\(finding.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))"
    let text = "\(head)\(finding.check): \(TerminalText.safe(finding.text))"
    return finding.advice.map { "\(text)\n        \(TerminalText.safe($0))" } ?? text
  }
}
