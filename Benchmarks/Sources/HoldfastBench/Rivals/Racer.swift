internal import Foundation

/// A program that answers queries in a process of its own, so that its memory is its alone.
protocol Racer: AnyObject {
  var name: String { get }
  /// Its spelling of a question; nil where it can't be asked.
  func spelling(of question: Question) -> String?
  /// Answers a query: the first page of 50, newest first, and the number of matches.
  func answer(_ query: String) throws -> Lap
  /// The most memory its process has held so far, in bytes.
  var peakMemory: Int { get }
  func stop()
}

/// One answer.
struct Lap {
  /// In the program, where it measures itself, else of its answer.
  var seconds: Double
  var matches: Int
}

/// A child process that is asked by lines on its input.
final class RacerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output: UnsafeMutablePointer<FILE>
  let name: String

  init(_ name: String, _ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    self.name = name
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // It ends when its input does, so also when this process dies.
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard let stream = fdopen(dup(output.fileHandleForReading.fileDescriptor), "r") else {
      throw BenchmarkError("no pipe to \(name) can be made")
    }
    self.output = stream
    try process.run()
  }

  deinit { fclose(output) }

  func send(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

  /// The next line, without its end.
  func line() throws -> String {
    var bytes: [UInt8] = []
    while true {
      let byte = getc(output)
      guard byte != EOF else { throw ended }
      if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(UInt8(byte))
    }
  }

  /// Passes over what comes before a byte, and the byte.
  func skip(past wanted: UInt8) throws {
    while true {
      let byte = getc(output)
      guard byte != EOF else { throw ended }
      if byte == Int32(wanted) { return }
    }
  }

  /// What comes before a byte, which is passed over.
  func bytes(before end: UInt8) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let byte = getc(output)
      guard byte != EOF else { throw ended }
      if byte == Int32(end) { return bytes }
      bytes.append(UInt8(byte))
    }
  }

  func bytes(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard fread(&bytes, 1, count, output) == count else { throw ended }
    return bytes
  }

  var peakMemory: Int { ProcessUse.peakMemory(of: "\(process.processIdentifier)") }

  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private var ended: BenchmarkError { BenchmarkError("\(name) ended in the middle of the race") }
}
