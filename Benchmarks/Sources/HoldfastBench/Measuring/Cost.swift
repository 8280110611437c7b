/// What something cost.
struct Cost {
  /// Wall clock.
  var seconds: Double
  /// Processor time of all threads of this process, in seconds.
  var processor: Double
  /// The most memory this process held meanwhile, in bytes.
  var peakMemory: Int

  static func measured<R>(_ body: () throws -> R) rethrows -> (R, Cost) {
    let meter = Meter()
    let result = try body()
    return (result, meter.cost)
  }

  static func measured<R: Sendable>(_ body: () async throws -> R) async rethrows -> (R, Cost) {
    let meter = Meter()
    let result = try await body()
    return (result, meter.cost)
  }

  private struct Meter {
    let stopwatch = Stopwatch()
    let processor = ProcessUse.processorTime()

    init() { ProcessUse.forgetPeak() }

    var cost: Cost {
      Cost(
        seconds: stopwatch.seconds, processor: ProcessUse.processorTime() - processor,
        peakMemory: ProcessUse.peakMemory())
    }
  }
}
