public import Foundation
internal import Archive
internal import Glibc

/// A real SMTP server on this machine: PyPI's aiosmtpd, in a process of its own.
///
/// It is installed once, into `.build/mail-server`, when the first test needs it; where that can't be, tests skip.
public final class MailServer: Sendable {
  /// Python with aiosmtpd; nil where it can't be had.
  public static let python: String? = try? install()
  /// What a test says when it skips.
  public static let absent = "aiosmtpd can't be installed here (it takes python3 with venv, and PyPI)"

  /// What the server is to demand.
  public struct Options: Sendable {
    public enum Security: String, Sendable { case none, starttls, tls }

    public var security = Security.none
    public var certificates: Certificates?
    /// Signing in with this name and password, without which nothing is taken.
    public var username: String?
    public var password: String?

    public init() {}
  }

  /// A message as the server took it.
  public struct Received: Sendable, Decodable {
    public var file: String
    public var sender: String
    public var recipients: [String]
    public var encrypted: Bool
    public var authenticated: Bool
  }

  public let port: Int
  private let process: Process
  private let folder: URL

  /// Runs one for as long as `body` takes.
  ///
  /// Whose address begins with `refused`, `later`, `later-once`, `cut`, `cut-once` or `slow` is treated so: refused for
  /// good when named, refused for now (always, or the first time), the connection cut after the message was taken and
  /// before the answer, or no answer for ten seconds.
  public static func with<R>(
    _ options: Options = Options(), in folder: URL, _ body: (MailServer) async throws -> R
  ) async throws -> R {
    let server = try MailServer(options, folder)
    defer { server.stop() }
    return try await body(server)
  }

  private struct NoPort: Error {}

  private init(_ options: Options, _ folder: URL) throws {
    let place = folder.appendingPathComponent("mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let script = place.appendingPathComponent("server.py")
    try Data(MailServerScript.text.utf8).write(to: script)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python ?? "/usr/bin/python3")
    process.arguments = [
      "-B", script.path, place.path, options.security.rawValue, options.certificates?.certificate ?? "",
      options.certificates?.key ?? "", options.username ?? "", options.password ?? "",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    // What it says of connections that tests cut.
    process.standardError = FileHandle.nullDevice
    try process.run()
    // One line: the port.
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { line.append(byte) }
    guard let port = Int(String(decoding: line, as: UTF8.self)) else {
      kill(process.processIdentifier, SIGKILL)
      throw NoPort()
    }
    (self.port, self.process, self.folder) = (port, process, place)
  }

  private func stop() {
    // A process started from a worker thread inherits its mask, in which SIGTERM is blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// What it took, in order, with the exact bytes.
  public func messages() throws -> [(envelope: Received, bytes: [UInt8])] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
    return try names.sorted().map { name in
      let envelope = try JSONDecoder().decode(
        Received.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
      return (envelope, [UInt8](try Data(contentsOf: folder.appendingPathComponent(envelope.file))))
    }
  }

  // MARK: - Installing

  private struct NotInstalled: Error {}

  private static func install() throws -> String {
    let folder = TestFolders.root.appendingPathComponent(".build/mail-server")
    let python = folder.appendingPathComponent("bin/python3").path
    try FileManager.default.createDirectory(
      at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
    // Suites run in processes of their own, and one install is enough.
    let lock = try FileLock(folder.appendingPathExtension("lock"))
    defer { lock.release() }
    if PythonTool.run([python, "-c", "import aiosmtpd"]) { return python }
    guard PythonTool.run(["python3", "-m", "venv", folder.path]),
      PythonTool.run([
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "10", "--retries", "1",
        "aiosmtpd==1.4.6",
      ]), PythonTool.run([python, "-c", "import aiosmtpd"])
    else { throw NotInstalled() }
    return python
  }
}

/// Messages as Python's own reader sees them, which raises at any defect.
public enum PythonMailReader {
  /// What it finds in a message.
  public struct Mail: Decodable, Sendable, Equatable {
    public var headers: [String: String]
    public var body: String
  }

  public static func read(_ messages: [[UInt8]], in folder: URL) throws -> [Mail] {
    let script = folder.appendingPathComponent("read-\(UUID().uuidString).py")
    try Data(MailServerScript.reader.utf8).write(to: script)
    let files = try messages.enumerated().map { index, bytes in
      let file = folder.appendingPathComponent("\(script.lastPathComponent)-\(index).eml")
      try Data(bytes).write(to: file)
      return file.path
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: MailServer.python ?? "/usr/bin/python3")
    process.arguments = ["-B", script.path] + files
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode([Mail].self, from: text)
  }
}
