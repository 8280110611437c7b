import ArchiveTesting
import Foundation
import Glibc

/// The command on a terminal of its own, and someone who types there.
final class TerminalSession {
  private struct Failed: Error { var what: String }

  private let master: Int32
  private let process = Process()
  private let output = Pipe()
  private var shown: [UInt8] = []
  private var read = 0

  /// TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)).
  private static let lock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  /// How long an answer of the command is waited for.
  private static let patience: Int32 = 60_000

  init(_ arguments: [String]) throws {
    // What posix_openpt(3) and its like do, which Glibc's module doesn't show.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, isLocked) = (Int32(0), Int32(0))
    guard master >= 0, ioctl(master, Self.lock, &isLocked) == 0, ioctl(master, Self.number, &number) == 0 else {
      throw Failed(what: "no terminal can be had: \(String(cString: strerror(errno)))")
    }
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw Failed(what: "the terminal can't be opened") }
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.executableURL = Command.program
    process.arguments = arguments
    (process.standardInput, process.standardError, process.standardOutput) = (terminal, terminal, output)
    try process.run()
  }

  /// Waits until something new with these words is asked, and types an answer.
  func answer(_ question: String, with answer: String) throws {
    while true {
      let rest = String(decoding: shown[read...], as: UTF8.self)
      if let found = rest.range(of: question), rest[found.upperBound...].contains(":") { break }
      guard try receive(within: Self.patience) else {
        process.terminate()
        throw Failed(what: "it never asked for '\(question)': \(rest)")
      }
    }
    read = shown.count
    let line = Array((answer + "\n").utf8)
    guard write(master, line, line.count) == line.count else { throw Failed(what: "nothing can be typed") }
  }

  /// Waits for the command's end.
  func end() throws -> (status: Int32, output: String, shown: String) {
    // The terminal's other side stays open here, so that its end shows nowhere but in the process's.
    while process.isRunning { _ = try receive(within: 50) }
    while try receive(within: 0) {}
    process.waitUntilExit()
    close(master)
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    return (
      process.terminationStatus, String(decoding: printed, as: UTF8.self), String(decoding: shown, as: UTF8.self)
    )
  }

  /// Takes what the terminal shows next; false where nothing came within so many milliseconds.
  private func receive(within patience: Int32) throws -> Bool {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, patience) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(master, &bytes, bytes.count)
    guard count > 0 else { return false }
    shown += bytes.prefix(count)
    return true
  }
}
