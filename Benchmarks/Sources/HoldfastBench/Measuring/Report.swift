internal import Foundation

/// Prints figures, each beside what it must reach.
struct Report {
  /// What a figure must keep to.
  enum Goal {
    case atLeast(Double)
    case below(Double)

    func isReached(_ value: Double) -> Bool {
      switch self {
      case .atLeast(let least): value >= least
      case .below(let most): value < most
      }
    }
  }

  private var missed = 0

  func title(_ text: String) { print("\n\(text)") }

  /// Says the verdict; a missed goal is no failure of the program, as the machine may be slow or busy.
  func end() { print(missed == 0 ? "\nevery goal reached" : "\ngoals missed: \(missed)") }

  /// One figure on a line of its own.
  mutating func figure(_ name: String, _ value: Double, _ unit: String, goal: Goal? = nil, digits: Int = 0) {
    var line = "  " + name.padding(toLength: 36, withPad: " ", startingAt: 0)
    line += Self.right(Self.number(value, digits), 12) + " " + unit
    if let goal {
      let reached = goal.isReached(value)
      if !reached { missed += 1 }
      line += reached ? "   reached: " : "   MISSED: "
      switch goal {
      case .atLeast(let least): line += "at least \(Self.number(least, digits))"
      case .below(let most): line += "below \(Self.number(most, digits))"
      }
    }
    print(line)
  }

  /// Latencies in milliseconds, with a goal for the 95th percentile.
  mutating func latencies(_ name: String, _ times: Latencies, p95 goal: Double? = nil, note: String = "") {
    let columns = [0.5, 0.95, 0.99].map { Self.right(Self.number(times.percentile($0) * 1000, 2), 9) }
    var line = "  " + name.padding(toLength: 20, withPad: " ", startingAt: 0) + columns.joined() + "  "
    if let goal {
      let reached = times.percentile(0.95) * 1000 < goal
      if !reached { missed += 1 }
      line += reached ? "reached  " : "MISSED   "
    }
    print(line + note)
  }

  func latencyHeader(_ name: String, note: String = "") {
    let columns = ["p50 ms", "p95 ms", "p99 ms"].map { Self.right($0, 9) }
    print("  " + name.padding(toLength: 20, withPad: " ", startingAt: 0) + columns.joined() + "  " + note)
  }

  static func number(_ value: Double, _ digits: Int) -> String {
    let text = String(format: "%.\(digits)f", value)
    guard digits == 0, text.count > 4, value >= 0 else { return text }
    var grouped = ""
    for (index, digit) in text.enumerated() {
      if index > 0, (text.count - index) % 3 == 0 { grouped += "," }
      grouped.append(digit)
    }
    return grouped
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
