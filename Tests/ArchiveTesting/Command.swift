public import Foundation
internal import Glibc

/// The built `holdfast` command, run as its users run it: in a process of its own.
public enum Command {
  /// What a run left.
  public struct Result: Sendable {
    /// The exit status, or 128 and the signal that ended it.
    public var status: Int32
    public var stdout: [UInt8]
    public var stderr: [UInt8]
    /// The most memory it had resident, in bytes (VmHWM, read every few milliseconds).
    public var peakMemory: Int

    public var output: String { String(decoding: stdout, as: UTF8.self) }
    public var errors: String { String(decoding: stderr, as: UTF8.self) }
    /// Standard output's JSON document; null where it has none.
    public var json: JSONValue { (try? JSONValue(stdout)) ?? .null }
    /// The error's JSON document on standard error: the last line there, after warnings.
    public var error: JSONValue {
      let line = stderr.split(separator: 10).last ?? []
      return ((try? JSONValue(line)) ?? .null)["error"]
    }
  }

  /// Where the build put the command: beside the test bundle.
  public static let program: URL = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let candidates = [own] + CommandLine.arguments + [TestFolders.root.path + "/.build/debug/tests"]
    let beside = candidates.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("holdfast")
    }
    return beside.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? beside[0]
  }()

  /// Runs the command to its end, in a working directory, with `HOLDFAST_ARCHIVE` set to `archive` (nil: not set).
  ///
  /// `arguments` are what follows `holdfast`; `asJSON` adds `--json`.
  public static func run(
    _ arguments: [String], archive: URL? = nil, directory: URL? = nil, asJSON: Bool = true
  ) async throws -> Result {
    try await start(arguments, archive: archive, directory: directory, asJSON: asJSON).wait()
  }

  /// Starts the command, to be killed or waited for.
  public static func start(
    _ arguments: [String], archive: URL? = nil, directory: URL? = nil, asJSON: Bool = true
  ) throws -> RunningCommand {
    try RunningCommand(
      program, asJSON ? arguments.withJSON : arguments, archive: archive,
      directory: directory ?? FileManager.default.temporaryDirectory)
  }
}

extension [String] {
  /// With `--json` before what follows `--`.
  fileprivate var withJSON: [String] {
    var changed = self
    changed.insert("--json", at: firstIndex(of: "--") ?? endIndex)
    return changed
  }
}

/// The command while it runs.
///
/// Its output goes to files, so that no pipe fills and nothing need be read meanwhile.
public final class RunningCommand: Sendable {
  public let pid: pid_t
  private let stdout: URL
  private let stderr: URL
  private let end: Task<(status: Int32, peak: Int), Never>

  fileprivate init(_ program: URL, _ arguments: [String], archive: URL?, directory: URL) throws {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-run-\(UUID().uuidString)")
    (stdout, stderr) = (base.appendingPathExtension("out"), base.appendingPathExtension("err"))
    // Through the shell, which alone lets a spawned process begin in another folder on every system.
    var environment = ProcessInfo.processInfo.environment
    environment["HOLDFAST_ARCHIVE"] = archive?.path
    environment["HOLDFAST_TEST_DIRECTORY"] = directory.path
    let shell = ["/bin/sh", "-c", #"cd "$HOLDFAST_TEST_DIRECTORY" && exec "$0" "$@""#, program.path] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, stdout.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, stderr.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var words: [UnsafeMutablePointer<CChar>?] = shell.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    var pid: pid_t = 0
    let problem = posix_spawn(&pid, "/bin/sh", &actions, nil, &words, &settings)
    guard problem == 0 else { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .ENOENT) }
    self.pid = pid
    // Waiting must not hold one of the few threads that tasks run on: the site they serve would stand still.
    end = Task { [pid] in
      var peak = 0
      while true {
        var status: Int32 = 0
        let ended = waitpid(pid, &status, WNOHANG)
        if ended == pid {
          let signal = status & 0x7F
          return (signal == 0 ? (status >> 8) & 0xFF : 128 + signal, peak)
        }
        if ended < 0, errno != EINTR { return (-1, peak) }
        peak = max(peak, Self.peakMemory(of: pid))
        try? await Task.sleep(for: .milliseconds(3))
      }
    }
  }

  /// Ends it as a power cut would.
  public func kill() { _ = Glibc.kill(pid, SIGKILL) }

  /// Waits for its end.
  public func wait() async throws -> Command.Result {
    let (status, peak) = await end.value
    defer {
      unlink(stdout.path)
      unlink(stderr.path)
    }
    return Command.Result(
      status: status, stdout: try [UInt8](Data(contentsOf: stdout)), stderr: try [UInt8](Data(contentsOf: stderr)),
      peakMemory: peak)
  }

  private static func peakMemory(of pid: pid_t) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return kilobytes << 10
  }
}
