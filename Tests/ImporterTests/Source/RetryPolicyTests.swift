import Importer
import Synchronization
import Testing

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(attempts: 6, base: .seconds(1), factor: 2, cap: .seconds(5))
  private static let passing = SourceError(.interrupted, "cut", at: "x")
  private static let lasting = SourceError(.signInRefused, "no", at: "x")

  @Test("pauses double up to the cap and end with the tries")
  func bounds() {
    #expect(
      (1...7).map { policy.pause(after: $0, random: 1) }
        == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5), nil, nil])
    #expect(policy.pause(after: 3, random: 0) == .zero)
    #expect(policy.pause(after: 3, random: 0.25) == .seconds(1))
    #expect(RetryPolicy.never.pause(after: 1, random: 0.5) == nil)
  }

  @Test("a pause is never negative or longer than the cap, whatever the settings and the draw")
  func always() {
    for attempts in [0, 1, 3, 100_000] {
      for factor in [0.5, 1, 2, 1e9] {
        let policy = RetryPolicy(
          attempts: attempts, base: .milliseconds(10), factor: factor, cap: .seconds(3))
        for attempt in [-1, 0, 1, 2, 50, 99_999] {
          for random in [-1, 0, 0.999, 7] {
            guard let pause = policy.pause(after: attempt, random: random) else { continue }
            #expect(pause >= .zero && pause <= .seconds(3))
            #expect(attempt >= 1 && attempt < attempts)
          }
        }
      }
    }
  }

  /// Runs a body that fails with each error in turn and then works.
  private func run(_ errors: [any Error]) async throws -> (tries: Int, pauses: [Duration], failed: Bool) {
    let tries = Mutex(0)
    let pauses = Mutex<[Duration]>([])
    let told = Mutex<[Int]>([])
    var failed = false
    do {
      try await policy.retrying(
        sleep: { pause in pauses.withLock { $0.append(pause) } }, random: { 1 },
        onRetry: { _, _, attempt in told.withLock { $0.append(attempt) } }
      ) {
        let n = tries.withLock { count in
          count += 1
          return count
        }
        if n <= errors.count { throw errors[n - 1] }
      }
    } catch { failed = true }
    let waited = pauses.withLock { $0 }
    #expect(told.withLock { $0 } == Array(1..<(waited.count + 1)))
    return (tries.withLock { $0 }, waited, failed)
  }

  @Test("what may pass is tried again until it works")
  func succeeds() async throws {
    let result = try await run([Self.passing, Self.passing])
    #expect(result.tries == 3)
    #expect(result.pauses == [.seconds(1), .seconds(2)])
    #expect(!result.failed)
  }

  @Test("what won't pass is not tried again, nor is a cancellation")
  func lasting() async throws {
    for error in [Self.lasting, CancellationError()] as [any Error] {
      let result = try await run([error])
      #expect(result.tries == 1 && result.failed)
    }
  }

  @Test("the last try's error goes on")
  func exhausted() async throws {
    let result = try await run(Array(repeating: Self.passing, count: 6))
    #expect(result.tries == 6 && result.pauses.count == 5 && result.failed)
  }

  @Test("a cancelled wait ends with the cancellation")
  func cancelled() async {
    let slow = RetryPolicy(attempts: 2, base: .seconds(600), factor: 1, cap: .seconds(600))
    let task = Task { try await slow.retrying(random: { 1 }) { throw Self.passing } }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
