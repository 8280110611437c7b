internal import ArgumentParser

struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "Try Holdfast without a carrier, a partner or a risk.",
    subcommands: [SandboxTour.self, SandboxGenerate.self, SandboxSite.self])
}
