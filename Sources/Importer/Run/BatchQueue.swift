internal import Dispatch
internal import Synchronization

/// Enters batches one after another while the next are prepared.
///
/// Entering waits for the disk, and the few threads that tasks share must not: it has a thread of its own. One batch is
/// entered and one waits, so that memory is bounded. Whoever hands batches in does so one after another.
final class BatchQueue: Sendable {
  private static let thread = DispatchQueue(label: "holdfast.import.entering")

  private let busy = Atomic(false)
  private let last = Mutex<Task<Void, any Error>?>(nil)

  /// Whether nothing is being entered, so that a batch would be entered at once.
  var isIdle: Bool { !busy.load(ordering: .relaxed) }

  /// Has a batch entered after those before it, and returns once its turn has come.
  ///
  /// Throws what went wrong with the batch before; this one is not entered then.
  func submit(_ enter: @escaping @Sendable () throws -> Void) async throws {
    try await finish()
    busy.store(true, ordering: .relaxed)
    let task = Task { try await run(enter) }
    last.withLock { $0 = task }
  }

  /// Waits until everything is entered.
  func finish() async throws {
    let task = last.withLock { task in
      defer { task = nil }
      return task
    }
    try await task?.value
  }

  private func run(_ enter: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      Self.thread.async {
        let outcome = Result { try enter() }
        self.busy.store(false, ordering: .relaxed)
        done.resume(with: outcome)
      }
    }
  }
}
