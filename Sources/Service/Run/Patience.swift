internal import Synchronization

/// Waits for work to end, and after a cancellation only so long.
enum Patience {
  /// The work had not ended when patience did; it is left to itself, and ends with the process.
  struct Exhausted: Error {}

  static func wait<R: Sendable>(
    _ duration: Duration, for body: @escaping @Sendable () async throws -> R
  ) async throws -> R {
    let work = Task { try await body() }
    let first = First<R>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<R, any Error>) in
        first.await(done)
        Task { first.settle(await work.result) }
      }
    } onCancel: {
      work.cancel()
      Task.detached {
        try? await Task.sleep(for: duration)
        first.settle(.failure(Exhausted()))
      }
    }
  }

  /// Hands on the first of two ends, whichever comes first and whether anyone waits already.
  private final class First<R: Sendable>: Sendable {
    private enum State {
      case open
      case awaited(CheckedContinuation<R, any Error>)
      case early(Swift.Result<R, any Error>)
      case settled
    }

    private let state = Mutex(State.open)

    func await(_ continuation: CheckedContinuation<R, any Error>) {
      let early = state.withLock { state -> Swift.Result<R, any Error>? in
        if case .early(let result) = state {
          state = .settled
          return result
        }
        state = .awaited(continuation)
        return nil
      }
      if let early { continuation.resume(with: early) }
    }

    func settle(_ result: Swift.Result<R, any Error>) {
      let waiting = state.withLock { state -> CheckedContinuation<R, any Error>? in
        switch state {
        case .open: state = .early(result)
        case .awaited(let continuation):
          state = .settled
          return continuation
        case .early, .settled: break
        }
        return nil
      }
      waiting?.resume(with: result)
    }
  }
}
