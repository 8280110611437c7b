/// A racer that measures itself: `NANOSECONDS MATCHES` for each line it is asked, or a negative number and why not.
final class LineRacer: Racer {
  private let process: RacerProcess
  private let spell: (Question) -> String?

  var name: String { process.name }
  var peakMemory: Int { process.peakMemory }

  init(_ process: RacerProcess, spelling: @escaping (Question) -> String?) {
    (self.process, spell) = (process, spelling)
  }

  func spelling(of question: Question) -> String? { spell(question) }

  func answer(_ query: String) throws -> Lap {
    try process.send(query)
    let line = try process.line()
    let fields = line.split(separator: " ", maxSplits: 1)
    guard fields.count == 2, let nanoseconds = Double(fields[0]), nanoseconds >= 0, let matches = Int(fields[1]) else {
      throw BenchmarkError("\(name) answered '\(query)' with '\(line)'")
    }
    return Lap(seconds: nanoseconds / 1e9, matches: matches)
  }

  func stop() { process.stop() }
}
