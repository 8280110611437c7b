internal import ArgumentParser

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Hand over what a search finds: preview it, export it, verify an export.",
    subcommands: [ExportPreview.self, ExportRunCommand.self, ExportVerify.self])
}
