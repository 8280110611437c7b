internal import ArchiveTesting
internal import Foundation

/// A page of the documentation whose commands are run as they are written.
struct WalkThrough {
  let page: String
  /// The page's commands, in order: those of fences marked `sh`, but for `make`.
  let commands: [(line: Int, text: String)]

  init(_ page: String) throws {
    self.page = page
    let lines = try String(contentsOf: TestFolders.root.appendingPathComponent(page), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var commands: [(line: Int, text: String)] = []
    var isInside = false
    var unfinished = ""
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```sh"
      } else if isInside {
        if line.hasSuffix("\\") {
          unfinished += line + "\n"
        } else {
          let text = unfinished + line
          unfinished = ""
          if !text.isEmpty, !text.hasPrefix("#"), !text.hasPrefix("make ") { commands.append((index + 1, text)) }
        }
      }
    }
    self.commands = commands
  }

  /// The exit code that a line's comment announces: `# exit 3`.
  private static func expectedExit(_ command: String) -> Int {
    guard let comment = command.range(of: "# exit ") else { return 0 }
    return Int(command[comment.upperBound...].prefix { $0.isNumber }) ?? 0
  }

  /// Runs the commands in a folder of their own; one that ends otherwise than the page says ends the walk.
  ///
  /// - Returns: the shell's exit code, and everything that was printed.
  func run() async throws -> (status: Int32, printed: String) {
    let port = String(try FreePort.find())
    var script = "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n"
    for command in commands {
      let text = command.text.replacingOccurrences(of: "8600", with: port)
      script += """
        \(text)
        status=$?
        if [ $status -ne \(Self.expectedExit(text)) ]; then
          echo "\(page):\(command.line): exit $status" >&2
          exit 1
        fi

        """
      // A person is slower than the site.
      if text.hasSuffix("&") {
        script += "for i in $(seq 200); do (: </dev/tcp/127.0.0.1/\(port)) 2>/dev/null && break; sleep 0.1; done\n"
      }
    }
    return try await TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("walk-through.sh")
      let log = folder.appendingPathComponent("log")
      try Data(script.utf8).write(to: file)
      try Data().write(to: log)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [file.path]
      process.currentDirectoryURL = folder
      var environment = ProcessInfo.processInfo.environment.filter { $0.key != "HOLDFAST_ARCHIVE" }
      environment["PATH"] = Command.program.deletingLastPathComponent().path + ":" + (environment["PATH"] ?? "")
      process.environment = environment
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: log)
      process.standardError = process.standardOutput
      try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in ended.resume() }
        do { try process.run() } catch {
          process.terminationHandler = nil
          ended.resume(throwing: error)
        }
      }
      return (process.terminationStatus, try String(contentsOf: log, encoding: .utf8))
    }
  }
}
