internal import Foundation

/// Runs other programs.
enum ChildProcess {
  /// Runs a program to its end and gives what it printed.
  ///
  /// `environment`: what to add to this process' own.
  /// `accepted`: exit codes that are no failure.
  @discardableResult
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], accepted: Set<Int32> = [0]
  ) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard accepted.contains(process.terminationStatus) else {
      throw BenchmarkError("\(program) \(arguments.joined(separator: " ")) failed with \(process.terminationStatus)")
    }
    return printed
  }

  /// The path of the program that runs now.
  static func ownPath() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }
}

/// The benchmark itself could not be done.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
