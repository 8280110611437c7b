internal import Dispatch
internal import Synchronization

/// Tells work that can't be cancelled as tasks are that it is to end.
final class StopFlag: Sendable {
  private let isSet = Atomic(false)

  func set() { isSet.store(true, ordering: .relaxed) }

  func check() throws { if isSet.load(ordering: .relaxed) { throw CancellationError() } }

  /// Runs something that waits for the disk or a server on a thread of its own: the few that tasks share must not.
  ///
  /// A cancellation sets the flag that `body` is given, and this returns when `body` does.
  static func run<R: Sendable>(_ body: @escaping @Sendable (StopFlag) throws -> R) async throws -> R {
    let flag = StopFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<R, any Error>) in
        DispatchQueue.global().async { done.resume(with: Swift.Result { try body(flag) }) }
      }
    } onCancel: {
      flag.set()
    }
  }
}
