internal import ArgumentParser

struct SandboxTour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "tour", abstract: "x")
  func run() async throws {}
}
