internal import ArchiveTesting
internal import Foundation
internal import Testing

@Suite("The Debian package", .serialized)
struct PackageTests {
  private static let root = TestFolders.root
  private static let binaries = Command.program.deletingLastPathComponent()

  /// Runs a program to its end and gives its exit status and all it said.
  private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = root
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  private static func isHere(_ program: String) -> Bool {
    ["/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }

  @Test(
    "the service may do little beside reading and writing its archive, as systemd counts it",
    .enabled(if: isHere("systemd-analyze"), "there is no systemd-analyze here"))
  func exposure() throws {
    for unit in ["holdfast.service", "holdfast-import.service"] {
      // 0 is safest, 10 is exposed; what is left is the network, which it is there for.
      let (status, text) = try Self.run(
        "systemd-analyze", ["security", "--offline=true", "--threshold=15", "packaging/\(unit)"])
      #expect(status == 0, "\(text)")
    }
  }

  @Test("every command has its manual page, which the reader of manual pages finds nothing wrong with")
  func manual() async throws {
    try await TestFolders.withTemporary { folder in
      let help = try await Command.run(["--experimental-dump-help"], asJSON: false)
      let dump = folder.appendingPathComponent("help.json")
      try Data(help.stdout).write(to: dump)
      let made = try Self.run(
        "sh", ["-c", "tools/make-man --version 1.0 --output '\(folder.path)' < '\(dump.path)'"])
      #expect(made.status == 0, "\(made.text)")
      let topics = try JSONValue(help.stdout)["command"]["subcommands"].list.compactMap { $0["commandName"].text }
      #expect(topics.contains("serve"))
      for topic in topics where topic != "help" {
        let page = folder.appendingPathComponent("holdfast-\(topic).1")
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(text.contains(".SH SYNOPSIS\n"), "\(topic)")
        #expect(text.contains("\\-\\-archive"), "\(topic)")
      }
      guard Self.isHere("man") else { return }
      for topic in ["", "-serve", "-connector", "-setting"] {
        let read = try Self.run("man", ["--warnings", "-l", folder.appendingPathComponent("holdfast\(topic).1").path])
        #expect(read.status == 0 && !read.text.contains("warning:"), "\(read.text.prefix(400))")
      }
    }
  }

  @Test("completions are made for bash, zsh and fish", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) async throws {
    let made = try await Command.run(["--generate-completion-script", shell], asJSON: false)
    #expect(made.status == 0)
    #expect(made.output.contains("acknowledge") && made.output.contains("serve"))
  }

  /// Builds the package of the commands beside the tests.
  ///
  /// Of a debug build one is large enough: what is upgraded to is the same again. `make test-deb` has two.
  private static func make(in folder: URL) throws -> String {
    let made = try run(
      "tools/make-deb",
      ["--binaries", binaries.path, "--output", folder.path, "--version", "0.0.1", "--compression", "none"])
    try #require(made.status == 0, "\(made.text)")
    // After what dpkg-shlibdeps has to say of a debug build.
    return try #require(made.text.split(separator: "\n").last.map(String.init))
  }

  @Test(
    "it depends on what the command is linked to, and has nothing where the archive is",
    .enabled(if: isHere("dpkg-deb") && isHere("dpkg-shlibdeps"), "there is no dpkg-dev here"))
  func contents() throws {
    try TestFolders.withTemporary { folder in
      let package = try Self.make(in: folder)
      let depends = try Self.run("dpkg-deb", ["--field", package, "Depends"]).text
      for library in ["libc6", "libsqlite3-0", "libicu", "libphonenumber", "libzstd1", "adduser"] {
        #expect(depends.contains(library), "\(depends)")
      }
      let files = try Self.run("dpkg-deb", ["--contents", package]).text
      #expect(!files.contains(" ./var"), "\(files)")
      for file in [
        "/usr/bin/holdfast", "/usr/bin/holdfast-verify", "/lib/systemd/system/holdfast.service",
        "/lib/systemd/system/holdfast-import.timer", "/usr/share/man/man1/holdfast.1.gz",
        "/usr/share/bash-completion/completions/holdfast", "/usr/share/zsh/vendor-completions/_holdfast",
        "/usr/share/fish/vendor_completions.d/holdfast.fish",
      ] {
        #expect(files.contains(" root/root "), "\(files)")
        #expect(files.contains(" .\(file)\n"), "\(file)")
      }
      #expect(files.contains("drwx------ root/root"), "the folder of the credentials")
    }
  }

  @Test(
    "it installs, upgrades, is removed and purged without touching the archive",
    .enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_LONG_TESTS"] == "1", "a long test; see 'make test-deb'"))
  func lifecycle() throws {
    try TestFolders.withTemporary { folder in
      let package = try Self.make(in: folder)
      let (status, text) = try Self.run("tools/test-deb", [package, package])
      // It says what this machine lacks for it.
      if status == 77 { return print(text) }
      #expect(status == 0, "\(text)")
      #expect(text.contains("test-deb: purged; the archive is as it was"), "\(text)")
    }
  }
}
