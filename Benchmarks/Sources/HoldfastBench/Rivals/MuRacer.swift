internal import Foundation

/// mu's server, as its mail reader uses it: s-expressions on its input and output.
///
/// It is timed from outside, less what its answer to nothing takes. A page of it says nothing of how many match; that is
/// another command, which also counts what is unread among them.
final class MuRacer: Racer {
  private let process: RacerProcess
  private let countsAll: Bool
  private let idle: Double
  let name: String

  /// `countsAll`: whether the matches are counted, or only the page is read.
  init(_ name: String, _ process: RacerProcess, countsAll: Bool) throws {
    (self.name, self.process, self.countsAll) = (name, process, countsAll)
    var times = Latencies()
    for _ in 0..<50 { try times.measure { _ = try Self.ask("(ping)", until: "(:pong", process) } }
    idle = times.percentile(0.5)
  }

  var peakMemory: Int { process.peakMemory }

  func spelling(of question: Question) -> String? { question.mu }

  func answer(_ query: String) throws -> Lap {
    let text = query.replacing("\"", with: "\\\"")
    let find = "(find :query \"\(text)\" :threads nil :sortfield :date :descending t :maxnum 50)"
    let stopwatch = Stopwatch()
    var number = try Self.ask(find, until: "(:found ", process)
    if countsAll { number = try Self.ask("(ping :queries (\"\(text)\"))", until: "(:pong", process) }
    let seconds = stopwatch.seconds
    return Lap(seconds: max(0, seconds - (countsAll ? 2 : 1) * idle), matches: number)
  }

  func stop() { process.stop() }

  /// Sends a command and reads expressions up to the one that ends its answer; the number in that.
  ///
  /// An expression is 0xFE, its length in hexadecimal digits, 0xFF and its bytes (mu-server(1)).
  private static func ask(_ command: String, until end: String, _ process: RacerProcess) throws -> Int {
    try process.send(command)
    while true {
      try process.skip(past: 0xFE)
      let digits = String(decoding: try process.bytes(before: 0xFF), as: UTF8.self)
      guard let length = Int(digits, radix: 16) else { throw BenchmarkError("mu's answer has no length: '\(digits)'") }
      let answer = try process.bytes(length)
      if answer.starts(with: "(:error".utf8) {
        throw BenchmarkError("mu answered '\(command)' with \(String(decoding: answer, as: UTF8.self))")
      }
      guard answer.starts(with: end.utf8) else { continue }
      let text = String(decoding: answer, as: UTF8.self)
      let number = text.firstRange(of: ":count ") ?? text.firstRange(of: ":found ")
      return number.flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) } ?? 0
    }
  }
}
