internal import Foundation

/// The partner's site in a process of its own, so that its work isn't counted as the import's.
final class SiteProcess {
  static let username = "bench"
  static let password = "bench"

  let port: Int
  private let process = Process()
  private let input = Pipe()

  /// Starts it and waits until it listens.
  init(serving folder: URL) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: try ChildProcess.ownPath())
    process.arguments = ["serve", folder.path]
    // It ends when its input does, so also when this process dies.
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    guard let line = String(data: output.fileHandleForReading.availableData, encoding: .utf8),
      let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines))
    else { throw BenchmarkError("the site's process did not say on which port it listens") }
    self.port = port
  }

  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
