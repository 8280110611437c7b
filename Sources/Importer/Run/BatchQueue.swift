internal import Dispatch
internal import Synchronization

/// Enters batches one after another while the next are prepared.
///
/// Entering waits for the disk, and the few threads that tasks share must not: it has a thread of its own. A few
/// batches may wait, so that the end of one day is entered while the next is prepared, and no more, so that memory is
/// bounded. Whoever hands batches in does so one after another.
final class BatchQueue: Sendable {
  /// Batches that wait while one is entered: two take some tens of megabytes and are a fraction of a second's work.
  private static let mostWaiting = 2

  private let thread = DispatchQueue(label: "holdfast.import.entering")
  private let state = Mutex(State())

  private struct State {
    var submitted = 0
    var finished = 0
    /// Who waits, and for how many to be finished.
    var waiting: [(finished: Int, who: CheckedContinuation<Void, Never>)] = []
    /// What stopped the queue: nothing is entered behind a batch that was not.
    var failure: (any Error)?
  }

  /// Whether nothing is being entered, so that a batch would be entered at once.
  var isIdle: Bool { state.withLock { $0.finished == $0.submitted } }

  /// Whether a batch waits while another is being entered.
  var isBehind: Bool { state.withLock { $0.submitted - $0.finished > 1 } }

  /// Has a batch entered after those before it, and returns once few enough wait.
  ///
  /// Throws what went wrong with a batch before, in which case this one is not entered.
  func submit(_ enter: @escaping @Sendable () throws -> Void) async throws {
    let number = state.withLock { state in
      state.submitted += 1
      return state.submitted
    }
    thread.async { [self] in
      let failed = state.withLock { $0.failure != nil }
      let outcome = Result { if !failed { try enter() } }
      let ready = state.withLock { state in
        if case .failure(let error) = outcome { state.failure = error }
        state.finished += 1
        defer { state.waiting.removeAll { $0.finished <= state.finished } }
        return state.waiting.filter { $0.finished <= state.finished }
      }
      for waiter in ready { waiter.who.resume() }
    }
    try await wait(forFinished: number - 1 - Self.mostWaiting)
  }

  /// Waits until everything is entered, and throws what stopped it.
  func finish() async throws { try await wait(forFinished: state.withLock { $0.submitted }) }

  private func wait(forFinished count: Int) async throws {
    await withCheckedContinuation { (who: CheckedContinuation<Void, Never>) in
      let isOver = state.withLock { state in
        if state.finished < count { state.waiting.append((count, who)) }
        return state.finished >= count
      }
      if isOver { who.resume() }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Runs something else that writes, when what was handed in before is entered, and returns its result.
  ///
  /// Unlike ``submit(_:)`` this may be called from anywhere at any time, and is no part of the line.
  func inTurn<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<R, any Error>) in
      thread.async { done.resume(with: Result { try body() }) }
    }
  }
}
