internal import Archive
internal import ArgumentParser
internal import Foundation

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a new archive.",
    discussion: """
      Makes the folder, its keys and its ledger, and makes you a member of all role groups. Write down the ledger's key
      that is shown: with it, anyone can check an export of the ledger without this machine.

      A sandbox is for trying things: it accepts --as and --at, and a delay hold of 0 days. It can't become a real
      archive.
      """)

  @Flag(help: "Make an archive for trying things out.")
  var sandbox = false

  @Option(help: ArgumentHelp("Whose archive it is.", valueName: "name"))
  var organization = "My organisation"

  @OptionGroup var global: GlobalOptions

  private struct Result: Encodable {
    var archive: String
    var sandbox: Bool
    var administrator: String
    var ledgerKey: String
  }

  func run() async throws {
    let archive = try Context.create(global, organization: organization, sandbox: sandbox)
    let result = Result(
      archive: archive.folder.path, sandbox: sandbox, administrator: Context.user.lowercased(),
      ledgerKey: archive.ledgerKey.hex)
    try Output(json: global.json).print(
      result,
      text: """
        made \(sandbox ? "a sandbox" : "an") archive in \(result.archive)
        administrator: \(result.administrator), a member of all role groups
        ledger key:    \(result.ledgerKey)
        """)
  }
}
