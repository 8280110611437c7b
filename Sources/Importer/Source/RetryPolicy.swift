/// How often and after what pauses a fetch that failed for a passing reason is made again.
///
/// Pauses double (by ``factor``) up to ``cap`` and are drawn evenly between nothing and that ("full jitter"), so
/// that many connectors cut off together don't come back together.
public struct RetryPolicy: Sendable, Hashable {
  /// Tries in all, the first included.
  public var attempts: Int
  /// The longest pause after the first try.
  public var base: Duration
  /// What a pause's upper bound grows by, per try.
  public var factor: Double
  /// The upper bound's own bound.
  public var cap: Duration

  public init(
    attempts: Int = 5, base: Duration = .milliseconds(500), factor: Double = 2, cap: Duration = .seconds(30)
  ) {
    (self.attempts, self.base, self.factor, self.cap) = (attempts, base, factor, cap)
  }

  /// One try.
  public static let never = RetryPolicy(attempts: 1)

  /// The pause after the try numbered `attempt` (from 1) failed, or nil where it was the last.
  ///
  /// `random` is drawn evenly from 0 up to 1 by the caller, so that this is a function of its arguments.
  public func pause(after attempt: Int, random: Double) -> Duration? {
    guard attempt >= 1, attempt < attempts else { return nil }
    var bound = base
    for _ in 1..<attempt where bound < cap { bound = bound * factor }
    return min(bound, cap) * min(max(random, 0), 1)
  }

  /// Runs something until it works, fails for good, or the tries are used up; then its error goes on.
  ///
  /// Only a transient ``SourceError`` is tried again, and a cancellation ends the wait at once. `sleep` waits,
  /// `random` gives numbers from 0 up to 1, and `onRetry` is told of each failure that is tried again, with the
  /// pause and the try's number, from 1.
  public func retrying<Result: Sendable>(
    sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @Sendable () -> Double = { Double.random(in: 0..<1) },
    onRetry: @Sendable (SourceError, Duration, Int) -> Void = { _, _, _ in },
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    var attempt = 1
    while true {
      do {
        return try await body()
      } catch let error as SourceError where error.isTransient {
        guard let pause = pause(after: attempt, random: random()) else { throw error }
        onRetry(error, pause, attempt)
        try await sleep(pause)
        attempt += 1
      }
    }
  }
}
