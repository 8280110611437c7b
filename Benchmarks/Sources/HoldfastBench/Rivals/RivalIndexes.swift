internal import Foundation

/// The indexes that notmuch and mu make of a maildir, by their own commands with the settings they come with.
struct RivalIndexes {
  let maildir: URL
  let root: URL
  let stage: Stage

  /// Our C program that asks libnotmuch, which has no place in a build that must do without that library.
  private static let helper = "Benchmarks/Rivals/notmuch-answer.c"

  /// Indexes with what is installed, says what is skipped, and gives those that can be raced.
  func racers() throws -> [any Racer] { try notmuch() + mu() }

  private func notmuch() throws -> [any Racer] {
    guard let program = Self.program("notmuch"), let compiler = Self.program("cc"),
      FileManager.default.fileExists(atPath: "/usr/include/notmuch.h")
    else { return Self.skipped("notmuch", packages: "notmuch libnotmuch-dev gcc") }
    let configuration = """
      [database]
      path=\(maildir.path)
      [user]
      name=Bench
      primary_email=bench@corp.example
      [new]
      tags=
      [search]
      exclude_tags=

      """
    let settings = root.appendingPathComponent("notmuch-config")
    try configuration.write(to: settings, atomically: true, encoding: .utf8)
    let environment = Self.environment.merging(["NOTMUCH_CONFIG": settings.path]) { $1 }
    try stage.once("notmuch new") { try ChildProcess.run(program, ["new", "--quiet"], environment: environment) }
    let helper = root.appendingPathComponent("notmuch-answer").path
    try ChildProcess.run(compiler, ["-O2", "-o", helper, Self.helper, "-lnotmuch"])
    let process = try RacerProcess("notmuch", helper, [maildir.path], environment: environment)
    return [LineRacer(process, spelling: \.notmuch)]
  }

  private func mu() throws -> [any Racer] {
    guard let program = Self.program("mu") else { return Self.skipped("mu", packages: "maildir-utils") }
    let home = "--muhome=" + root.appendingPathComponent("mu").path
    try stage.once("mu index") {
      for arguments in [["init", "--quiet", home, "--maildir=\(maildir.path)"], ["index", "--quiet", home]] {
        try ChildProcess.run(program, arguments, environment: Self.environment)
      }
    }
    // One for both: a server keeps others out of its index.
    let process = try RacerProcess("mu", program, ["server", home], environment: Self.environment)
    return try [("mu, a page", false), ("mu, page and count", true)].map { name, countsAll in
      try MuRacer(name, process, countsAll: countsAll)
    }
  }

  /// Days are days in UTC here, as in the archive.
  private static let environment = ["TZ": "UTC", "LC_ALL": "C.UTF-8"]

  private static func program(_ name: String) -> String? {
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func skipped(_ name: String, packages: String) -> [any Racer] {
    print("  \(name): SKIPPED, it is not installed; 'apt-get install \(packages)' brings it")
    return []
  }
}
