internal import ArchiveTesting
internal import Foundation
internal import Testing

/// The README is run as it is written.
@Suite("README") struct ReadmeTests {
  /// The README's commands, in order: those of fences marked `sh`, but for `make`.
  private static func commands() throws -> [(line: Int, text: String)] {
    let lines = try String(contentsOf: TestFolders.root.appendingPathComponent("README.md"), encoding: .utf8)
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
    return commands
  }

  /// The exit code that a line's comment announces: `# exit 3`.
  private static func expectedExit(_ command: String) -> Int {
    guard let comment = command.range(of: "# exit ") else { return 0 }
    return Int(command[comment.upperBound...].prefix { $0.isNumber }) ?? 0
  }

  @Test("every command of the walk-through does what the README says it does")
  func walkThrough() async throws {
    let commands = try Self.commands()
    #expect(commands.count > 15)
    let port = String(try FreePort.find())
    var script = "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n"
    for command in commands {
      let text = command.text.replacingOccurrences(of: "8600", with: port)
      script += """
        \(text)
        status=$?
        if [ $status -ne \(Self.expectedExit(text)) ]; then
          echo "README.md:\(command.line): exit $status" >&2
          exit 1
        fi

        """
      // A person is slower than the site.
      if text.hasSuffix("&") {
        script += "for i in $(seq 200); do (: </dev/tcp/127.0.0.1/\(port)) 2>/dev/null && break; sleep 0.1; done\n"
      }
    }
    try await TestFolders.withTemporary { folder in
      let file = folder.appendingPathComponent("walk-through.sh")
      let log = folder.appendingPathComponent("log")
      try Data(script.utf8).write(to: file)
      #expect(FileManager.default.createFile(atPath: log.path, contents: nil))
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
      let printed = try String(contentsOf: log, encoding: .utf8)
      #expect(process.terminationStatus == 0, "\(printed)")
    }
  }

  @Test("every file that the documentation links to is there")
  func links() throws {
    let root = TestFolders.root
    let files =
      try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent("docs").path)
      .filter { $0.hasSuffix(".md") }.map { "docs/\($0)" } + ["README.md"]
    for file in files {
      let url = root.appendingPathComponent(file)
      let text = try String(contentsOf: url, encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#\s]+)[^)]*\)/) {
        let target = String(match.1)
        guard !target.contains("://") else { continue }
        let linked = url.deletingLastPathComponent().appendingPathComponent(target)
        #expect(FileManager.default.fileExists(atPath: linked.path), "\(file) links to \(target)")
      }
    }
  }
}
