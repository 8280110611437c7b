/// How long each of many runs of one thing took.
struct Latencies {
  private(set) var seconds: [Double] = []

  /// Notes a time that something else measured.
  mutating func add(_ seconds: Double) { self.seconds.append(seconds) }

  /// Runs something and notes its time.
  mutating func measure<R>(_ body: () throws -> R) rethrows -> R {
    let stopwatch = Stopwatch()
    let result = try body()
    seconds.append(stopwatch.seconds)
    return result
  }

  /// The time that this share of the runs stayed within, by the nearest rank: always one that was measured.
  func percentile(_ share: Double) -> Double {
    guard !seconds.isEmpty else { return .nan }
    let sorted = seconds.sorted()
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }
}

/// Wall clock since it was made.
struct Stopwatch {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init() { start = clock.now }

  var seconds: Double {
    let (whole, fraction) = (clock.now - start).components
    return Double(whole) + Double(fraction) / 1e18
  }
}
