internal import Foundation

/// A race of several programs through the same questions, one after another at each question, so that what else the
/// machine does slows all of them alike.
struct Race {
  let racers: [any Racer]
  /// By class, and then by racer; nil where a racer can't be asked.
  private(set) var results: [(kind: QueryClass, rows: [Row?])] = []

  struct Row {
    var times = Latencies()
    var matches = 0
  }

  init(_ racers: [any Racer]) { self.racers = racers }

  mutating func run(_ kind: QueryClass) throws {
    var rows: [Row?] = racers.map { racer in racer.spelling(of: kind.questions[0]) == nil ? nil : Row() }
    for (number, question) in kind.questions.enumerated() {
      for place in racers.indices {
        // Each goes first as often as the others.
        let index = (place + number) % racers.count
        guard let query = racers[index].spelling(of: question) else { continue }
        let lap = try racers[index].answer(query)
        rows[index]?.times.add(lap.seconds)
        rows[index]?.matches += lap.matches
      }
    }
    guard let ours = rows.first, let ours, ours.matches > 0 else {
      throw BenchmarkError("the queries '\(kind.name)' find nothing: nothing was measured")
    }
    results.append((kind, rows))
  }

  /// A racer's 95th percentile in a class, in milliseconds.
  func p95(_ name: String, racer: Int) -> Double? {
    results.first { $0.kind.name == name }?.rows[racer].map { $0.times.percentile(0.95) * 1000 }
  }

  // MARK: - Printing

  private static let column = 23
  private static let first = 16

  func printTimes() {
    printHeader(below: "p50    p95    p99 ms")
    for (kind, rows) in results {
      printLine(kind.name, rows.map { $0.map(Self.percentiles) ?? "can't be asked" })
    }
  }

  func printMatches() {
    printHeader(below: "matches on average")
    for (kind, rows) in results {
      printLine(kind.name, rows.map { $0.map { Report.number(Double($0.matches / kind.questions.count), 0) } ?? "-" })
    }
    printLine("peak memory", racers.map { Report.number(Double($0.peakMemory) / 1_048_576, 0) + " MB" })
  }

  private func printHeader(below note: String) {
    printLine("", racers.map(\.name))
    printLine("", racers.map { _ in note })
  }

  private func printLine(_ name: String, _ cells: [String]) {
    let line = "  " + name.padding(toLength: Self.first, withPad: " ", startingAt: 0)
    print(line + cells.map { Report.right($0, Self.column) }.joined())
  }

  private static func percentiles(_ row: Row) -> String {
    [0.5, 0.95, 0.99].map { Report.right(Report.number(row.times.percentile($0) * 1000, 2), 7) }.joined()
  }
}
